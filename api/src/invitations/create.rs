//! `POST …/invitations`: one or many addresses, and a result for each. One bad one does not lose the rest.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;
use shared::access::wire::{AccessChange, PreviewProblem};
use shared::access::{Denied, GrantSource, Role, Seat, Snapshot, Status, diff};
use shared::audit_log::wire::Party;
use shared::ids::{InvitationId, MemberId, RoleId, UserId};
use shared::invitations::rules::{NEWCOMER, Newcomer, Offer, add, may_invite, rehearse};
use shared::invitations::wire::{
    Delivery, Invite, InviteResult, InviteStatus, Invited, Invitee as Asked, MAX_INVITES,
};
use shared::organizations::wire::ExistingAccounts;
use shared::problem::Code;
use shared::text::EmailAddress;

use super::link::{Link, expiry};
use super::store::{self, StoredOffer};
use super::{body, offer};
use crate::access::{self, role_named};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::members::store::Account;
use crate::outbox::letters;
use crate::{members, organizations, runtime};

/// Invites.
pub struct Create;

type Tx<'t> = Writing<'t, InOrganization<Members, Full>>;

impl Operation for Create {
    const SPEC: Spec =
        Spec::post("/v1/organizations/{org}/invitations", "invitations.create", "Invite people by address")
            .secrets(&["link"])
            .previews()
            .refuses(&[
                Code::UseOwnershipTransfer,
                Code::ReachShared,
                Code::AboveCeiling,
                Code::ImplicitMember,
                Code::PlanRequired,
            ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = Invite;
    type Answer = Invited;
}

impl Write for Create {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<Invited>, Refusal> {
        let Invite {
            invites,
            role,
            workspaces,
            projects,
            restrict_to,
            permissions,
            groups,
            message,
            delivery,
            expires_in_days,
            dry_run,
        } = ask.body()?;
        if !(1..=MAX_INVITES).contains(&invites.len()) {
            return Err(Refusal::field("/invites", "out_of_range", "Invite 1 to 1,000 addresses at once."));
        }
        let picture = tx.picture();
        let model = Arc::clone(picture.model());
        let default_role = match &role {
            Some(text) => role_named(&model, text, "/role")?,
            None => access::role(&model, model.default_role)?,
        };
        let offer = StoredOffer {
            workspaces: offer::workspaces(tx, &workspaces)?,
            projects: offer::projects(tx, &projects)?,
            restrict_to: offer::restrict_to(tx, restrict_to.as_deref())?,
            permissions: offer::permissions(tx, &permissions)?,
            groups: offer::groups(tx, &groups)?,
            only_items: false,
        };
        let allowed = organizations::store::invitation_days(tx)?;
        let days = match expires_in_days {
            None => allowed,
            Some(days) if (1..=allowed).contains(&days) => days,
            Some(_) => {
                let detail = format!("An invitation here is good for 1 to {allowed} days.");
                return Err(Refusal::field("/expires_in_days", "out_of_range", detail));
            }
        };
        let batch = Batch {
            default_role,
            bundles: offer.offer(&model)?,
            offer,
            message: message.as_ref().map(|message| message.as_str()).filter(|text| !text.is_empty()),
            delivery: delivery.unwrap_or_default(),
            days,
            dry_run,
            existing: organizations::store::existing_accounts(tx)?,
            people: people(tx, &invites)?,
        };
        if !dry_run && !tx.request().preview {
            let count = u32::try_from(invites.len()).unwrap_or(u32::MAX);
            tx.app().limits.count_many(Limited::Invitations, &tx.actor().user.to_string(), count)?;
        }
        let mut done = Done::default();
        for invitee in &invites {
            let result = batch.invite(tx, invitee, &mut done)?;
            done.results.push(result);
        }
        let Done { mut results, records, prospective, seats, refused, .. } = done;
        let problems = results
            .iter()
            .filter_map(|result| {
                Some(PreviewProblem { subject: result.email.clone(), code: result.code.clone()? })
            })
            .collect();
        let records = if dry_run {
            for result in &mut results {
                (result.invitation, result.link) = (None, None);
            }
            Vec::new()
        } else {
            records
        };
        Ok(Outcome::changed_each(Invited { results }, records)
            .rehearsed(prospective, seats, problems)
            .refusing(refused))
    }
}

/// What the whole call shares.
struct Batch<'a> {
    default_role: &'a Role,
    offer: StoredOffer,
    bundles: Offer,
    message: Option<&'a str>,
    delivery: Delivery,
    days: u8,
    dry_run: bool,
    existing: ExistingAccounts,
    people: BTreeMap<String, Account>,
}

#[derive(Default)]
struct Done {
    seen: BTreeSet<String>,
    results: Vec<InviteResult>,
    records: Vec<Record>,
    prospective: Vec<AccessChange>,
    seats: u64,
    refused: Vec<(Party, Code)>,
    /// Whether a role may be offered, and what it gives, by role.
    allowed: BTreeMap<RoleId, Result<(), Denied>>,
    gains: BTreeMap<RoleId, Vec<AccessChange>>,
}

/// The accounts behind these addresses, by address.
fn people(tx: &mut Tx<'_>, invites: &[Asked]) -> Result<BTreeMap<String, Account>, Refusal> {
    let keys = invites
        .iter()
        .filter_map(|invitee| invitee.email.parse::<EmailAddress>().ok())
        .map(|email| email.key());
    members::store::accounts(tx, keys.collect())
}

impl Batch<'_> {
    fn invite(&self, tx: &mut Tx<'_>, invitee: &Asked, done: &mut Done) -> Result<InviteResult, Refusal> {
        let rejected = |code: &str| {
            Ok(InviteResult {
                email: invitee.email.clone(),
                status: InviteStatus::Rejected,
                code: Some(code.to_owned()),
                invitation: None,
                link: None,
            })
        };
        let Ok(email) = invitee.email.parse::<EmailAddress>() else { return rejected("malformed_email") };
        if !done.seen.insert(email.key()) {
            return rejected("duplicate");
        }
        let picture = tx.picture();
        let role = match &invitee.role {
            None => self.default_role,
            Some(text) => match picture.model().role_named(text) {
                Some(role) => role,
                None => return rejected("unknown_role"),
            },
        };
        let account = self.people.get(&email.key()).copied();
        if let Some(member) = account.and_then(|account| picture.member_of_user(account.user)) {
            let active = member.status == Status::Active;
            return rejected(if active { "already_member" } else { "member_deactivated" });
        }
        if store::is_pending(tx, &email)? {
            return rejected("invitation_pending");
        }
        // All addresses of a call share one offer, so a role is asked about once.
        let allowed = match done.allowed.get(&role.id) {
            Some(allowed) => *allowed,
            None => {
                let allowed = may_invite(&picture, tx.member()?, role.id, &self.bundles, tx.now());
                done.allowed.insert(role.id, allowed);
                allowed
            }
        };
        if let Err(denied) = allowed {
            return match denied {
                Denied::MayNotGrant | Denied::UseOwnershipTransfer | Denied::PermissionDenied => {
                    if !self.dry_run {
                        done.refused.push((party("address", email.key(), email.as_str()), Code::MayNotGrant));
                    }
                    rejected("may_not_grant")
                }
                Denied::ReachShared => rejected("reach_shared"),
                Denied::AboveCeiling => rejected("above_ceiling"),
                Denied::ImplicitMember => rejected("implicit_member"),
                other => Err(other.into()),
            };
        }
        match (account, self.existing) {
            (Some(Account { user, verified: true }), ExistingAccounts::Add) => {
                self.add(tx, invitee, &email, user, role, done)
            }
            (Some(_) | None, _) => self.send(tx, invitee, &email, role, done),
        }
    }

