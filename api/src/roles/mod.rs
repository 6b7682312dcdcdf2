//! Roles: those of the model, and those that the organization makes for itself.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET …/roles` |
//! | `show` | `GET …/roles/{role}` |
//! | `create` | `POST …/roles` |
//! | `edit` | `PATCH …/roles/{role}` |
//! | `delete` | `DELETE …/roles/{role}` |
//! | `form` | what a request says of a role, read and checked |
//! | `answer` | a role as answers show it |
//! | `store` | the rows of the organization's own roles |

pub mod create;
pub mod delete;
pub mod edit;
pub mod list;
pub mod show;

mod answer;
mod form;
pub(crate) mod store;
