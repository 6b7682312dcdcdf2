//! Changing a role or a status: shown at once, sent at once, with undo.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Status;
use shared::access::wire::{Changed, RoleRef};
use shared::members::wire::{EditMember, Member};

use super::super::invite_link::offer_reset;
use super::super::logic::words::article;
use super::super::seats::{NotDone, use_not_done};
use super::leaves::offer_heirs;
use super::state::Directory;
use crate::client::{self, Call};
use crate::components::{Toasts, use_toasts};
use crate::router::{Router, use_router};
use crate::routes::Page;
use crate::undo;

/// The directory's acts. An undo may come after the page has gone: nothing here reads the page's signals
/// once it has been made.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    directory: Directory,
    toasts: Toasts,
    router: Router,
    not_done: NotDone,
    /// The organization's path: what an undo is sent to.
    base: StoredValue<String>,
}

pub(super) fn use_acts() -> Acts {
    let directory = super::state::use_directory();
    let base = StoredValue::new(directory.here.path(""));
    Acts { directory, toasts: use_toasts(), router: use_router(), not_done: use_not_done(), base }
}

impl Acts {
    /// Gives a member another role.
    pub(super) fn change_role(self, member: Member, to: RoleRef) {
        if member.role.key != to.key {
            set_role(self, self.base.get_value(), member, to);
        }
    }

    /// Deactivates or activates a member.
    pub(super) fn change_status(self, member: Member, to: Status) {
        if member.status != to {
            set_status(self, self.base.get_value(), member, to);
        }
    }
}

fn set_role(acts: Acts, base: String, member: Member, to: RoleRef) {
    let Acts { directory, toasts, .. } = acts;
    let (id, from) = (member.id, member.role.clone());
    let not_done = acts.not_done.ready();
    directory.change_row(id, |row| row.role = to.clone());
    directory.begin(id);
    spawn_local(async move {
        let body = EditMember { role: Some(to.key.clone()), ..EditMember::default() };
        let call = Call::patch(format!("{base}/members/{id}"), &body);
        match client::act::<Changed<Member>>(call).await {
            Ok((changed, version)) => {
                let now = changed.object;
                directory.change_row(id, |row| row.clone_from(&now));
                let text = format!("{} is now {}", now.user.name, article(&now.role.name));
                undo::done(toasts, base, version, text, move || directory.rows.again());
            }
            Err(failure) => {
                directory.change_row(id, |row| row.role = from);
                not_done(&format!("{} keeps their role", member.user.name), &failure);
            }
        }
        directory.end(id);
    });
}

fn set_status(acts: Acts, base: String, member: Member, to: Status) {
    let Acts { directory, toasts, router, .. } = acts;
    let (id, from) = (member.id, member.status);
    let not_done = acts.not_done.ready();
    let page = directory.here.link(Page::Member(id.to_string()));
    directory.change_row(id, |row| row.status = to);
    directory.begin(id);
    spawn_local(async move {
        let verb = match to {
            Status::Active => "activate",
            Status::Deactivated => "deactivate",
        };
        let call = Call::post(format!("{base}/members/{id}/{verb}"));
        match client::act::<Changed<Member>>(call).await {
            Ok((changed, version)) => {
                let now = changed.object;
                let text = match to {
                    Status::Active => format!("{} is active again, with the same access", now.user.name),
                    Status::Deactivated => format!("{} is deactivated", now.user.name),
                };
                directory.selection.update(|selection| selection.forget(&id.to_string()));
                if to == Status::Deactivated {
                    offer_reset(&format!("{base}/members"), toasts);
                    offer_heirs(&base, page, &now, toasts, router);
                }
                undo::done(toasts, base, version, text, move || directory.rows.again());
            }
            Err(failure) => {
                directory.change_row(id, |row| row.status = from);
                let state = match from {
                    Status::Active => "active",
                    Status::Deactivated => "deactivated",
                };
                not_done(&format!("{} is still {state}", member.user.name), &failure);
            }
        }
        directory.end(id);
    });
}
