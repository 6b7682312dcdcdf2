//! Who works on a project: everybody who has access, through what, and what is given and taken there.
//!
//! | file | operation |
//! | --- | --- |
//! | `show` | `GET /v1/projects/{prj}/access` |
//! | `set_collaborator`, `remove_collaborator` | `PUT`, `DELETE …/collaborators/{member}`: a project role |
//! | `set_scopes`, `remove_scopes` | `PUT`, `DELETE …/members/{member}/scopes`: scope by scope |
//! | `set_group`, `remove_group` | `PUT`, `DELETE …/groups/{grp}`: a project role for a group |
//! | `grant` | what giving and taking have in common |
//! | `rows` | who has access, narrowed and in order |
//! | `store` | their names |

pub mod remove_collaborator;
pub mod remove_group;
pub mod remove_scopes;
pub mod set_collaborator;
pub mod set_group;
pub mod set_scopes;
pub mod show;

pub(crate) mod grant;
mod rows;
pub(crate) mod store;
