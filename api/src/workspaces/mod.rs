//! Workspaces: boundaries of trust inside an organization, where projects live.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET /v1/organizations/{org}/workspaces` |
//! | `create` | `POST /v1/organizations/{org}/workspaces` |
//! | `show` | `GET /v1/workspaces/{ws}` |
//! | `edit` | `PATCH /v1/workspaces/{ws}` |
//! | `delete` | `DELETE /v1/workspaces/{ws}` |
//! | `list_deleted` | `GET /v1/organizations/{org}/deleted-workspaces` |
//! | `restore` | `POST /v1/workspaces/{ws}/restore` |
//! | `tell` | who hears of an opening, a closing, an end and a return |
//! | `members/` | who is in one, as what, and in which of its projects |
//! | `answer` | a workspace as answers show it |
//! | `store` | its rows; `store/deleted`: those of workspaces that can be restored |

pub mod create;
pub mod delete;
pub mod edit;
pub mod list;
pub mod list_deleted;
pub mod members;
pub mod restore;
pub mod show;

mod answer;
pub(crate) mod store;
mod tell;
