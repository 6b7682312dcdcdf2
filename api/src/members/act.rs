//! What an act on a member does beside the rule's decision: who is told, and what is recorded.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shared::access::{Decision, Denied, Outcome as Decided, Snapshot, Status};
use shared::ids::{MemberId, RoleId, UserId, WorkspaceId};
use shared::members::rules;
use shared::members::wire::Member;
use shared::notifications::{Page, Topic};
use shared::plans::seats::is_paid;

use super::body;
use super::store::{self, Row};
use crate::access::{role, store::status_key};
use crate::authz::need::{Full, Holds, InOrganization, Members, SeesOne};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Refusal};
use crate::notifications::{Notice, Place};
use crate::outbox::letters;
use crate::{invitations, me};

/// Something that is done to a member by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    ChangeRole(RoleId),
    SetExpiry(Option<DateTime<Utc>>),
    Deactivate,
    Activate,
    Remove,
    /// As [`Act::Remove`], for somebody added by mistake: asked for with their address, and not to be undone.
    Delete,
}

impl Act {
    /// What `shared` says of it.
    pub(super) fn decide(
        self,
        snapshot: &Snapshot,
        actor: MemberId,
        target: MemberId,
        at: DateTime<Utc>,
    ) -> Result<Decided, Denied> {
        match self {
            Self::ChangeRole(role) => rules::change_role(snapshot, actor, target, role, at),
            Self::SetExpiry(end) => rules::set_expiry(snapshot, actor, target, end, at),
            Self::Deactivate => rules::deactivate(snapshot, actor, target, at),
            Self::Activate => rules::activate(snapshot, actor, target, at),
            Self::Remove | Self::Delete => rules::remove(snapshot, actor, target, at).map(Decided::Decision),
        }
    }

    /// Whether it gives a paid seat to somebody who has none.
    pub(super) fn takes_seat(self, snapshot: &Snapshot, target: MemberId, at: DateTime<Utc>) -> bool {
        let Some(member) = snapshot.member(target) else { return false };
        let active = member.is_active(at);
        match self {
            Self::ChangeRole(role) => active && is_paid(snapshot, role) && !is_paid(snapshot, member.role),
            Self::SetExpiry(_) => {
                !active && member.status == Status::Active && is_paid(snapshot, member.role)
            }
            Self::Activate => !active && is_paid(snapshot, member.role),
            Self::Deactivate | Self::Remove | Self::Delete => false,
        }
    }

    /// Whether this is not the actor's to do, whatever else is the matter with the request.
    pub(super) fn is_forbidden(denied: Denied) -> bool {
        Refusal::from(denied).code.status() == 403
    }

