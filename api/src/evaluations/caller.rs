//! Who asks, and what they may ask about.
//!
//! A key with `check` asks about everybody; a person asks about themselves, and with `members: view` about
//! everybody; a key without `check` asks like whoever made it, within its permissions. None of them learns of a
//! resource that the member behind it cannot see: a key never does more than its maker can.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::{Access, CoreScope, Resource, Snapshot};
use shared::ids::{MemberId, OrganizationId, UserId};

use super::asked::Named;
use super::{Desk, Reach, Stop, home, store};
use crate::access::snapshots::Served;
use crate::access::visible;
use crate::authn::{api_keys, recent, secrets};

/// Whose credential it is.
pub(super) enum Asker {
    Key { organization: OrganizationId, hash: [u8; 32] },
    Person(UserId),
}

/// An asker in one organization.
pub(super) struct Standing {
    /// The facts.
    pub(super) snapshot: Arc<Snapshot>,
    /// The facts as the asker may use them.
    eyes: Arc<Snapshot>,
    pub(super) member: MemberId,
    /// Whether they ask about others than themselves.
    pub(super) others: bool,
    now: DateTime<Utc>,
}

impl Standing {
    /// Whether they may ask about this subject. One who is not known here is somebody else.
    pub(super) fn may_ask(&self, subject: Option<MemberId>) -> bool {
        self.others || subject == Some(self.member)
    }

    /// Whether they see a resource that this subject has something on. What one has oneself one sees.
    pub(super) fn sees(&self, subject: MemberId, resource: Resource) -> bool {
        subject == self.member || visible(&self.eyes, self.member, resource, self.now)
    }

    /// The same asker over older facts.
    pub(super) fn over(&self, snapshot: Arc<Snapshot>) -> Self {
        let eyes = if Arc::ptr_eq(&self.snapshot, &self.eyes) {
            Arc::clone(&snapshot)
        } else {
            Arc::new(self.eyes.recapped(&snapshot))
        };
        Self { snapshot, eyes, member: self.member, others: self.others, now: self.now }
    }
}

/// Reads the credential. 401 for none, or one that is dead.
pub(super) fn asker(desk: &Desk<'_>) -> Result<Asker, Stop> {
    let token = desk.token.ok_or_else(Stop::unauthenticated)?;
    if api_keys::is_key(token) {
        let hash = secrets::digest(token);
        let organization = match (desk.app.homes.of_key(&hash), desk.reach) {
            (Some(known), _) => known,
            (None, Reach::Memory) => return Err(Stop::AskDatabase),
            (None, Reach::Database) => {
                let found = desk.app.db.read(|conn| api_keys::home(conn, token))?;
                let found = found.ok_or_else(Stop::unauthenticated)?;
                desk.app.homes.note_key(hash, found);
                found
            }
        };
        return Ok(Asker::Key { organization, hash });
    }
    // What was confirmed is only good as long as this process would have heard of its end.
    let known = if desk.app.snapshots.is_fresh() { desk.app.recent.user(token, desk.now) } else { None };
    match (known, desk.reach) {
        (Some(user), _) => Ok(Asker::Person(user)),
        (None, Reach::Memory) => Err(Stop::AskDatabase),
        (None, Reach::Database) => Ok(Asker::Person(recent::confirm(desk.app, token, desk.now)?)),
    }
}

/// The one organization that the credential or the path names; `None` where the resource is to say it.
pub(super) fn organization(desk: &Desk<'_>, asker: &Asker) -> Result<Option<OrganizationId>, Stop> {
    match (asker, desk.named) {
        (Asker::Key { organization, .. }, None) => Ok(Some(*organization)),
        (Asker::Person(_), None) => Ok(None),
        (Asker::Key { organization, .. }, Some(named)) => {
            let same = match (named.parse::<OrganizationId>(), desk.reach) {
                (Ok(id), _) => id == *organization,
                (Err(_), Reach::Memory) => return Err(Stop::AskDatabase),
                (Err(_), Reach::Database) => {
                    desk.app.db.read(|conn| store::has_slug(conn, *organization, named))?
                }
            };
            if same { Ok(Some(*organization)) } else { Err(Stop::no_organization()) }
        }
        (Asker::Person(user), Some(named)) => {
            // An id of an organization that is in memory says by itself whether they are in it.
            if let Ok(id) = named.parse::<OrganizationId>()
                && let Some(served) = desk.app.snapshots.served(id)
                && served.snapshot.member_of_user(*user).is_some()
            {
                return Ok(Some(id));
            }
            match desk.reach {
                Reach::Memory => Err(Stop::AskDatabase),
                Reach::Database => {
                    let found = desk.app.db.read(|conn| store::organization_of_member(conn, *user, named))?;
                    found.map(Some).ok_or_else(Stop::no_organization)
                }
            }
        }
    }
}

/// The organization that a question is about: that of the credential or the path, else the resource's. `None`
/// where there is none that the asker is in: then nothing of the question is known.
pub(super) fn organization_for(
    desk: &Desk<'_>,
    asker: &Asker,
    resource: Named<'_>,
) -> Result<Option<OrganizationId>, Stop> {
    if let Some(known) = organization(desk, asker)? {
        return Ok(Some(known));
    }
    let Asker::Person(user) = asker else { return Ok(None) };
    let Some(found) = home::of(desk, *user, resource)? else { return Ok(None) };
    is_in(desk, *user, found)
}

