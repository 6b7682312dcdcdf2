//! What becomes of each address of one call: first everything is decided, then everything is written, so that a
//! thousand of them cost a handful of questions to the database.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use shared::access::wire::AccessChange;
use shared::access::{Denied, GrantSource, Role, Seat, Snapshot, Status, WhenFull};
use shared::audit_log::wire::Party;
use shared::ids::{InvitationId, MemberId, RoleId, UserId, WorkspaceId};
use shared::invitations::rules::{Newcomer, Offer, Recorded, add, may_invite};
use shared::invitations::wire::{Delivery, InviteResult, InviteStatus, Invitee as Asked};
use shared::notifications::{Page, Topic};
use shared::organizations::wire::ExistingAccounts;
use shared::problem::Code;
use shared::text::EmailAddress;

use super::body;
use super::create::prospect;
use super::link::{Link, Words};
use super::queue::told;
use super::store::{self, StoredOffer};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Proof, Record, Writing, party};
use crate::http::Refusal;
use crate::members::admit::admit;
use crate::members::store::Account;
use crate::notifications::Notice;
use crate::outbox::letters;
use crate::{members, organizations, runtime, seats};

type Tx<'t> = Writing<'t, InOrganization<Members, Full>>;

/// What the whole call shares.
pub(super) struct Batch<'a> {
    pub default_role: &'a Role,
    pub offer: StoredOffer,
    /// The same, as rules read it.
    pub bundles: Offer,
    pub message: Option<&'a str>,
    pub delivery: Delivery,
    pub days: u8,
    pub expires_at: DateTime<Utc>,
    pub dry_run: bool,
    pub existing: ExistingAccounts,
    pub when_full: WhenFull,
    /// Its name.
    pub organization: String,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Done {
    pub results: Vec<InviteResult>,
    pub records: Vec<Record>,
    pub prospective: Vec<AccessChange>,
    pub seats: u64,
    pub refused: Vec<(Party, Code)>,
}

/// What is to become of one address.
enum Plan<'r> {
    Reject(&'static str),
    /// `user`: whose address it is, if somebody has shown it to be theirs. Pending, or queued where no seat is left.
    Send {
        email: EmailAddress,
        role: &'r Role,
        user: Option<UserId>,
        recorded: Recorded,
    },
    Add {
        email: EmailAddress,
        role: &'r Role,
        user: UserId,
    },
}

