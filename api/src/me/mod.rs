//! A person's own account, sessions, addresses, and where they belong.
//!
//! None of this asks for a verified address: an account that waits for its mail can still be looked at,
//! corrected and left.
//!
//! | file | what it is |
//! | --- | --- |
//! | `show` | `GET /v1/me` |
//! | `edit` | `PATCH /v1/me` |
//! | `list_memberships` | `GET /v1/me/memberships` |
//! | `list_invitations` | `GET /v1/me/invitations` |
//! | `set_default_workspace` | `PUT /v1/me/default-workspace` |
//! | `list_sessions` | `GET /v1/me/sessions` |
//! | `end_session` | `DELETE /v1/me/sessions/{ses}` |
//! | `end_other_sessions` | `DELETE /v1/me/sessions` |
//! | `list_emails` | `GET /v1/me/emails` |
//! | `add_email` | `POST /v1/me/emails` |
//! | `email_change` | `…/v1/me/email-change`: another address for the account |
//! | `remove_email` | `DELETE /v1/me/emails/{id}` |
//! | `store` | the person, sessions and addresses |
//! | `belonging/store` | memberships, invitations and workspaces, from the person's side |

pub mod add_email;
pub mod edit;
pub mod email_change;
pub mod end_other_sessions;
pub mod end_session;
pub mod list_emails;
pub mod list_invitations;
pub mod list_memberships;
pub mod list_sessions;
pub mod remove_email;
pub mod set_default_workspace;
pub mod show;

mod belonging;
pub(crate) mod store;
