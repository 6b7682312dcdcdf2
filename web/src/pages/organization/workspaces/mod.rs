//! Workspaces and the projects in them.
//!
//! | file | holds |
//! | --- | --- |
//! | `list` | every workspace that the reader can enter |
//! | `deleted` | those that can be restored |
//! | `one` | one workspace: its projects, its people |
//! | `people` | who is in it, and as what |
//! | `add` | adding somebody |
//! | `limit` | keeping somebody's role to some of its projects |
//! | `edit` | what one is called, and whether it is open |
//! | `dialogs` | giving a name, and deleting by typing it |

mod add;
mod deleted;
mod dialogs;
mod edit;
mod limit;
mod list;
mod one;
mod people;

use crate::here::Here;

/// For how long what is deleted here can be restored: `30 days`.
pub(super) fn restorable_for(here: Here) -> String {
    super::logic::words::count(here.organization().restore_days.into(), "day", "days")
}

pub(super) use dialogs::{DeleteDialog, NameDialog, sends};
pub(crate) use list::WorkspacesPage;
pub(crate) use one::WorkspacePage;