impl Batch<'_> {
    pub(super) fn run(&self, tx: &mut Tx<'_>, invites: &[Asked]) -> Result<Done, Refusal> {
        let (picture, mut done) = (tx.picture(), Done::default());
        let plans = self.plan(tx, &picture, invites, &mut done)?;
        if self.dry_run {
            let results = invites.iter().zip(&plans).map(|(asked, plan)| result(asked, plan));
            done.results = results.collect();
            return Ok(done);
        }
        let keys = plans.iter().filter_map(|plan| match plan {
            Plan::Send { email, .. } => Some(email.key()),
            Plan::Add { .. } | Plan::Reject(_) => None,
        });
        store::give_way(tx, keys.collect())?;
        let (mut made, mut gains) = (Vec::new(), BTreeMap::new());
        for (at, (asked, plan)) in invites.iter().zip(&plans).enumerate() {
            let mut result = result(asked, plan);
            match plan {
                Plan::Reject(_) => {}
                Plan::Send { email, role, user, recorded } => {
                    let (id, link) = if *recorded == Recorded::Queued {
                        self.queue(tx, email, role, &mut done)
                    } else {
                        self.send(tx, email, role, *user, &mut done)?
                    };
                    result.link = link.by_hand().filter(|_| *recorded == Recorded::Pending);
                    made.push((at, id, email, (role.id, *recorded), link));
                    if tx.request().preview {
                        let gains: &mut Vec<AccessChange> = match gains.entry(role.id) {
                            Entry::Occupied(known) => known.into_mut(),
                            Entry::Vacant(new) => {
                                new.insert(prospect(&tx.picture(), role, &self.bundles, tx.now())?)
                            }
                        };
                        done.prospective.extend(gains.iter().cloned());
                    }
                }
                Plan::Add { email, role, user } => self.add(tx, email, role, *user, &mut done)?,
            }
            done.results.push(result);
        }
        let new = made.iter().map(|(_, id, email, what, link)| self.row(*id, email, *what, link));
        store::insert(tx, &new.collect::<Vec<_>>())?;
        let ids: Vec<InvitationId> = made.iter().map(|(_, id, ..)| *id).collect();
        let mut found = store::find_all(tx, &ids)?;
        let rows = ids.iter().filter_map(|id| found.remove(id)).collect();
        for ((at, ..), invitation) in made.into_iter().zip(body::bodies(tx, rows)?) {
            if let Some(result) = done.results.get_mut(at) {
                result.invitation = Some(invitation);
            }
        }
        Ok(done)
    }

    fn plan<'r>(
        &'r self,
        tx: &mut Tx<'_>,
        picture: &'r Arc<Snapshot>,
        invites: &[Asked],
        done: &mut Done,
    ) -> Result<Vec<Plan<'r>>, Refusal> {
        let parsed: Vec<Option<EmailAddress>> =
            invites.iter().map(|asked| asked.email.parse().ok()).collect();
        let keys: Vec<String> = parsed.iter().flatten().map(EmailAddress::key).collect();
        let people = members::store::accounts(tx, keys.clone())?;
        let open = store::open_among(tx, keys)?;
        let mut free = seats::limited(tx)?.free();
        // All addresses of a call share one offer, so a role is asked about once.
        let mut allowed: BTreeMap<RoleId, Result<(), Denied>> = BTreeMap::new();
        let (mut seen, mut added) = (BTreeSet::new(), BTreeSet::new());
        let mut plans = Vec::with_capacity(invites.len());
        for (asked, email) in invites.iter().zip(parsed) {
            let Some(email) = email else {
                plans.push(Plan::Reject("malformed_email"));
                continue;
            };
            let key = email.key();
            if !seen.insert(key.clone()) {
                plans.push(Plan::Reject("duplicate"));
                continue;
            }
            let role = match &asked.role {
                None => Some(self.default_role),
                Some(text) => picture.model().role_named(text),
            };
            let account = people.get(&key).copied();
            let plan = match role {
                None => Plan::Reject("unknown_role"),
                Some(role) => match standing(picture, account, &added, open.contains(&key), tx.now()) {
                    Some(code) => Plan::Reject(code),
                    None => {
                        let may = match allowed.entry(role.id) {
                            Entry::Occupied(known) => *known.get(),
                            Entry::Vacant(new) => *new.insert(may_invite(
                                picture,
                                tx.member()?,
                                role.id,
                                &self.bundles,
                                tx.now(),
                            )),
                        };
                        match may {
                            Ok(()) => self.seated(self.plan_for(email, role, account), &mut free),
                            Err(denied) => Plan::Reject(refused_as(denied)?),
                        }
                    }
                },
            };
            match &plan {
                Plan::Reject("may_not_grant") if !self.dry_run => {
                    done.refused.push((party("address", key, asked.email.trim()), Code::MayNotGrant));
                }
                Plan::Send { role, recorded: Recorded::Pending, .. } => {
                    done.seats += u64::from(role.seat == Seat::Paid);
                }
                Plan::Send { .. } => {}
                Plan::Add { user, .. } => drop(added.insert(*user)),
                Plan::Reject(_) => {}
            }
            plans.push(plan);
        }
        Ok(plans)
    }

    fn plan_for<'r>(&self, email: EmailAddress, role: &'r Role, account: Option<Account>) -> Plan<'r> {
        match (account, self.existing) {
            (Some(Account { user, verified: true }), ExistingAccounts::Add) => {
                Plan::Add { email, role, user }
            }
            (Some(Account { user, verified: true }), ExistingAccounts::Ask) => {
                Plan::Send { email, role, user: Some(user), recorded: Recorded::Pending }
            }
            (Some(Account { verified: false, .. }) | None, _) => {
                Plan::Send { email, role, user: None, recorded: Recorded::Pending }
            }
        }
    }

    /// With a seat of those that are left, if it takes one; where none is, as the model has it.
    fn seated<'r>(&self, plan: Plan<'r>, free: &mut Option<u64>) -> Plan<'r> {
        let (Plan::Send { role, .. } | Plan::Add { role, .. }) = &plan else { return plan };
        if role.seat == Seat::Free {
            return plan;
        }
        match (free, self.when_full, plan) {
            (Some(0), WhenFull::Block, _) => Plan::Reject("seats_full"),
            (Some(0), WhenFull::Queue, Plan::Send { email, role, user, .. }) => {
                Plan::Send { email, role, user, recorded: Recorded::Queued }
            }
            (Some(0), WhenFull::Queue, Plan::Add { email, role, user }) => {
                Plan::Send { email, role, user: Some(user), recorded: Recorded::Queued }
            }
            (free, _, plan) => {
                *free = free.map(|free| free.saturating_sub(1));
                plan
            }
        }
    }

    /// The row of an invitation.
    fn row<'n>(
        &'n self,
        id: InvitationId,
        email: &'n EmailAddress,
        (role, recorded): (RoleId, Recorded),
        link: &'n Link,
    ) -> store::New<'n> {
        store::New {
            id,
            email,
            role,
            recorded,
            offer: &self.offer,
            message: self.message,
            delivery: self.delivery,
            delivery_state: link.delivery_state,
            token_hash: &link.hash,
            days: self.days,
            expires_at: self.expires_at,
        }
    }

    /// Makes an invitation's link, and its mail; the row is written with those of the others. Whoever has an account
    /// is told in the app, too.
    fn send(
        &self,
        tx: &mut Tx<'_>,
        email: &EmailAddress,
        role: &Role,
        user: Option<UserId>,
        done: &mut Done,
    ) -> Result<(InvitationId, Link), Refusal> {
        let id = runtime::new_id::<InvitationId>();
        let link = Link::new(tx, self.delivery);
        let words = Words {
            inviter: &tx.actor().name.clone(),
            organization: &self.organization,
            role,
            message: self.message,
            expires_at: self.expires_at,
            ends: self.offer.ends,
            replaces: false,
        };
        link.send(tx, id, email.as_str(), &words)?;
        if let Some(user) = user {
            done.records.extend(told(tx, user, &words)?);
        }
        done.records.push(self.record(id, email, role, Recorded::Pending));
        Ok((id, link))
    }

    /// Makes one that waits for a seat: nobody has its link, and nobody is told.
    fn queue(&self, tx: &Tx<'_>, email: &EmailAddress, role: &Role, done: &mut Done) -> (InvitationId, Link) {
        let id = runtime::new_id::<InvitationId>();
        done.records.push(self.record(id, email, role, Recorded::Queued));
        (id, Link::new(tx, self.delivery))
    }

    fn record(&self, id: InvitationId, email: &EmailAddress, role: &Role, recorded: Recorded) -> Record {
        let mut after = json!({ "email": email, "role": role.key, "offer": self.offer });
        if recorded == Recorded::Queued {
            after["status"] = json!(store::status_key(recorded));
        } else {
            after["expires_at"] = json!(self.expires_at);
        }
        Record::new("invitations.create", party("invitation", id, email.as_str()), json!(null), after)
    }

    /// Takes in at once somebody who has an account: they are told, and can leave.
    fn add(
        &self,
        tx: &mut Tx<'_>,
        email: &EmailAddress,
        role: &Role,
        user: UserId,
        done: &mut Done,
    ) -> Result<(), Refusal> {
        let member = runtime::new_id::<MemberId>();
        let source = GrantSource::Person(tx.actor().user);
        let newcomer = Newcomer { user, member, grant_id: &mut runtime::new_id, source };
        let decision = add(&tx.picture(), tx.member()?, newcomer, role.id, &self.bundles, tx.now())?;
        let workspaces: Vec<WorkspaceId> = self.offer.workspaces.keys().copied().collect();
        // What was open for them, expired or not, is over.
        done.records.extend(admit(tx, user, &decision, &workspaces)?.voided);
        let (actor, organization) = (tx.actor().name.clone(), self.organization.clone());
        let text = format!("{actor} added you to {organization} as {}.", role.name);
        let slug = organizations::store::slug(tx)?;
        let link = tx.app().config.page(&slug);
        let ends = self.offer.ends;
        let letter = letters::Added { inviter: actor, organization, role: role.name.clone(), ends, link };
        let notice = Notice::new(Topic::Membership, "members.added", text).at(Page::OwnAccess).with(letter);
        tx.notify(user, &notice)?;
        done.records.push(Record::new(
            "members.add",
            party("member", member, email.as_str()),
            json!(null),
            json!({ "email": email, "role": role.key, "offer": self.offer }),
        ));
        Ok(())
    }
}

