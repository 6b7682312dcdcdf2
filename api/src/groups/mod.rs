//! Groups: members who are granted things together. A member's page of them is `GET …/members?group=`.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET …/groups` |
//! | `show` | `GET …/groups/{grp}` |
//! | `create` | `POST …/groups` |
//! | `rename` | `PATCH …/groups/{grp}` |
//! | `delete` | `DELETE …/groups/{grp}` |
//! | `show_access` | `GET …/groups/{grp}/access`: what the group is granted |
//! | `add_member`, `remove_member` | `PUT`, `DELETE …/groups/{grp}/members/{member}` |
//! | `edit_members` | `POST …/groups/{grp}/members`: many at once, each decided by the same rule |
//! | `export` | `GET …/groups.csv` |
//! | `list_on_workspace` | `GET /v1/workspaces/{ws}/groups` |
//! | `set_on_workspace`, `remove_on_workspace` | `PUT`, `DELETE /v1/workspaces/{ws}/groups/{grp}` |
//! | `membership` | what putting in and taking out have in common |
//! | `kept` | what a preview says that people keep all the same |
//! | `answer` | a group as answers show it |
//! | `store` | the rows of groups |

pub mod add_member;
pub mod create;
pub mod delete;
pub mod edit_members;
pub mod export;
pub mod list;
pub mod list_on_workspace;
pub mod remove_member;
pub mod remove_on_workspace;
pub mod rename;
pub mod set_on_workspace;
pub mod show;
pub mod show_access;

mod answer;
pub(crate) mod kept;
pub(crate) mod membership;
mod on_workspace;
pub(crate) mod store;
