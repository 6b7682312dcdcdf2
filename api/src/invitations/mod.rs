//! Invitations: somebody is asked in, by address.
//!
//! | file | operation |
//! | --- | --- |
//! | `create` | `POST …/invitations`: one or many addresses, a result for each |
//! | `list`, `show` | `GET …/invitations[/{inv}]` |
//! | `edit` | `PATCH …/invitations/{inv}`: what it offers, before it is accepted |
//! | `resend` | `POST …/invitations/{inv}/resend`: a new token, the old one is dead |
//! | `readdress` | `POST …/invitations/{inv}/readdress`: the same for another address |
//! | `revoke` | `DELETE …/invitations/{inv}` |
//! | `lookup` | `POST /v1/invitations/lookup`: what a link shows |
//! | `accept`, `decline` | `POST /v1/invitations/accept`, `decline`, and the same from one's own list |
//! | `ask_address` | `POST /v1/invitations/ask-address`: whoever holds the link of another asks for it |

pub mod accept;
pub mod ask_address;
pub mod create;
pub mod decline;
pub mod edit;
pub mod list;
pub mod lookup;
pub mod readdress;
pub mod resend;
pub mod revoke;
pub mod show;

mod batch;
mod body;
pub(crate) mod link;
mod offer;
mod problems;
pub(crate) mod queue;
pub mod store;
