//! Members: people in an organization.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET …/members`: the directory |
//! | `show` | `GET …/members/{member}` |
//! | `edit` | `PATCH …/members/{member}`: role, scopes, projects and expiry in one save |
//! | `set_workspaces` | `PUT …/members/{member}/workspaces`: every workspace, saved together |
//! | `deactivate`, `activate` | `POST …/members/{member}/deactivate`, `activate` |
//! | `remove` | `DELETE …/members/{member}` |
//! | `leave` | `POST …/leave` |
//! | `bulk` | `POST …/members/bulk`: many at once, each decided by the same rule |
//!
//! Who becomes a guest by the operator's hand alone stands in `guests`.
//!
//! What coming in does, by whichever door, stands in `admit`.
//!
//! What an act does beside the rule's decision (who is told, what is recorded) stands once, in `act`.

pub mod activate;
pub mod bulk;
pub mod deactivate;
pub mod edit;
pub mod leave;
pub mod list;
pub mod remove;
pub mod set_workspaces;
pub mod show;

mod act;
pub(crate) mod admit;
pub(crate) mod body;
mod detail;
pub(crate) mod guests;
pub mod store;