    fn send(
        &self,
        tx: &mut Tx<'_>,
        invitee: &Asked,
        email: &EmailAddress,
        role: &Role,
        done: &mut Done,
    ) -> Result<InviteResult, Refusal> {
        let (id, now) = (runtime::new_id::<InvitationId>(), tx.now());
        let link = Link::new(tx, self.delivery);
        let expires_at = expiry(now, self.days);
        let new = store::New {
            id,
            email,
            role: role.id,
            offer: &self.offer,
            message: self.message,
            delivery: self.delivery,
            delivery_state: link.delivery_state,
            token_hash: &link.hash,
            expires_at,
        };
        store::insert(tx, &new)?;
        link.send(tx, id, email.as_str(), role, self.message, expires_at)?;
        done.records.push(Record::new(
            "invitations.create",
            party("invitation", id, email.as_str()),
            json!(null),
            json!({ "email": email, "role": role.key, "offer": self.offer, "expires_at": expires_at }),
        ));
        if tx.request().preview {
            let gains = match done.gains.entry(role.id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(asked) => asked.insert(prospect(&tx.picture(), role, &self.bundles, now)?),
            };
            done.prospective.extend(gains.iter().cloned());
        }
        done.seats += u64::from(role.seat == Seat::Paid);
        let found = store::find(tx, id)?;
        Ok(InviteResult {
            email: invitee.email.clone(),
            status: InviteStatus::Sent,
            code: None,
            invitation: Some(body::body(tx, found)?),
            link: link.by_hand(),
        })
    }

    /// Takes in at once somebody who has an account: they are told, and can leave.
    fn add(
        &self,
        tx: &mut Tx<'_>,
        invitee: &Asked,
        email: &EmailAddress,
        user: UserId,
        role: &Role,
        done: &mut Done,
    ) -> Result<InviteResult, Refusal> {
        let member = runtime::new_id::<MemberId>();
        let source = GrantSource::Person(tx.actor().user);
        let newcomer = Newcomer { user, member, grant_id: &mut runtime::new_id, source };
        let decision = add(&tx.picture(), tx.member()?, newcomer, role.id, &self.bundles, tx.now())?;
        tx.apply(&decision)?;
        // What was open for them, expired or not, is over.
        done.records.extend(store::void_for(tx, user)?);
        let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
        let slug = organizations::store::slug(tx)?;
        tx.tell(user, "members.added", format!("{actor} added you to {organization} as {}.", role.name))?;
        let link = tx.app().config.page(&slug);
        let letter = letters::Added { inviter: actor, organization, role: role.name.clone(), link };
        tx.mail(email.as_str(), &letter, None)?;
        done.records.push(Record::new(
            "members.add",
            party("member", member, email.as_str()),
            json!(null),
            json!({ "email": email, "role": role.key, "offer": self.offer }),
        ));
        Ok(InviteResult {
            email: invitee.email.clone(),
            status: InviteStatus::Added,
            code: None,
            invitation: None,
            link: None,
        })
    }
}

/// What somebody would get who accepted: rows without a member, for the preview.
pub(crate) fn prospect(
    before: &Snapshot,
    role: &Role,
    offer: &Offer,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<AccessChange>, Refusal> {
    let after = rehearse(before, role.id, offer)?;
    let rows = diff(before, &after, now);
    let newcomer = rows.iter().filter(|row| row.member == NEWCOMER);
    Ok(newcomer.map(|row| AccessChange { member: None, ..access::change_row(&after, row) }).collect())
}
