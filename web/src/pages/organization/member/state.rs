//! What the parts of the page share.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, MemberAccess, ResourceAccess, RoleRef};
use shared::access::{Access, CoreScope};
use shared::ids::MemberId;
use shared::me::wire::EmailChange;
use shared::members::wire::{EditMember, Member};

use super::super::common::{self, Place};
use super::super::logic::in_page::InPage;
use super::super::logic::words::article;
use super::super::seats::{NotDone, SeatsNow, use_not_done, use_seats};
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Call, Failure};
use crate::components::{Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load};
use crate::undo;

/// The member around this page. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    pub(super) here: Here,
    pub(super) id: MemberId,
    pub(super) member: Load<Member>,
    pub(super) access: Load<Vec<ResourceAccess>>,
    pub(super) model: AccessModel,
    pub(super) places: Load<Vec<Place>>,
    pub(super) page: Load<Option<InPage>>,
    pub(super) removing: RwSignal<Option<Member>>,
    pub(super) deleting: RwSignal<Option<Member>>,
    /// Whose loose ends are handed over: theirs.
    pub(super) handing: RwSignal<Option<Member>>,
    pub(super) proposing: RwSignal<Option<Member>>,
    pub(super) heir: RwSignal<Option<Member>>,
    /// Another address that was proposed to them here.
    pub(super) proposed: Load<Option<EmailChange>>,
    /// Whose workspaces are changed: theirs.
    pub(super) placing: RwSignal<Option<Member>>,
    /// Whose permissions are edited: theirs.
    pub(super) editing: RwSignal<Option<MemberId>>,
    pub(super) toasts: Toasts,
    pub(super) not_done: NotDone,
    pub(super) seats: SeatsNow,
}

pub(super) fn begin(id: MemberId) -> Subject {
    let (here, live) = (use_here(), use_live());
    Subject {
        here,
        id,
        member: load(move || {
            live.follow();
            let nobody = here.seen().get().filter(|seen| seen.member() == id).and_then(|seen| seen.nobody());
            async move {
                match nobody {
                    Some(nobody) => {
                        let places = common::places(here).await?;
                        Ok(Member { workspaces: common::seen_workspaces(here, &places), ..nobody })
                    }
                    None => client::get(here.path(&format!("/members/{id}"))).await,
                }
            }
        }),
        access: load(move || {
            live.follow();
            let seen = here.seen().get();
            async move {
                match seen {
                    Some(seen) if seen.member() == id => {
                        let places = common::places(here).await?;
                        Ok(common::seen_access(here, &seen, &places))
                    }
                    Some(_) => {
                        let rows = all_access(here, id).await?;
                        Ok(rows.into_iter().filter(|row| common::is_shown(here, &row.resource)).collect())
                    }
                    None => all_access(here, id).await,
                }
            }
        }),
        model: use_access_model(),
        places: load(move || common::places(here)),
        page: common::in_page(move || vec![id]),
        removing: RwSignal::new(None),
        deleting: RwSignal::new(None),
        handing: RwSignal::new(None),
        proposing: RwSignal::new(None),
        heir: RwSignal::new(None),
        proposed: load(move || {
            live.follow();
            let asks = here.seen().with(Option::is_none) && here.can(CoreScope::Members, Access::Full);
            async move {
                if !asks {
                    return Ok(None);
                }
                Ok(client::get::<Proposed>(here.path(&format!("/members/{id}"))).await?.email_change)
            }
        }),
        placing: RwSignal::new(None),
        editing: RwSignal::new(None),
        toasts: use_toasts(),
        not_done: use_not_done(),
        seats: use_seats(),
    }
}

/// The part of a member's detail that says what was proposed to them.
#[derive(Clone, serde::Deserialize)]
struct Proposed {
    email_change: Option<EmailChange>,
}

async fn all_access(here: Here, id: MemberId) -> Result<Vec<ResourceAccess>, Failure> {
    let mut rows = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let next = cursor
            .map(|cursor| format!("&{}", crate::query::write([("cursor", cursor)]).trim_start_matches('?')));
        let path = here.path(&format!("/members/{id}/access?limit=200{}", next.unwrap_or_default()));
        let page: MemberAccess = client::get(path).await?;
        rows.extend(page.data);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(rows);
        }
    }
}

impl Subject {
    pub(super) fn is_me(self) -> bool {
        self.here.me() == self.id
    }

    /// After a change: everything is asked for again.
    pub(super) fn again(self) {
        self.member.again();
        self.access.again();
        self.page.again();
        self.proposed.again();
    }

    /// Gives them another role, with undo.
    pub(super) fn change_role(self, from: RoleRef, to: RoleRef) {
        set_role(self, self.here.path(""), from, to);
    }
}

fn set_role(subject: Subject, base: String, from: RoleRef, to: RoleRef) {
    let (toasts, not_done) = (subject.toasts, subject.not_done.ready());
    subject.member.update(|member| member.role = to.clone());
    spawn_local(async move {
        let body = EditMember { role: Some(to.key.clone()), ..EditMember::default() };
        let call = Call::patch(format!("{base}/members/{}", subject.id), &body);
        match client::act::<Changed<Member>>(call).await {
            Ok((changed, version)) => {
                let text = format!("{} is now {}", changed.object.user.name, article(&to.name));
                undo::done(toasts, base, version, text, move || subject.again());
            }
            Err(failure) => {
                subject.member.update(|member| member.role = from);
                not_done("The role is as it was", &failure);
            }
        }
        subject.again();
    });
}
