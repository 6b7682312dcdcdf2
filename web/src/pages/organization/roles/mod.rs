//! The roles of an organization: what each gives, who has it, and roles of one's own.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page and its head |
//! | `state` | what its parts share: the roles, the drafts, who is affected |
//! | `inspector` | the card of the role that is shown: its fields and what can be done with it |
//! | `grid` | the matrix of roles and scopes, with its keys |
//! | `savebar` | what is not saved yet and what it would do; saving it |
//! | `new` | starting a role from another |
//! | `delete` | deleting one, with its replacement and its consequences |

mod delete;
mod grid;
mod inspector;
mod new;
mod page;
mod savebar;
mod state;

pub(crate) use page::RolesPage;
pub(crate) use state::provide_role_drafts;
