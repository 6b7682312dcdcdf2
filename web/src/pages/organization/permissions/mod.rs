//! Editing somebody's permissions: role, scopes, projects and an end in one form and one save.
//!
//! | file | holds |
//! | --- | --- |
//! | `dialog` | the dialog: loading, the form, what somebody else changed meanwhile |
//! | `state` | what its parts share; trying, asking the server, saving |
//! | `places` | which projects, and what is given in each |
//! | `scopes` | scopes, each with its three levels |
//! | `effect` | what saving would do |

mod dialog;
mod effect;
mod places;
mod scopes;
mod state;

pub(super) use dialog::EditPermissions;
pub(super) use scopes::Scopes;
