//! Putting people into a group and taking them out: shown at once, sent at once, with undo.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::groups::wire::{EditGroupMembers, Group, GroupMembersEdited};
use shared::ids::{GroupId, MemberId};

use super::super::logic::effect::short;
use super::super::logic::words::first_name;
use super::state::Groups;
use crate::client::{self, Failure};

impl Groups {
    /// Puts somebody in, or takes them out if they are in. A refusal is said and nothing is sent; answers whether
    /// something was.
    pub(super) fn toggle(self, member: MemberId, group: GroupId) -> bool {
        let into = !untrack(move || self.is_in(member, group));
        self.set(member, group, into)
    }

    /// Puts somebody in, where they are not in yet.
    pub(super) fn put(self, member: MemberId, group: GroupId) {
        if untrack(move || self.is_in(member, group)) {
            let name = untrack(move || self.name(member));
            self.toasts.done(format!("{} is in it already", first_name(&name)));
        } else {
            self.set(member, group, true);
        }
    }

    fn set(self, member: MemberId, group: GroupId, into: bool) -> bool {
        if let Some(reason) = untrack(move || self.refusal(member, group)) {
            self.toasts.failed(reason);
            return false;
        }
        let (name, called) = untrack(move || {
            (self.name(member), self.group(group).map(|group| group.name.to_string()).unwrap_or_default())
        });
        send(self, Set { member, group, into, name, called }, true);
        true
    }
}

#[derive(Debug, Clone)]
struct Set {
    member: MemberId,
    group: GroupId,
    into: bool,
    name: String,
    called: String,
}

/// An undo may come after the page has gone: nothing here reads the page's signals without trying.
fn send(groups: Groups, set: Set, undo: bool) {
    let key = (set.group, set.member);
    let _ = groups.ahead.try_update(|ahead| ahead.insert(key, set.into));
    let _ = groups.flying.try_update(|flying| flying.insert(key));
    let path = groups.path(set.group, &format!("/members/{}", set.member));
    spawn_local(async move {
        let answer: Result<Changed<Group>, Failure> =
            if set.into { client::put_empty(path).await } else { client::delete(path).await };
        let _ = groups.flying.try_update(|flying| flying.remove(&key));
        match answer {
            Ok(changed) => {
                let what = if set.into { "is in" } else { "is out of" };
                let text = format!("{} {what} {}. {}", set.name, set.called, short(&changed.changes));
                if undo {
                    groups.toasts.done_with_undo(text, move || {
                        send(groups, Set { into: !set.into, ..set.clone() }, false);
                    });
                } else {
                    groups.toasts.done(text);
                }
            }
            Err(failure) => {
                let _ = groups.ahead.try_update(|ahead| ahead.remove(&key));
                groups.toasts.not_done(&format!("{} is where they were", set.name), &failure);
            }
        }
        if groups.page.content().try_get_untracked().is_some() {
            groups.again();
        }
    });
}

/// Puts many in at once.
pub(super) async fn put_many(
    path: String,
    members: &[MemberId],
) -> Result<Changed<GroupMembersEdited>, Failure> {
    client::post(path, &edit(members, true)).await
}

/// The body that puts them in, or takes them out.
pub(super) fn edit(members: &[MemberId], into: bool) -> EditGroupMembers {
    let ids: Vec<String> = members.iter().map(ToString::to_string).collect();
    match into {
        true => EditGroupMembers { add: ids, remove: Vec::new() },
        false => EditGroupMembers { add: Vec::new(), remove: ids },
    }
}