/// What an address is already, in the way of inviting it (I2).
fn standing(
    picture: &Snapshot,
    account: Option<Account>,
    added: &BTreeSet<UserId>,
    open: bool,
    at: DateTime<Utc>,
) -> Option<&'static str> {
    let member = account.and_then(|account| picture.member_of_user(account.user));
    match member.map(|member| member.standing(at)) {
        Some(Status::Active) => Some("already_member"),
        Some(Status::Deactivated) => Some("member_deactivated"),
        // Another address of the same person stands before this one in the list.
        None if account.is_some_and(|account| added.contains(&account.user)) => Some("already_member"),
        None if open => Some("invitation_pending"),
        None => None,
    }
}

/// How an address is refused whose role may not be offered; what is wrong with the whole call is a problem.
fn refused_as(denied: Denied) -> Result<&'static str, Refusal> {
    match denied {
        Denied::MayNotGrant | Denied::UseOwnershipTransfer | Denied::PermissionDenied => Ok("may_not_grant"),
        Denied::ReachShared => Ok("reach_shared"),
        Denied::AboveCeiling => Ok("above_ceiling"),
        Denied::ImplicitMember => Ok("implicit_member"),
        other => Err(other.into()),
    }
}

fn result(asked: &Asked, plan: &Plan<'_>) -> InviteResult {
    let (status, code) = match plan {
        Plan::Reject(code) => (InviteStatus::Rejected, Some((*code).to_owned())),
        Plan::Send { recorded: Recorded::Queued, .. } => (InviteStatus::Queued, None),
        Plan::Send { .. } => (InviteStatus::Sent, None),
        Plan::Add { .. } => (InviteStatus::Added, None),
    };
    InviteResult { email: asked.email.clone(), status, code, invitation: None, link: None }
}