    const fn action(self) -> &'static str {
        match self {
            Self::ChangeRole(_) => "members.change_role",
            Self::SetExpiry(_) => "members.set_expiry",
            Self::Deactivate => "members.deactivate",
            Self::Activate => "members.activate",
            Self::Remove => "members.remove",
            Self::Delete => "members.delete",
        }
    }

    /// The whole of an operation that does this to the member of its path.
    pub(super) fn perform<O: Operation<Inner = MemberId, Body = NoBody>>(
        self,
        tx: &mut Writing<'_, InOrganization<Members, Full>>,
        mut ask: Ask<'_, O>,
    ) -> Result<Outcome<Member>, Refusal> {
        let member = ask.inner;
        let present = body::body(tx, member)?;
        let decided = self.decide(tx.snapshot(), tx.member()?, member, tx.now());
        // 403 comes before 412 and 422, and those before 409.
        if let Err(denied) = decided
            && Self::is_forbidden(denied)
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let NoBody {} = ask.body()?;
        match decided? {
            Decided::Unchanged => Ok(Outcome::unchanged(present)),
            Decided::Decision(decision) => {
                let records = self.carry_out(tx, member, &decision)?;
                // Somebody who was removed is answered as they were.
                let answer = if self == Self::Remove { present } else { body::body(tx, member)? };
                Ok(Outcome::changed_each(answer, records))
            }
        }
    }

    /// Applies a decision, tells the person, and says what to record.
    pub(super) fn carry_out<N: Holds<Members> + SeesOne>(
        self,
        tx: &mut Writing<'_, N>,
        target: MemberId,
        decision: &Decision,
    ) -> Result<Vec<Record>, Refusal> {
        let person = store::find(tx, target)?;
        self.carry_out_on(tx, &person, decision)
    }

    /// The same for somebody who was looked up with others.
    pub(super) fn carry_out_on<N: Holds<Members>>(
        self,
        tx: &mut Writing<'_, N>,
        person: &Row,
        decision: &Decision,
    ) -> Result<Vec<Record>, Refusal> {
        let target = person.id();
        let mut before = facts(tx.snapshot(), target)?;
        let was = role_name(tx.snapshot(), target)?;
        let (after, voided) = match self {
            Self::Remove | Self::Delete => {
                before["email"] = json!(person.email());
                let Ended { landing, voided } = end(tx, person.user(), decision)?;
                // For an undo, which no deletion has.
                if let (Self::Remove, Some(workspace)) = (self, landing) {
                    before[LANDING] = json!(workspace);
                }
                (Value::Null, voided)
            }
            Self::ChangeRole(_) | Self::SetExpiry(_) | Self::Deactivate | Self::Activate => {
                tx.apply(decision)?;
                (facts(tx.snapshot(), target)?, Vec::new())
            }
        };
        let mut records =
            vec![Record::new(self.action(), party("member", target, person.name()), before, after)];
        records.extend(voided);
        self.tell(tx, person, target, &was)?;
        Ok(records)
    }

    /// Tells the person what was done.
    pub(super) fn tell<N: Holds<Members>>(
        self,
        tx: &mut Writing<'_, N>,
        person: &Row,
        target: MemberId,
        was: &str,
    ) -> Result<(), Refusal> {
        let actor = tx.actor().name.clone();
        let Place { name: organization, slug, .. } = tx.place()?;
        let link = tx.app().config.page(&slug);
        let (kind, own) = (self.action(), Page::OwnAccess);
        let notice = match self {
            Self::ChangeRole(_) => {
                let now = role_name(tx.snapshot(), target)?;
                let text = format!("{actor} changed your role in {organization} from {was} to {now}.");
                let before = was.to_owned();
                Notice::new(Topic::Role, kind, text).at(own).with(letters::RoleChanged {
                    actor,
                    organization,
                    before,
                    after: now,
                    link,
                })
            }
            // Nothing is taken yet.
            Self::SetExpiry(end) => {
                let text = match end {
                    Some(end) => {
                        let end = end.format("%-d %B %Y, %H:%M UTC");
                        format!("{actor} set your membership of {organization} to end on {end}.")
                    }
                    None => format!("{actor} took the end off your membership of {organization}."),
                };
                Notice::new(Topic::Access, kind, text).at(own)
            }
            Self::Deactivate => {
                let text = format!("{actor} deactivated your membership of {organization}.");
                Notice::new(Topic::Membership, kind, text).with(letters::Deactivated { actor, organization })
            }
            Self::Activate => {
                let text = format!("{actor} activated your membership of {organization} again.");
                Notice::new(Topic::Membership, kind, text).at(own).with(letters::Activated {
                    actor,
                    organization,
                    link,
                })
            }
            Self::Remove | Self::Delete => {
                let text = format!("{actor} removed you from {organization}.");
                Notice::new(Topic::Membership, kind, text).with(letters::Removed { actor, organization })
            }
        };
        tx.notify(person.user(), &notice)
    }
}

/// The field in which the entry of a removal keeps the workspace that sign-in landed in, for [`crate::undo`].
pub(crate) const LANDING: &str = "default_workspace";

/// What went with a membership beside its own facts.
pub(super) struct Ended {
    /// The workspace of this organization that sign-in landed in, if it did.
    landing: Option<WorkspaceId>,
    /// The entries of what is void.
    pub(super) voided: Vec<Record>,
}

/// Ends a membership with all that hangs on it. Nothing of it is left to come back: an earlier invitation is void,
/// as is another address that was proposed here, and sign-in lands here no more.
pub(super) fn end<N>(tx: &mut Writing<'_, N>, user: UserId, decision: &Decision) -> Result<Ended, Refusal> {
    // The account's rows before those of the membership, as whoever changes their own account takes them: in
    // another order the two would wait for each other.
    let landing = store::forget_default_workspace(tx, user)?;
    me::email_change::store::void(tx, user)?;
    tx.apply(decision)?;
    Ok(Ended { landing, voided: invitations::store::void_for(tx, user)? })
}

/// What an entry keeps of a membership.
pub(super) fn facts(snapshot: &Snapshot, member: MemberId) -> Result<Value, Refusal> {
    let row = snapshot.member(member).ok_or_else(Refusal::not_found)?;
    let status: Status = row.status;
    let mut facts = json!({ "role": role(snapshot.model(), row.role)?.key, "status": status_key(status) });
    if let Some(end) = row.expires_at {
        facts["expires_at"] = json!(end);
    }
    Ok(facts)
}

/// What the member's role is called.
pub(super) fn role_name(snapshot: &Snapshot, member: MemberId) -> Result<String, Refusal> {
    let row = snapshot.member(member).ok_or_else(Refusal::not_found)?;
    Ok(role(snapshot.model(), row.role)?.name.clone())
}
