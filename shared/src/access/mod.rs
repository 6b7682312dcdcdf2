//! Who may do what.
//!
//! One small algebra decides every question of access, on the server and in the page alike. Its only
//! currency is a map from *scope* (a named area: `members`, `content`, `settings.publishing`) to *access*
//! (`none < view < full`), kept as two bits a scope, so that the more of two is `|` and the less is `&`.
//!
//! ```text
//!        seat ceiling   ∧   ceiling of the role here   ∧   ( base  ∨  grants )
//!        ────────────       ────────────────────────         ────     ──────
//!        of the             the workspace's role,            of the    live, to the member or a
//!        organization       where one overrides,             role      group of theirs, on the
//!        role, if free      else the organization's          here      resource or around it
//!
//!        base counts for a member who is in the workspace and not restricted away from the project;
//!        nothing at all counts for somebody who is not active, nor on what is not there.
//! ```
//!
//! Everything is a function of a [`Snapshot`]: the facts of one organization at one version. It answers
//! [`effective`](Snapshot::effective) and [`check`](Snapshot::check) without allocating for the caller, says
//! why with [`explain`](Snapshot::explain), and takes a [`Change`] with [`apply`](Snapshot::apply). Two of
//! them compare with [`diff`]: that is how a change is previewed before it is made.
//!
//! A change that gives or takes access is made in four steps, always these:
//!
//! 1. a rule (`members::rules`, `invitations::rules` …) writes down the [`Change`]s that were asked for;
//! 2. it tries them on a copy of the snapshot, and asks [`may_grant`] whether the actor may turn the one
//!    into the other;
//! 3. it asks [`guard`] whether the organization still has its owner and a lasting admin;
//! 4. it answers with a [`Decision`], which nothing outside this crate can make, or with a [`Denied`].
//!
//! What is deliberately absent:
//!
//! - **Ranks.** An admin stands above an editor because what an editor has is contained in what an admin
//!   has. A number beside that would be a second opinion.
//! - **Deny rules.** Nothing ever subtracts. A restriction keeps a baseline from counting, a ceiling meets;
//!   both are there in the one formula, and no order of evaluation exists to get wrong.
//! - **Branches for admins.** Whoever reaches everything has a baseline equal to the ceiling; no code asks
//!   whether somebody is an admin.
//! - **A clock, randomness, IO.** The moment is an argument and new ids are handed in, so an answer can be
//!   had again later, and in another process, exactly.
//! - **Bit positions outside the process.** [`Facts`] name scopes by key, and neither [`Scope`] nor
//!   [`Permissions`] can be serialized.

mod level;
mod permissions;
mod scope;

mod body;
mod catalog;
mod model;
mod model_file;
mod models;
mod preset;
mod role;

mod facts;
mod grant;
mod member;
mod resource;

mod apply;
mod cap;
mod change;
mod compact;
mod from_facts;
mod numbers;
mod snapshot;
mod to_facts;

mod evaluate;
mod explain;
mod reached;
mod search;
mod sentence;
mod smallest_flip;
mod spot;
mod tally;

mod decision;
mod diff;
mod differing;
mod guard;
mod may_grant;
mod review;
mod touched;

pub mod prospective;
pub mod wire;

pub use catalog::{Catalog, CatalogError, ScopeEntry, UnknownScope};
pub use change::Change;
pub use decision::{Decision, Denied, Outcome};
pub use diff::{Difference, Totals, diff, diff_on_organization};
pub use explain::{Blocker, Cut, Explanation, Source, Via};
pub use facts::{
    Elsewhere, Facts, FactsError, GrantFact, GroupMemberFact, ItemFact, ProjectFact, RestrictionFact,
    RoleFact, WorkspaceFact, WorkspaceMemberFact,
};
pub use grant::{Grant, GrantSource, Principal};
pub use guard::{Broken, guard};
pub use level::Access;
pub use may_grant::{MayNotGrant, covers, manages_members, may_grant, oversees_members};
pub use member::{Member, Status};
pub use model::{Model, Pattern, ProjectRole, WhenFull};
pub use model_file::ModelFileError;
pub use models::Models;
pub use permissions::{MalformedBits, Permissions};
pub use preset::PresetError;
pub use reached::Reached;
pub use resource::{Resource, Visibility};
pub use review::{Finding, OpenInvitation, Records, Thresholds, review};
pub use role::{Reach, Role, RoleFlaw, Seat};
pub use scope::{CoreScope, ResourceKind, Scope};
pub use sentence::Names;
pub use smallest_flip::Flip;
pub use snapshot::Snapshot;
