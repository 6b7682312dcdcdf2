//! What the parts of the dialog share.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{AccessChange, AccessModelBody, Changed, Preview, ScopeBody};
use shared::access::{Denied, Reach, Resource, ResourceKind};
use shared::ids::MemberId;
use shared::members::wire::{EditMember, MemberDetail};
use shared::problem::Code;

use super::super::common::{self, Place};
use super::super::logic::in_page::InPage;
use super::super::logic::permissions::{Bounds, Form, is_given};
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{Act, Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::load::{Load, load};
use crate::undo;

/// How long nothing has to be changed before the server is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// A member as the server has them, with the revision that a save names.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) detail: MemberDetail,
    revision: Option<String>,
}

/// What the parts of the dialog share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) here: Here,
    pub(super) id: MemberId,
    pub(super) found: Load<Found>,
    pub(super) form: RwSignal<Form>,
    /// The form as it was when it was loaded.
    pub(super) before: RwSignal<Form>,
    pub(super) model: AccessModel,
    pub(super) places: Load<Vec<Place>>,
    pub(super) page: Load<Option<InPage>>,
    pub(super) preview: RwSignal<Option<Preview>>,
    pub(super) checking: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// What somebody else saved while this form was open.
    pub(super) theirs: RwSignal<Option<Form>>,
    revision: StoredValue<Option<String>>,
    toasts: Toasts,
    round: StoredValue<u32>,
}

pub(super) fn begin(id: MemberId) -> Editing {
    let here = use_here();
    let path = here.path(&format!("/members/{id}"));
    let editing = Editing {
        here,
        id,
        found: load(move || read(path.clone())),
        form: RwSignal::default(),
        before: RwSignal::default(),
        model: use_access_model(),
        places: load(move || common::places(here)),
        page: common::in_page(move || vec![id]),
        preview: RwSignal::new(None),
        checking: RwSignal::new(false),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        theirs: RwSignal::new(None),
        revision: StoredValue::new(None),
        toasts: use_toasts(),
        round: StoredValue::new(0),
    };
    Effect::new(move |_| {
        if let Some(Found { detail, revision }) = editing.found.content().get() {
            let form = Form::of(&detail);
            editing.revision.set_value(revision);
            editing.before.set(form.clone());
            editing.form.set(form);
        }
    });
    Effect::new(move |_| {
        editing.form.track();
        editing.check_soon();
    });
    editing
}

async fn read(path: String) -> Result<Found, Failure> {
    let (detail, revision) = client::get_revision(path).await?;
    Ok(Found { detail, revision })
}

impl Editing {
    /// What differs from what was loaded.
    pub(super) fn changes(self) -> Option<EditMember> {
        self.form.with(|form| self.before.with(|before| form.changes(before)))
    }

    pub(super) fn body(self) -> Option<AccessModelBody> {
        self.model.content().get()
    }

    /// How far the role that is chosen reaches.
    pub(super) fn reach(self) -> Reach {
        let key = self.form.with(|form| form.role.clone());
        let roles = self.model.roles();
        roles.iter().find(|role| role.key == key).map_or(Reach::Granted, |role| role.reach)
    }

    /// The scopes that are given on a kind of resource.
    pub(super) fn scopes(self, kind: ResourceKind) -> Vec<ScopeBody> {
        let model = self.model.content();
        model.with(|model| {
            let scopes = model.iter().flat_map(|model| &model.scopes);
            scopes.filter(|scope| is_given(scope, kind)).cloned().collect()
        })
    }

    /// Between what the levels on a place are.
    pub(super) fn bounds(self, on: Resource) -> Bounds {
        self.page.content().with(|page| {
            let page = page.as_ref().and_then(Option::as_ref);
            page.map(|page| self.form.with(|form| page.bounds(self.id, form, on))).unwrap_or_default()
        })
    }

    /// What saving would change, as the page works it out.
    pub(super) fn effect(self) -> Option<Result<Vec<AccessChange>, Denied>> {
        self.page.content().with(|page| {
            let page = page.as_ref()?.as_ref()?;
            Some(self.form.with(|form| page.saved(self.id, form)).map(|after| after.since(page)))
        })
    }

    /// Why another role may not be given.
    pub(super) fn role_refused(self, key: &str) -> Option<Denied> {
        self.page.content().with(|page| {
            let page = page.as_ref()?.as_ref()?;
            let form = self.form.with(|form| form.with_role(key, page));
            page.saved(self.id, &form).err()
        })
    }

    pub(super) fn set_role(self, key: String) {
        let page = self.page.content().get_untracked().flatten();
        self.form.update(|form| {
            *form = match page {
                Some(page) => form.with_role(&key, &page),
                None => Form { role: key, ..form.clone() },
            };
        });
    }

    fn path(self) -> String {
        self.here.path(&format!("/members/{}", self.id))
    }

    fn check_soon(self) {
        let mine = self.round.get_value() + 1;
        self.round.set_value(mine);
        let Some(body) = untrack(|| self.changes()) else {
            self.preview.set(None);
            self.failure.set(None);
            self.checking.set(false);
            return;
        };
        self.checking.set(true);
        set_timeout(
            move || {
                if self.round.try_get_value() == Some(mine) {
                    spawn_local(self.check(mine, body));
                }
            },
            PAUSE,
        );
    }

    async fn check(self, mine: u32, body: EditMember) {
        let answer: Result<Preview, Failure> =
            client::patch(format!("{}?preview=true", self.path()), &body).await;
        if self.round.try_get_value() != Some(mine) {
            return;
        }
        let (preview, failure) = match answer {
            Ok(preview) => (Some(preview), None),
            Err(failure) => (None, Some(failure)),
        };
        self.preview.set(preview);
        self.failure.set(failure);
        self.checking.set(false);
    }

    /// Saves all of it or nothing; what somebody else saved meanwhile is shown first.
    pub(super) fn save(self, on_saved: Act) {
        let Some(body) = untrack(|| self.changes()) else { return };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let revision = self.revision.get_value();
        let (path, base) = (self.path(), self.here.path(""));
        spawn_local(async move {
            let call = client::Call::patch(path.clone(), &body);
            let answer = client::act::<Changed<MemberDetail>>(call.if_match(revision)).await;
            let here = self.round.try_get_value().is_some();
            match answer {
                Ok((changed, version)) => {
                    let name = changed.object.member.user.name;
                    let said = format!("The permissions of {name} are saved");
                    undo::done(self.toasts, base, version, said, move || {
                        on_saved.try_run(());
                    });
                    on_saved.try_run(());
                }
                Err(failure) if !here => self.toasts.not_done("The permissions are as they were", &failure),
                Err(failure) if failure.is(Code::PreconditionFailed) => match read(path).await {
                    Ok(Found { detail, revision }) => {
                        self.revision.set_value(revision);
                        self.theirs.set(Some(Form::of(&detail)));
                    }
                    Err(failure) => self.failure.set(Some(failure)),
                },
                Err(failure) => self.failure.set(Some(failure)),
            }
            let _ = self.busy.try_set(false);
        });
    }

    /// Goes on from what somebody else saved, with what was entered here or without it.
    pub(super) fn settle(self, keep_mine: bool) {
        let Some(theirs) = self.theirs.get_untracked() else { return };
        self.before.set(theirs.clone());
        if !keep_mine {
            self.form.set(theirs);
        }
        self.theirs.set(None);
    }
}
