//! Proofs: a transaction together with what its holder was found to be allowed.
//!
//! A proof is made by a gate alone, borrows its transaction, and so cannot outlive it. Stores take the
//! organization from it and never as an argument: there is no way to name another tenant's.

use std::marker::PhantomData;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::{Decision, Snapshot};
use shared::audit_log::wire::Party;
use shared::ids::{InvitationId, MemberId, OrganizationId, UserId};
use shared::notifications::Topic;
use shared::problem::Code;
use uuid::Uuid;

use super::need::Need;
use super::outcome::party;
use crate::access;
use crate::app::App;
use crate::authn::api_keys::ApiKey;
use crate::authn::principal::Caller;
use crate::db::AnyConn;
use crate::http::{Refusal, Request};
use crate::notifications::{Notice, Place};
use crate::outbox::NewMail;
use crate::outbox::letters::{Choice, Letter};
use crate::{notifications, organizations, outbox};

/// Who acts, and as which member of the organization (`None`: by an invitation, not a member yet).
#[derive(Debug, Clone)]
pub struct Actor {
    pub user: UserId,
    pub name: String,
    pub member: Option<MemberId>,
    /// The key that acts in their name, if it is not themselves.
    pub key: Option<Arc<ApiKey>>,
}

/// Stands for the operator of the deployment, who has no account.
const OPERATOR: UserId = UserId::from_uuid(Uuid::nil());

/// Stands for the service itself, where nobody acts.
const SERVICE: UserId = UserId::from_uuid(Uuid::max());

impl Actor {
    /// The service, where nobody acts.
    pub(super) fn service() -> Self {
        Self { user: SERVICE, name: "Usher".to_owned(), member: None, key: None }
    }

    /// Whoever runs the deployment, at its command line.
    pub(super) fn operator() -> Self {
        Self { user: OPERATOR, name: "The operator".to_owned(), member: None, key: None }
    }

    /// Whether it is the operator, who may know everything here.
    pub fn is_operator(&self) -> bool {
        self.user == OPERATOR
    }

    /// Whether nobody acts.
    pub(super) fn is_service(&self) -> bool {
        self.user == SERVICE
    }

    pub(super) fn of(caller: Caller, member: Option<MemberId>) -> Self {
        let Caller { user, name, verified: _, key } = caller;
        Self { user, name, member, key: key.map(Arc::new) }
    }

    /// How the audit log names them.
    pub fn party(&self) -> Party {
        if self.is_operator() {
            return party("operator", "operator", self.name.as_str());
        }
        if self.is_service() {
            return party("service", "usher", self.name.as_str());
        }
        match &self.key {
            Some(key) => party("api_key", key.id, key.name.as_str()),
            None => party("user", self.user, self.name.as_str()),
        }
    }

    /// What a repeated request is told apart by.
    pub(super) fn principal(&self) -> String {
        self.key.as_ref().map_or_else(|| self.user.to_string(), |key| key.id.to_string())
    }

    /// The facts as this actor may use them: a key does no more than it was made for.
    pub(super) fn sees(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        match (&self.key, self.member) {
            (Some(key), Some(member)) => Arc::new(snapshot.capped(member, key.cap(snapshot.model()))),
            (Some(_) | None, _) => snapshot,
        }
    }

    /// Refuses what a person has to do themselves.
    pub fn require_person(&self) -> Result<(), Refusal> {
        if self.key.is_none() {
            return Ok(());
        }
        Err(Refusal::new(
            Code::PermissionDenied,
            "An API key cannot do this for whoever made it. Sign in as a person.",
        ))
    }
}

/// What every proof over an organization gives.
pub trait Proof: sealed::Sealed {
    type Need;
    /// The one organization that this is about.
    fn organization(&self) -> OrganizationId;
    fn now(&self) -> DateTime<Utc>;
    fn actor(&self) -> &Actor;
    /// Access as it is at this point of the transaction.
    fn snapshot(&self) -> &Snapshot;
    fn app(&self) -> &App;
    fn request(&self) -> &Request;
    /// The same picture as [`Proof::snapshot`], to keep while the transaction goes on.
    fn picture(&self) -> Arc<Snapshot>;
    /// Says which revision of its row an answer shows: its `ETag`.
    fn shows_revision(&mut self, revision: i64);
    /// What [`Proof::shows_revision`] was told last.
    fn revision(&self) -> Option<i64>;
    /// The transaction. For `store.rs` files alone (`cargo xtask test` checks).
    fn sql(&mut self) -> &mut AnyConn;

