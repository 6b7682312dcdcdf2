//! The shareable link of an organization: off by default, and one at most.
//!
//! | file | operation |
//! | --- | --- |
//! | `show` | `GET …/invite-link` |
//! | `set` | `PUT …/invite-link`: turns it on, or sets it anew |
//! | `reset` | `POST …/invite-link/reset`: a new token, the old one is dead |
//! | `disable` | `DELETE …/invite-link` |
//! | `lookup` | `POST /v1/invite-links/lookup`: what the link shows to whoever holds it |
//! | `join` | `POST /v1/invite-links/join` |
//!
//! The token stands hashed, to be found by, and sealed with the deployment's key: an admin copies the link again and
//! again, where an invitation's link is shown once. Whoever reads the database alone has neither.
//!
//! A dead token, reset or turned off, is one that never was. The link stands for whoever set it last: see
//! `shared::invite_links::rules`.

pub mod disable;
pub mod join;
pub mod lookup;
pub mod reset;
pub mod set;
pub mod show;

mod body;
mod stalled;
pub mod store;
