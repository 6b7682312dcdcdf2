//! Projects: the units of work inside a workspace.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET /v1/workspaces/{ws}/projects` |
//! | `create` | `POST /v1/workspaces/{ws}/projects` |
//! | `show` | `GET /v1/projects/{prj}` |
//! | `rename` | `PATCH /v1/projects/{prj}` |
//! | `delete` | `DELETE /v1/projects/{prj}` |
//! | `access` | who works on one, and what is given and taken there |
//! | `answer` | a project as answers show it |
//! | `store` | its rows |

pub mod access;
pub mod create;
pub mod delete;
pub mod list;
pub mod rename;
pub mod show;

mod answer;
pub(crate) mod store;
