//! Invitations: somebody is asked in, by address.
//!
//! | file | operation |
//! | --- | --- |
//! | `create` | `POST …/invitations`: one or many addresses, a result for each |
//! | `list`, `show` | `GET …/invitations[/{inv}]` |
//! | `edit` | `PATCH …/invitations/{inv}`: what it offers, before it is accepted |
//! | `resend` | `POST …/invitations/{inv}/resend`: a new token, the old one is dead |
//! | `revoke` | `DELETE …/invitations/{inv}` |
//! | `lookup` | `POST /v1/invitations/lookup`: what a link shows |
//! | `accept`, `decline` | `POST /v1/invitations/accept`, `decline`, and the same from one's own list |

pub mod accept;
pub mod create;
pub mod decline;
pub mod edit;
pub mod list;
pub mod lookup;
pub mod resend;
pub mod revoke;
pub mod show;

mod body;
pub(crate) mod link;
mod offer;
pub mod store;
