//! Members: people in an organization.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET …/members`: the directory |
//! | `export` | `GET …/members.csv`: everything that the directory's filter shows |
//! | `show` | `GET …/members/{member}` |
//! | `edit` | `PATCH …/members/{member}`: role, scopes, projects and expiry in one save |
//! | `set_workspaces` | `PUT …/members/{member}/workspaces`: every workspace, saved together |
//! | `deactivate`, `activate` | `POST …/members/{member}/deactivate`, `activate` |
//! | `propose_email` | `POST …/members/{member}/email-change`: another address, theirs to take |
//! | `delete` | `POST …/members/{member}/delete`, named once more by their address |
//! | `remove` | `DELETE …/members/{member}` |
//! | `leave` | `POST …/leave` |
//! | `offboarding` | `GET`, `POST …/members/{member}/offboarding`: what goes with somebody, and who takes it on |
//! | `bulk` | `POST …/members/bulk`: many at once, each decided by the same rule |
//!
//! Whom the directory shows, and in which order, stands in `directory`.
//!
//! Who becomes a guest by the operator's hand alone stands in `guests`.
//!
//! What coming in does, by whichever door, stands in `admit`.
//!
//! What an act does beside the rule's decision (who is told, what is recorded) stands once, in `act`.

pub mod activate;
pub mod bulk;
pub mod deactivate;
pub mod delete;
pub mod edit;
pub mod export;
pub mod leave;
pub mod list;
pub mod offboarding;
pub mod propose_email;
pub mod remove;
pub mod set_workspaces;
pub mod show;

pub(crate) mod act;
pub(crate) mod admit;
pub(crate) mod body;
mod detail;
pub(crate) mod directory;
pub(crate) mod guests;
pub mod store;

use shared::ids::MemberId;

use crate::authz::Proof;
use crate::http::Refusal;

/// What a member's role is called.
pub(crate) fn role_name<P: Proof>(tx: &P, member: MemberId) -> Result<String, Refusal> {
    act::role_name(tx.snapshot(), member)
}