    /// The acting member. Every gate but that of an invitation has one.
    fn member(&self) -> Result<MemberId, Refusal> {
        self.actor().member.ok_or_else(Refusal::not_found)
    }
}

mod sealed {
    pub trait Sealed {}
}

struct Scoped<'t> {
    conn: &'t mut AnyConn,
    app: &'t App,
    request: &'t Request,
    organization: OrganizationId,
    actor: Actor,
    snapshot: Arc<Snapshot>,
    revision: Option<i64>,
}

/// A read transaction, and the proof of `N`.
pub struct Reading<'t, N> {
    scoped: Scoped<'t>,
    need: PhantomData<N>,
}

/// A write transaction that holds the organization's lock, and the proof of `N`.
pub struct Writing<'t, N> {
    scoped: Scoped<'t>,
    before: Arc<Snapshot>,
    version: u64,
    /// The organization as people know it, once it was asked for.
    place: Option<Place>,
    told: Vec<UserId>,
    /// To be told, each with its people, once all is done.
    notices: Vec<(Vec<UserId>, Notice)>,
    /// To be sent.
    mails: Vec<NewMail>,
    keys_changed: bool,
    need: PhantomData<N>,
}

macro_rules! proof {
    ($name:ident) => {
        impl<N> sealed::Sealed for $name<'_, N> {}
        impl<N> Proof for $name<'_, N> {
            type Need = N;
            fn organization(&self) -> OrganizationId {
                self.scoped.organization
            }
            fn now(&self) -> DateTime<Utc> {
                self.scoped.request.now
            }
            fn actor(&self) -> &Actor {
                &self.scoped.actor
            }
            fn snapshot(&self) -> &Snapshot {
                &self.scoped.snapshot
            }
            fn app(&self) -> &App {
                self.scoped.app
            }
            fn request(&self) -> &Request {
                self.scoped.request
            }
            fn picture(&self) -> Arc<Snapshot> {
                Arc::clone(&self.scoped.snapshot)
            }
            fn shows_revision(&mut self, revision: i64) {
                self.scoped.revision = Some(revision);
            }
            fn revision(&self) -> Option<i64> {
                self.scoped.revision
            }
            fn sql(&mut self) -> &mut AnyConn {
                self.scoped.conn
            }
        }
        impl<N> std::fmt::Debug for $name<'_, N> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.scoped.organization)
            }
        }
    };
}
proof!(Reading);
proof!(Writing);

/// What a gate knows when it makes a proof.
pub(super) struct Opened<'t> {
    pub conn: &'t mut AnyConn,
    pub app: &'t App,
    pub request: &'t Request,
    pub organization: OrganizationId,
    pub actor: Actor,
    pub snapshot: Arc<Snapshot>,
}

impl<'t> Opened<'t> {
    fn scoped(self) -> Scoped<'t> {
        let Self { conn, app, request, organization, actor, snapshot } = self;
        Scoped { conn, app, request, organization, actor, snapshot, revision: None }
    }
}

impl<'t, N: Need> Reading<'t, N> {
    pub(super) fn open(opened: Opened<'t>) -> Self {
        Self { scoped: opened.scoped(), need: PhantomData }
    }
}

impl<'t, N> Writing<'t, N> {
    /// `version` is the one that this write makes, if it changes anything.
    pub(super) fn open(opened: Opened<'t>, version: u64) -> Self {
        let before = Arc::clone(&opened.snapshot);
        Self {
            scoped: opened.scoped(),
            before,
            version,
            place: None,
            told: Vec::new(),
            notices: Vec::new(),
            mails: Vec::new(),
            keys_changed: false,
            need: PhantomData,
        }
    }

    /// Writes what a rule of `shared` decided, to the rows and to the snapshot alike.
    pub fn apply(&mut self, decision: &Decision) -> Result<(), Refusal> {
        for change in decision.changes() {
            access::store::write(self, change)?;
            Arc::make_mut(&mut self.scoped.snapshot).apply(change).map_err(Refusal::internal)?;
        }
        Ok(())
    }

