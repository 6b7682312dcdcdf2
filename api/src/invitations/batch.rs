//! What becomes of each address of one call: first everything is decided, then everything is written, so that a
//! thousand of them cost a handful of questions to the database.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use shared::access::wire::AccessChange;
use shared::access::{Denied, GrantSource, Role, Seat, Snapshot, Status};
use shared::audit_log::wire::Party;
use shared::ids::{InvitationId, MemberId, RoleId, UserId, WorkspaceId};
use shared::invitations::rules::{Newcomer, Offer, add, may_invite};
use shared::invitations::wire::{Delivery, InviteResult, InviteStatus, Invitee as Asked};
use shared::notifications::{Page, Topic};
use shared::organizations::wire::ExistingAccounts;
use shared::problem::Code;
use shared::text::EmailAddress;

use super::body;
use super::create::prospect;
use super::link::{Link, Words};
use super::store::{self, StoredOffer};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Proof, Record, Writing, party};
use crate::http::Refusal;
use crate::members::admit::admit;
use crate::members::store::Account;
use crate::notifications::Notice;
use crate::outbox::letters;
use crate::{join_requests, members, organizations, runtime};

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
    /// `user`: whose address it is, if somebody has shown it to be theirs.
    Send {
        email: EmailAddress,
        role: &'r Role,
        user: Option<UserId>,
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
                Plan::Send { email, role, user } => {
                    let (id, link) = self.send(tx, email, role, *user, &mut done)?;
                    result.link = link.by_hand();
                    made.push((at, id, email, role, link));
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
        let new = made.iter().map(|(_, id, email, role, link)| self.row(*id, email, role, link));
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
                            Ok(()) => self.plan_for(email, role, account),
                            Err(denied) => Plan::Reject(refused_as(denied)?),
                        }
                    }
                },
            };
            match &plan {
                Plan::Reject("may_not_grant") if !self.dry_run => {
                    done.refused.push((party("address", key, asked.email.trim()), Code::MayNotGrant));
                }
                Plan::Send { role, .. } => done.seats += u64::from(role.seat == Seat::Paid),
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
                Plan::Send { email, role, user: Some(user) }
            }
            (Some(Account { verified: false, .. }) | None, _) => Plan::Send { email, role, user: None },
        }
    }

    /// The row of an invitation.
    fn row<'n>(
        &'n self,
        id: InvitationId,
        email: &'n EmailAddress,
        role: &Role,
        link: &'n Link,
    ) -> store::New<'n> {
        store::New {
            id,
            email,
            role: role.id,
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
            organization: &self.organization,
            role,
            message: self.message,
            expires_at: self.expires_at,
            ends: self.offer.ends,
            replaces: false,
        };
        link.send(tx, id, email.as_str(), &words)?;
        if let Some(user) = user {
            // Whoever asked to be let in is asked in now: what they asked is answered.
            done.records.extend(join_requests::store::supersede(tx, user)?);
            let (actor, organization) = (&tx.actor().name, &self.organization);
            let text = format!("{actor} invited you to {organization} as {}.", role.name);
            tx.tell(user, "invitations.received", text)?;
        }
        done.records.push(Record::new(
            "invitations.create",
            party("invitation", id, email.as_str()),
            json!(null),
            json!({ "email": email, "role": role.key, "offer": self.offer, "expires_at": self.expires_at }),
        ));
        Ok((id, link))
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
        Plan::Send { .. } => (InviteStatus::Sent, None),
        Plan::Add { .. } => (InviteStatus::Added, None),
    };
    InviteResult { email: asked.email.clone(), status, code, invitation: None, link: None }
}
