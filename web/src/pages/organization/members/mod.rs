//! The directory: who is here, as what, and what can be done about it.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page: head, tabs, the panel of the tab |
//! | `state` | the view in the address, the rows, the selection |
//! | `act` | changing a role or a status, with undo |
//! | `filters` | search and filters |
//! | `table` | the table and its keys |
//! | `alone` | for the only member: what others can be, and the way to invite them |
//! | `row` | one member, with what can be done with them |
//! | `role_cell` | choosing a role, with what it would do beside it |
//! | `remove` | somebody goes: asked about once, with what it does |
//! | `leaves` | what they leave behind, and who takes it on |
//! | `delete` | the other one, for somebody added by mistake |
//! | `propose_email` | another address, theirs to take |
//! | `places` | one member's workspaces, saved together |
//! | `bulk` | the bar over a selection, and its review |
//! | `left_behind` | what many leave behind who go together |
//! | `pending` | the tab of invitations |
//! | `pending_row` | one invitation |
//! | `pending_address` | sending one to another address |
//! | `pending_bulk` | sending many again, revoking many |
//! | `requests` | the tab of people who ask to be let in |
//! | `request_row` | one of them, and letting them in |
//! | `request_deny` | declining one |

mod act;
mod alone;
mod bulk;
mod delete;
mod filters;
mod leaves;
mod left_behind;
mod page;
mod pending;
mod pending_address;
mod pending_bulk;
mod pending_row;
mod places;
mod propose_email;
mod remove;
mod request_deny;
mod request_row;
mod requests;
mod role_cell;
mod row;
mod state;
mod table;

pub(super) use delete::DeleteDialog;
pub(super) use leaves::offer_heirs;
pub(crate) use page::MembersPage;
pub(super) use places::WorkspacesDialog;
pub(super) use propose_email::ProposeEmailDialog;
pub(super) use remove::{HandOverDialog, RemoveDialog};
