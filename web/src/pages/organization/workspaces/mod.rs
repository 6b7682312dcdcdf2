//! Workspaces and the projects in them.
//!
//! | file | holds |
//! | --- | --- |
//! | `list` | every workspace that the reader can enter |
//! | `one` | one workspace: its projects, its people |
//! | `people` | who is in it, and as what |
//! | `add` | adding somebody |
//! | `limit` | keeping somebody's role to some of its projects |
//! | `dialogs` | giving a name, and deleting by typing it |

mod add;
mod dialogs;
mod limit;
mod list;
mod one;
mod people;

pub(super) use dialogs::{DeleteDialog, NameDialog, sends};
pub(crate) use list::WorkspacesPage;
pub(crate) use one::WorkspacePage;
