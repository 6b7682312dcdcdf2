//! May they? Read this first.
//!
//! A handler never gets a database connection. It is handed a *proof*: a transaction that borrows the
//! answer to "who is calling, and what may they do here", and that ends with the request.
//!
//! ```text
//!   request ─▶ gate ── authenticates, finds the caller's membership from the path, evaluates
//!                │
//!                ├── read  ─▶ Reading<'_, Need> ─▶ body ─▶ answer              (rolled back)
//!                └── write ─▶ lock ─▶ again ─▶ Writing<'_, Need> ─▶ body ─▶ Outcome
//!                                                         recorded ─▶ committed │ unchanged ─▶ rolled back
//! ```
//!
//! Stores take the organization from the proof and ask for the marks of its need, so what a handler may
//! reach is what its declaration says:
//!
//! ```
//! use usher_api::authz::{Proof, Reading, need::{InOrganization, Members, Sees, View}};
//! fn names<P: Proof>(_: &mut P) where P::Need: Sees<Members> {}
//! fn body(tx: &mut Reading<'_, InOrganization<Members, View>>) { names(tx) }
//! ```
//!
//! A proof of another permission does not do:
//!
//! ```compile_fail,E0277
//! use usher_api::authz::{Proof, Reading, need::{InOrganization, Audit, Members, Sees, View}};
//! fn names<P: Proof>(_: &mut P) where P::Need: Sees<Members> {}
//! fn body(tx: &mut Reading<'_, InOrganization<Audit, View>>) { names(tx) }
//! ```
//!
//! Nor does a proof of view where full is asked:
//!
//! ```compile_fail,E0277
//! use usher_api::authz::{Proof, Reading, need::{InOrganization, Members, Holds, View}};
//! fn change<P: Proof>(_: &mut P) where P::Need: Holds<Members> {}
//! fn body(tx: &mut Reading<'_, InOrganization<Members, View>>) { change(tx) }
//! ```
//!
//! A read proof does not write:
//!
//! ```compile_fail,E0599
//! use shared::access::Decision;
//! use usher_api::authz::{Reading, need::{InOrganization, Members, Full}};
//! fn body(tx: &mut Reading<'_, InOrganization<Members, Full>>, decision: &Decision) { let _ = tx.apply(decision); }
//! ```
//!
//! while a write proof does:
//!
//! ```
//! use shared::access::Decision;
//! use usher_api::authz::{Writing, need::{InOrganization, Members, Full}};
//! fn body(tx: &mut Writing<'_, InOrganization<Members, Full>>, decision: &Decision) { let _ = tx.apply(decision); }
//! ```
//!
//! A store asks for no organization: it takes that of the proof. So there is nowhere to put another tenant's.
//!
//! ```
//! use shared::ids::MemberId;
//! use usher_api::{authz::{Reading, need::{InOrganization, Members, View}}, members::store};
//! fn body(tx: &mut Reading<'_, InOrganization<Members, View>>, id: MemberId) { let _ = store::find(tx, id); }
//! ```
//!
//! ```compile_fail,E0061
//! use shared::ids::{MemberId, OrganizationId};
//! use usher_api::{authz::{Reading, need::{InOrganization, Members, View}}, members::store};
//! fn body(tx: &mut Reading<'_, InOrganization<Members, View>>, other: OrganizationId, id: MemberId) {
//!     let _ = store::find(tx, other, id);
//! }
//! ```
//!
//! A change that no rule decided cannot be applied: only `shared`'s rules make a `Decision`.
//!
//! ```compile_fail,E0308
//! use shared::{access::Change, ids::MemberId};
//! use usher_api::authz::{Writing, need::{InOrganization, Members, Full}};
//! fn body(tx: &mut Writing<'_, InOrganization<Members, Full>>, member: MemberId) {
//!     let _ = tx.apply(&Change::MemberRemoved { member });
//! }
//! ```
//!
//! A change without its audit record is no outcome:
//!
//! ```compile_fail,E0061
//! use usher_api::authz::Outcome;
//! fn body() -> Outcome<()> { Outcome::changed(()) }
//! ```
//!
//! A proof does not outlive its transaction:
//!
//! ```compile_fail,E0521
//! use usher_api::authz::{Reading, need::AnyMember};
//! fn keep(proof: &'static mut Reading<'static, AnyMember>) {}
//! fn body(tx: &mut Reading<'_, AnyMember>) { keep(tx) }
//! ```
//!
//! An operation without a gate has no route:
//!
//! ```compile_fail,E0277
//! use usher_api::http::{Operation, Spec, request::{NoBody, NoQuery}, route};
//! struct Open;
//! impl Operation for Open {
//!     const SPEC: Spec = Spec::get("/v1/open", "open", "Open");
//!     type Inner = (); type Query = NoQuery; type Body = NoBody; type Answer = NoBody;
//! }
//! fn routes() { route::read::<Open>(); }
//! ```
//!
//! | file | what it is |
//! | --- | --- |
//! | `need` | what an operation needs, as a type |
//! | `gate` | a permission on a resource: the gate of an organization |
//! | `own` | one's own account |
//! | `invitee` | possession of an invitation, by the account that it is for; of its link, by another |
//! | `joiner` | a way in that stands open: the shareable link, and what is like it |
//! | `open` | everybody, for a written reason |
//! | `operator` | the operator of the deployment, at its command line |
//! | `proof` | what the gates hand out |
//! | `outcome` | what bodies return |
//! | `lock` | the row that orders an organization's writers |
//! | `lookup`, `inner` | from the ids of a path to what they name |

pub mod gate;
mod inner;
pub mod invitee;
pub mod joiner;
mod lock;
mod lookup;
pub mod need;
pub mod open;
pub mod operator;
mod outcome;
pub mod own;
mod proof;

pub use inner::{GroupMember, Inner, RoleName};
pub use invitee::InvitationName;
pub use need::{Holder, Invitee, Joiner, Need};
pub use open::Open;
pub use outcome::{Outcome, OwnOutcome, Record, party};
pub use own::{OwnReading, OwnWriting};
pub use proof::{Actor, Proof, Reading, Writing};