    /// Tells a person what was done, in the app or by mail or both, as they chose: once this is committed. Nobody is
    /// told what they did themselves. However many are told of however much, it is written in a few statements.
    pub fn notify(&mut self, user: UserId, notice: &Notice) -> Result<(), Refusal> {
        self.notify_all(&[user], notice)
    }

    /// The same for many at once.
    pub fn notify_all(&mut self, users: &[UserId], notice: &Notice) -> Result<(), Refusal> {
        // A rehearsal would write them for nothing.
        if self.scoped.request.preview {
            return Ok(());
        }
        let users: Vec<UserId> =
            users.iter().copied().filter(|user| *user != self.scoped.actor.user).collect();
        if !users.is_empty() {
            self.notices.push((users, notice.clone()));
        }
        Ok(())
    }

    /// What the organization is called, and where it is found. Many notices of one change ask once.
    pub(crate) fn place(&mut self) -> Result<Place, Refusal> {
        if let Some(place) = &self.place {
            return Ok(place.clone());
        }
        let organizations::store::Row { id, name, slug, .. } = organizations::store::find(self)?;
        let place = Place { id, name: name.to_string(), slug: slug.to_string() };
        Ok(self.place.insert(place).clone())
    }

    /// Leaves a notice in the app alone, whatever the person chose: where a mail of its own goes with it, or where it
    /// is the actor who is told.
    pub fn tell(&mut self, user: UserId, kind: &'static str, text: String) -> Result<(), Refusal> {
        let Scoped { conn, request, organization, .. } = &mut self.scoped;
        let notice = Notice::new(Topic::of_kind(kind), kind, text);
        notifications::list_one(conn, request.now, user, Some(*organization), &notice)?;
        self.told.push(user);
        Ok(())
    }

    /// Queues a mail, which leaves once this is committed.
    pub fn mail(
        &mut self,
        to: &str,
        letter: &dyn Letter,
        invitation: Option<InvitationId>,
    ) -> Result<(), Refusal> {
        let Scoped { app, organization, .. } = &self.scoped;
        let about = outbox::About { organization: Some(*organization), invitation };
        self.mails.extend(outbox::ready(app, vec![to.to_owned()], letter, about, Choice::Unsaid)?);
        Ok(())
    }

    pub(super) fn acts_as(&mut self, member: Option<MemberId>) {
        self.scoped.actor.member = member;
    }

    /// Says that a key came or went: what this process remembers of them is read again.
    pub(crate) fn note_keys_changed(&mut self) {
        self.keys_changed = true;
    }

    pub(super) fn keys_changed(&self) -> bool {
        self.keys_changed
    }

    /// Writes down what people are told, and what is mailed; answers with those whose list in the app is longer now.
    pub(super) fn tell_all(&mut self) -> Result<Vec<UserId>, Refusal> {
        let (notices, mails) = (std::mem::take(&mut self.notices), std::mem::take(&mut self.mails));
        if !notices.is_empty() {
            let place = self.place()?;
            let Scoped { conn, app, request, .. } = &mut self.scoped;
            let listed = notifications::tell_all(conn, app, request.now, Some(&place), &notices)?;
            self.told.extend(listed);
        }
        let Scoped { conn, request, .. } = &mut self.scoped;
        outbox::queue_all(conn, request.now, &mails)?;
        Ok(std::mem::take(&mut self.told))
    }

    /// The version that this write makes.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Refuses with 412 when the caller has seen another revision of the row. Ask before the body.
    pub fn expect_revision(&self, revision: i64) -> Result<(), Refusal> {
        self.scoped.request.expect_revision(revision)
    }

    /// The same for the row that was shown last.
    pub fn expect_shown_revision(&self) -> Result<(), Refusal> {
        self.scoped.revision.map_or(Ok(()), |revision| self.expect_revision(revision))
    }

    /// The same transaction with another proof. What goes before a change and what follows from it is the service's to
    /// do, whatever is proven for the change itself.
    pub(super) fn proving<M>(self) -> Writing<'t, M> {
        let Self { scoped, before, version, place, told, notices, mails, keys_changed, need: _ } = self;
        Writing { scoped, before, version, place, told, notices, mails, keys_changed, need: PhantomData }
    }

    pub(super) fn before(&self) -> &Arc<Snapshot> {
        &self.before
    }

    pub(super) fn after(&self) -> Arc<Snapshot> {
        Arc::clone(&self.scoped.snapshot)
    }
}
