//! Join requests: somebody whose address is at a domain of the organization, or who holds its link, asks to be
//! let in. Until an admin says yes they see the organization's name and nothing else.
//!
//! | file | operation |
//! | --- | --- |
//! | `create` | `POST …/join-requests`: asks, or comes straight in where the domain is open |
//! | `list` | `GET …/join-requests`, for whoever may answer them |
//! | `approve`, `deny` | `POST …/join-requests/{jrq}/approve`, `deny` |
//! | `list_joinable` | `GET /v1/me/joinable-organizations` |
//! | `list_mine` | `GET /v1/me/join-requests` |
//! | `withdraw` | `DELETE /v1/me/join-requests/{jrq}` |
//! | `ask` | asking, by a domain or by the link |
//! | `standing` | by which of their addresses somebody may ask, and how they come in |
//! | `notify` | who is told |
//! | `body`, `store` | answers and rows |

pub mod approve;
pub mod create;
pub mod deny;
pub mod list;
pub mod list_joinable;
pub mod list_mine;
pub mod withdraw;

pub(crate) mod ask;
mod body;
pub(crate) mod notify;
pub mod standing;
pub mod store;