/// The organization, if the person is a member of it.
fn is_in(
    desk: &Desk<'_>,
    user: UserId,
    organization: OrganizationId,
) -> Result<Option<OrganizationId>, Stop> {
    if let Some(served) = desk.app.snapshots.served(organization) {
        return Ok(served.snapshot.member_of_user(user).map(|_| organization));
    }
    match desk.reach {
        Reach::Memory => Err(Stop::AskDatabase),
        // Asked before anything is loaded: a stranger's question costs one lookup.
        Reach::Database => {
            let text = organization.to_string();
            Ok(desk.app.db.read(|conn| store::organization_of_member(conn, user, &text))?)
        }
    }
}

/// The only organization of a person, for a question that names nothing of any.
pub(super) fn only_organization(desk: &Desk<'_>, asker: &Asker) -> Result<OrganizationId, Stop> {
    if let Some(known) = organization(desk, asker)? {
        return Ok(known);
    }
    let Asker::Person(user) = asker else { return Err(Stop::no_organization()) };
    match desk.reach {
        Reach::Memory => Err(Stop::AskDatabase),
        Reach::Database => match desk.app.db.read(|conn| store::organizations_of(conn, *user))?.as_slice() {
            [one] => Ok(*one),
            [] => Err(Stop::no_organization()),
            _ => Err(Stop::bad(
                "You are in several organizations. Name one in the address: /pdp/{organization}/access/v1/…",
            )),
        },
    }
}

/// The asker in this organization. 401 for a key that is dead, 403 for a member who is not active.
pub(super) fn standing(
    desk: &Desk<'_>,
    asker: &Asker,
    organization: OrganizationId,
) -> Result<Standing, Stop> {
    let served = served(desk, organization)?;
    let (snapshot, now) = (Arc::clone(&served.snapshot), desk.now);
    if snapshot.is_deleted() {
        return Err(Stop::no_organization());
    }
    let directory = |facts: &Snapshot, member: MemberId| {
        facts.check(member, Resource::Organization, CoreScope::Members, Access::View, now)
    };
    match asker {
        Asker::Person(user) => {
            let member = snapshot.member_of_user(*user).ok_or_else(Stop::no_organization)?.id;
            is_active(&snapshot, member, now)?;
            let others = directory(&snapshot, member);
            Ok(Standing { eyes: Arc::clone(&snapshot), snapshot, member, others, now })
        }
        Asker::Key { hash, .. } => {
            let served = with_key(desk, served, organization, hash)?;
            let snapshot = Arc::clone(&served.snapshot);
            let known = served.keys.as_ref().and_then(|keys| keys.get(hash));
            let key = known.filter(|key| key.is_live(now)).ok_or_else(Stop::unauthenticated)?;
            let member = key.maker;
            if snapshot.member(member).is_none() {
                return Err(Stop::unauthenticated());
            }
            is_active(&snapshot, member, now)?;
            desk.app.activity.used_key(key, now);
            if key.checks {
                let others = directory(&snapshot, member);
                return Ok(Standing { eyes: Arc::clone(&snapshot), snapshot, member, others, now });
            }
            let eyes = Arc::new(snapshot.capped(member, key.cap(snapshot.model())));
            let others = directory(&eyes, member);
            Ok(Standing { snapshot, eyes, member, others, now })
        }
    }
}

/// What has this key in it. One that was made just now in another process is looked for; one that is gone is
/// forgotten, so that the next request with it is refused at the first look.
fn with_key(
    desk: &Desk<'_>,
    served: Arc<Served>,
    organization: OrganizationId,
    hash: &[u8; 32],
) -> Result<Arc<Served>, Stop> {
    let has = |served: &Served| served.keys.as_ref().is_some_and(|keys| keys.contains_key(hash));
    if has(&served) {
        return Ok(served);
    }
    match desk.reach {
        Reach::Memory => Err(Stop::AskDatabase),
        Reach::Database => {
            let served = desk.app.snapshots.look_again(desk.app, organization)?;
            if !has(&served) {
                desk.app.homes.forget_key(hash);
            }
            Ok(served)
        }
    }
}

fn is_active(snapshot: &Snapshot, member: MemberId, now: DateTime<Utc>) -> Result<(), Stop> {
    if snapshot.member(member).is_some_and(|member| member.is_active(now)) {
        return Ok(());
    }
    Err(Stop::forbidden("membership_deactivated: the membership behind this credential is deactivated."))
}

/// The facts, at least as fresh as they were asked for.
fn served(desk: &Desk<'_>, organization: OrganizationId) -> Result<Arc<Served>, Stop> {
    let (snapshots, at_least) = (&desk.app.snapshots, desk.at_least.unwrap_or_default());
    let reached = |served: &Arc<Served>| served.snapshot.version() >= at_least;
    match desk.reach {
        Reach::Memory => snapshots.served(organization).filter(reached).ok_or(Stop::AskDatabase),
        Reach::Database => {
            let served = snapshots.catch_up(desk.app, organization)?;
            if reached(&served) {
                return Ok(served);
            }
            if snapshots.wait_for(organization, at_least, desk.since) {
                let served = snapshots.catch_up(desk.app, organization)?;
                if reached(&served) {
                    return Ok(served);
                }
            }
            Err(crate::http::Refusal::version_not_reached().into())
        }
    }
}
