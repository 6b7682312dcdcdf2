//! Workspaces and the projects in them.
//!
//! | file | holds |
//! | --- | --- |
//! | `list` | every workspace that the reader can enter |
//! | `one` | one workspace with its projects |
//! | `dialogs` | giving a name, and deleting by typing it |
//! | `may` | what the reader may do where, asked of the model in the page |

mod dialogs;
mod list;
mod may;
mod one;

pub(super) use dialogs::{NameDialog, sends};
pub(crate) use list::WorkspacesPage;
pub(crate) use one::WorkspacePage;
