//! The invite dialog, and the same form for an invitation that waits.
//!
//! | file | holds |
//! | --- | --- |
//! | `dialog` | the dialog: by mail or by link, the form, the foot |
//! | `state` | the draft, and what the server says of each address while it is written |
//! | `addresses` | the chips, and what is wrong with which |
//! | `each` | one by one: what becomes of each, and a role for a single one |
//! | `places` | workspaces, projects, and a limit to some of them |
//! | `beside` | areas of the organization and groups, beside the role |
//! | `ends` | when the access ends |
//! | `glance` | what they will see: their sidebar |
//! | `receipt` | what sending will do |
//! | `results` | what became of each address |
//! | `edit` | changing what an open invitation offers |

mod addresses;
mod beside;
mod dialog;
mod each;
mod edit;
mod ends;
mod glance;
mod places;
mod receipt;
mod results;
mod state;

pub(super) use dialog::InviteDialog;
pub(super) use edit::EditDialog;
