//! Members: people in an organization.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET …/members`: the directory |
//! | `show` | `GET …/members/{member}` |
//! | `change_role` | `PATCH …/members/{member}` |
//! | `deactivate`, `activate` | `POST …/members/{member}/deactivate`, `activate` |
//! | `remove` | `DELETE …/members/{member}` |
//! | `leave` | `POST …/leave` |
//! | `bulk` | `POST …/members/bulk`: many at once, each decided by the same rule |
//!
//! What an act does beside the rule's decision (who is told, what is recorded) stands once, in `act`.

pub mod activate;
pub mod bulk;
pub mod change_role;
pub mod deactivate;
pub mod leave;
pub mod list;
pub mod remove;
pub mod show;

mod act;
mod body;
pub mod store;
