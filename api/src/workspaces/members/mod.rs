//! Who is in a workspace, as what, and in which of its projects.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET /v1/workspaces/{ws}/members` |
//! | `list_candidates` | `GET /v1/workspaces/{ws}/member-candidates`: whom its form offers to add |
//! | `set` | `PUT /v1/workspaces/{ws}/members/{member}`: adds somebody, or gives them another role there |
//! | `remove` | `DELETE /v1/workspaces/{ws}/members/{member}` |
//! | `restrict` | `PUT /v1/workspaces/{ws}/members/{member}/restriction` |
//! | `lift_restriction` | `DELETE /v1/workspaces/{ws}/members/{member}/restriction` |
//! | `answer` | somebody in a workspace as answers show them |

pub mod lift_restriction;
pub mod list;
pub mod list_candidates;
pub mod remove;
pub mod restrict;
pub mod set;

mod act;
mod answer;
pub(crate) use answer::kept;
