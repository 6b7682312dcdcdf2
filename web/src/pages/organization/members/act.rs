//! Changing a role or a status: shown at once, sent at once, with undo. Undo is a new change of its own.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Status;
use shared::access::wire::{Changed, RoleRef};
use shared::members::wire::{EditMember, Member};

use super::super::invite_link::offer_reset;
use super::super::logic::words::article;
use super::state::Directory;
use crate::client::{self, Failure};
use crate::components::{Toasts, use_toasts};

/// Whether the change may be taken back from its toast.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Undo {
    Offered,
    /// It is itself an undo.
    Not,
}

/// The directory's acts. An undo may come after the page has gone: nothing here reads the page's signals
/// once it has been made.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    directory: Directory,
    toasts: Toasts,
    members: StoredValue<String>,
}

pub(super) fn use_acts() -> Acts {
    let directory = super::state::use_directory();
    Acts { directory, toasts: use_toasts(), members: StoredValue::new(directory.here.path("/members")) }
}

impl Acts {
    /// Gives a member another role.
    pub(super) fn change_role(self, member: Member, to: RoleRef) {
        if member.role.key != to.key {
            set_role(self.directory, self.toasts, self.members.get_value(), member, to, Undo::Offered);
        }
    }

    /// Deactivates or activates a member.
    pub(super) fn change_status(self, member: Member, to: Status) {
        if member.status != to {
            set_status(self.directory, self.toasts, self.members.get_value(), member, to, Undo::Offered);
        }
    }
}

fn set_role(directory: Directory, toasts: Toasts, members: String, member: Member, to: RoleRef, undo: Undo) {
    let (id, from) = (member.id, member.role.clone());
    directory.change_row(id, |row| row.role = to.clone());
    directory.begin(id);
    spawn_local(async move {
        let body = EditMember { role: Some(to.key.clone()), ..EditMember::default() };
        let answer: Result<Changed<Member>, Failure> = client::patch(format!("{members}/{id}"), &body).await;
        match answer {
            Ok(changed) => {
                let now = changed.object;
                directory.change_row(id, |row| row.clone_from(&now));
                let text = format!("{} is now {}", now.user.name, article(&now.role.name));
                match undo {
                    Undo::Offered => toasts.done_with_undo(text, move || {
                        set_role(directory, toasts, members.clone(), now.clone(), from.clone(), Undo::Not);
                    }),
                    Undo::Not => toasts.done(text),
                }
            }
            Err(failure) => {
                directory.change_row(id, |row| row.role = from);
                toasts.not_done(&format!("{} keeps their role", member.user.name), &failure);
            }
        }
        directory.end(id);
    });
}

fn set_status(directory: Directory, toasts: Toasts, members: String, member: Member, to: Status, undo: Undo) {
    let (id, back) = (member.id, member.status);
    directory.begin(id);
    spawn_local(async move {
        let verb = match to {
            Status::Active => "activate",
            Status::Deactivated => "deactivate",
        };
        let answer: Result<Changed<Member>, Failure> =
            client::post_empty(format!("{members}/{id}/{verb}")).await;
        match answer {
            Ok(changed) => {
                let now = changed.object;
                let text = match to {
                    Status::Active => format!("{} is active again, with the same access", now.user.name),
                    Status::Deactivated => format!("{} is deactivated", now.user.name),
                };
                directory.selection.update(|selection| selection.forget(&id.to_string()));
                if to == Status::Deactivated {
                    offer_reset(&members, toasts);
                }
                match undo {
                    Undo::Offered => toasts.done_with_undo(text, move || {
                        set_status(directory, toasts, members.clone(), now.clone(), back, Undo::Not);
                    }),
                    Undo::Not => toasts.done(text),
                }
            }
            Err(failure) => toasts.not_done(&format!("{} is as before", member.user.name), &failure),
        }
        directory.end(id);
    });
}
