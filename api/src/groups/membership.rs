//! What putting somebody into a group and taking somebody out have in common.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shared::access::{Decision, Denied, Outcome as Decided, Snapshot};
use shared::groups::rules;
use shared::ids::{GroupId, MemberId, UserId};
use shared::notifications::{Page, Topic};

use super::store::Row;
use crate::authz::need::{Holds, Members, SeesOne};
use crate::authz::{Proof, Record, Writing, party};
use crate::http::Refusal;
use crate::members;
use crate::notifications::Notice;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Add,
    Remove,
}

impl Act {
    /// What `shared` says of it.
    pub(crate) fn decide(
        self,
        snapshot: &Snapshot,
        actor: MemberId,
        group: GroupId,
        member: MemberId,
        at: DateTime<Utc>,
    ) -> Result<Decided, Denied> {
        match self {
            Self::Add => rules::add(snapshot, actor, group, member, at),
            Self::Remove => rules::remove(snapshot, actor, group, member, at),
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Add => "groups.add_member",
            Self::Remove => "groups.remove_member",
        }
    }

    /// Applies a decision, and says what to record. Whoever is put in or taken out is still to be told.
    pub(crate) fn carry_out<N: Holds<Members> + SeesOne>(
        self,
        tx: &mut Writing<'_, N>,
        group: &Row,
        member: MemberId,
        decision: &Decision,
    ) -> Result<Record, Refusal> {
        let person = members::store::find(tx, member)?;
        self.carry_out_on(tx, group, &person, decision)
    }

    /// The same for somebody who was looked up with others.
    pub(crate) fn carry_out_on<N>(
        self,
        tx: &mut Writing<'_, N>,
        group: &Row,
        person: &members::store::Row,
        decision: &Decision,
    ) -> Result<Record, Refusal> {
        tx.apply(decision)?;
        let state = json!({ "member": { "id": person.id(), "name": person.name() } });
        let (before, after) = match self {
            Self::Add => (Value::Null, state),
            Self::Remove => (state, Value::Null),
        };
        Ok(Record::new(self.action(), party("group", group.id, group.name.as_str()), before, after))
    }

    /// Tells those who were put in, or taken out.
    pub(crate) fn tell<N: Holds<Members>>(
        self,
        tx: &mut Writing<'_, N>,
        group: &Row,
        members: &[MemberId],
    ) -> Result<(), Refusal> {
        let organization = tx.place()?.name;
        let (who, what) = (tx.actor().name.clone(), &group.name);
        let text = match self {
            Self::Add => format!("{who} added you to the group {what} in {organization}."),
            Self::Remove => format!("{who} took you out of the group {what} in {organization}."),
        };
        let notice = Notice::new(Topic::Access, self.action(), text).at(Page::OwnAccess);
        let snapshot = tx.snapshot();
        let users: Vec<UserId> =
            members.iter().filter_map(|member| snapshot.member(*member)).map(|member| member.user).collect();
        tx.notify_all(&users, &notice)
    }
}
