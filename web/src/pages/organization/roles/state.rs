//! What the parts of the page share.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{AccessChange, AccessModelBody, Preview, RoleBody};
use shared::access::{Access, CoreScope, Denied, Reach, Status};
use shared::ids::{MemberId, RoleId};
use shared::list::Page as ListPage;
use shared::members::wire::Member;
use shared::plans::wire::Plan;
use shared::roles::wire::Role;

use super::super::common::{self, PageNames, Place};
use super::super::logic::effect::Names;
use super::super::logic::in_page::{InPage, why_not};
use super::super::logic::role_draft::{NEW_ROLE, RoleDraft, flaw};
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load};
use crate::query;
use crate::router::{Router, use_router};

/// How long nothing has to change before the server is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// Unsaved forms of roles. They outlive the page, which is left to look at the app through an unsaved role.
#[derive(Clone, Copy)]
struct Drafts(RwSignal<BTreeMap<RoleId, RoleDraft>>);

/// Called by the shell.
pub(crate) fn provide_role_drafts() {
    provide_context(Drafts(RwSignal::default()));
}

/// What a draft would do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Effect {
    /// Nothing differs from what is saved.
    Same,
    Computing,
    /// It cannot be saved so, and why.
    Refused(String),
    Changes(Vec<AccessChange>),
}

/// Everything the parts of the page share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Roles {
    pub(super) here: Here,
    pub(super) model: AccessModel,
    pub(super) list: Load<Vec<Role>>,
    pub(super) plan: Load<Plan>,
    pub(super) places: Load<Vec<Place>>,
    /// The members who have the role that is shown, at most 200.
    pub(super) holders: Load<Vec<Member>>,
    pub(super) page: Load<Option<InPage>>,
    /// Unsaved forms, each of which waits for its role to be shown again.
    pub(super) drafts: RwSignal<BTreeMap<RoleId, RoleDraft>>,
    /// The role whose column is open: its id, or that of a new one.
    pub(super) shown: Memo<Option<RoleId>>,
    pub(super) effect: Memo<Effect>,
    /// What the server said of a draft.
    pub(super) confirmed: RwSignal<Option<(RoleDraft, Result<Preview, Failure>)>>,
    pub(super) saving: RwSignal<bool>,
    pub(super) deleting: RwSignal<Option<RoleBody>>,
    pub(super) starting: RwSignal<Option<String>>,
    pub(super) toasts: Toasts,
    router: Router,
}

pub(super) fn provide_roles() -> Roles {
    let (here, live, router, model) = (use_here(), use_live(), use_router(), use_access_model());
    let list: Load<Vec<Role>> = load(move || {
        live.follow();
        async move {
            let page: ListPage<Role> = client::get(here.path("/roles?limit=200")).await?;
            Ok(page.data)
        }
    });
    let Drafts(drafts) = expect_context();
    let asked = router.query_value("role");
    let shown = Memo::new(move |_| {
        let asked = asked.get();
        if asked.as_deref() == Some(NEW) && drafts.with(|drafts| drafts.contains_key(&NEW_ROLE)) {
            return Some(NEW_ROLE);
        }
        list.content().with(|list| {
            let list = list.as_deref()?;
            let named = list.iter().find(|role| Some(&role.role.key) == asked.as_ref());
            let first = || list.iter().find(|role| !role.role.built_in).or_else(|| list.first());
            named.or_else(first).map(|role| role.role.id)
        })
    });
    let holders: Load<Vec<Member>> = load(move || {
        live.follow();
        let key = shown_key(list, shown.get());
        async move {
            let Some(key) = key else { return Ok(Vec::new()) };
            let page: ListPage<Member> = client::get(
                here.path(&format!("/members{}&limit=200&status=all", query::write([("role", key)]))),
            )
            .await?;
            Ok(page.data)
        }
    });
    let ids = Memo::new(move |_| {
        holders.content().with(|holders| holders.iter().flatten().map(|member| member.id).collect::<Vec<_>>())
    });
    let page = common::in_page(move || ids.get());
    let effect = Memo::new(move |_| {
        let Some(draft) = shown.get().and_then(|id| drafts.with(|drafts| drafts.get(&id).cloned())) else {
            return Effect::Same;
        };
        if !draft.is_dirty() {
            return Effect::Same;
        }
        model.content().with(|body| {
            page.content().with(|page| match (body, page.as_ref().and_then(Option::as_ref)) {
                (Some(body), Some(page)) => effect_of(&draft, body, page),
                _ => Effect::Computing,
            })
        })
    });
    let roles = Roles {
        here,
        model,
        list,
        plan: load(move || {
            live.follow();
            async move { client::get(here.path("/plan")).await }
        }),
        places: load(move || common::places(here)),
        holders,
        page,
        drafts,
        shown,
        effect,
        confirmed: RwSignal::new(None),
        saving: RwSignal::new(false),
        deleting: RwSignal::new(None),
        starting: RwSignal::new(None),
        toasts: use_toasts(),
        router,
    };
    roles.keep_draft_at_hand();
    roles.confirm_soon();
    roles
}

/// What the address says while a role is new.
const NEW: &str = "new";

fn shown_key(list: Load<Vec<Role>>, shown: Option<RoleId>) -> Option<String> {
    list.content().with(|list| {
        list.iter().flatten().find(|role| Some(role.role.id) == shown).map(|role| role.role.key.clone())
    })
}

fn effect_of(draft: &RoleDraft, body: &AccessModelBody, page: &InPage) -> Effect {
    if draft.now.name.trim().is_empty() {
        return Effect::Refused("A role has a name.".to_owned());
    }
    if draft.to_edit().is_none() {
        return Effect::Refused(
            "The name or the description is too long, or holds signs that it cannot.".to_owned(),
        );
    }
    let key = body.roles.iter().find(|role| Some(role.id) == draft.of).map(|role| role.key.clone());
    let Some(role) = draft.role(page.model(), &key.unwrap_or_else(|| "(new)".to_owned())) else {
        return Effect::Computing;
    };
    if let Err(found) = role.check(&page.model().catalog, false) {
        return Effect::Refused(flaw(&found, body));
    }
    match page.reshape(role) {
        Ok(changes) => Effect::Changes(changes),
        Err(Denied::MayNotGrant) => Effect::Refused(
            "It gives, or gave, more than you hold yourself. Only somebody who holds it all can save it."
                .to_owned(),
        ),
        Err(denied) => Effect::Refused(why_not(denied).to_owned()),
    }
}

impl Roles {
    /// A custom role that is shown has a form, so that its first press is a change and nothing else. A form in
    /// which nothing was written follows what others save.
    fn keep_draft_at_hand(self) {
        leptos::prelude::Effect::new(move |_| {
            let Some(id) = self.shown.get() else { return };
            let saved = self.saved(id).filter(|role| !role.built_in);
            let Some(saved) = saved else { return };
            let stale = self.drafts.with_untracked(|drafts| match drafts.get(&id) {
                Some(draft) => !draft.is_dirty() && draft.is_behind(&saved),
                None => true,
            });
            if stale {
                self.drafts.update(|drafts| {
                    drafts.insert(id, RoleDraft::edit(&saved));
                });
            }
        });
    }

    /// Asks the server what the draft would do, once nothing has changed for a moment.
    fn confirm_soon(self) {
        let ask = debounce(PAUSE, move |draft: RoleDraft| {
            // Not the page's any more, or another was written meanwhile.
            if self.shown.try_get_untracked().is_none() || self.draft_untracked().as_ref() != Some(&draft) {
                return;
            }
            spawn_local(async move {
                let answer = self.preview(&draft).await;
                if let Some(answer) = answer {
                    let _ = self.confirmed.try_set(Some((draft, answer)));
                }
            });
        });
        let ask = StoredValue::new_local(ask);
        leptos::prelude::Effect::new(move |_| {
            if matches!(self.effect.get(), Effect::Changes(_))
                && let Some(draft) = self.draft()
            {
                ask.update_value(|ask| ask(draft));
            }
        });
    }

    async fn preview(self, draft: &RoleDraft) -> Option<Result<Preview, Failure>> {
        match draft.of {
            Some(id) => {
                let path = self.here.path(&format!("/roles/{id}?preview=true"));
                Some(client::patch(path, &draft.to_edit()?).await)
            }
            None => Some(client::post(self.here.path("/roles?preview=true"), &draft.to_create()?).await),
        }
    }

    /// The role with this id as it is saved.
    pub(super) fn saved(self, id: RoleId) -> Option<RoleBody> {
        self.list
            .content()
            .with(|list| list.iter().flatten().find(|role| role.role.id == id).map(|role| role.role.clone()))
    }

    /// The role that is shown, as it is saved.
    pub(super) fn shown_role(self) -> Option<RoleBody> {
        self.saved(self.shown.get()?)
    }

    /// The form of the role that is shown.
    pub(super) fn draft(self) -> Option<RoleDraft> {
        let id = self.shown.get()?;
        self.drafts.with(|drafts| drafts.get(&id).cloned())
    }

    pub(super) fn draft_untracked(self) -> Option<RoleDraft> {
        let id = self.shown.try_get_untracked()??;
        self.drafts.try_with_untracked(|drafts| drafts.get(&id).cloned())?
    }

    /// Reads the form of the role that is shown.
    pub(super) fn with_draft<T>(self, read: impl FnOnce(&RoleDraft) -> T) -> Option<T> {
        let id = self.shown.get()?;
        self.drafts.with(|drafts| drafts.get(&id).map(read))
    }

    /// Writes in the form of the role that is shown.
    pub(super) fn write(self, change: impl FnOnce(&mut RoleDraft)) {
        let Some(id) = self.shown.get_untracked() else { return };
        self.drafts.update(|drafts| {
            if let Some(draft) = drafts.get_mut(&id) {
                change(draft);
            }
        });
    }

    /// Shows the role with this key.
    pub(super) fn show(self, key: &str) {
        self.router.push_query(&query::write([("role", key)]));
    }

    /// Begins a role that does not exist yet.
    pub(super) fn start(self, draft: RoleDraft) {
        self.drafts.update(|drafts| {
            drafts.insert(NEW_ROLE, draft);
        });
        self.show(NEW);
    }

    /// Takes back all that is not saved of the role that is shown.
    pub(super) fn discard(self) {
        if self.shown.get_untracked() == Some(NEW_ROLE) {
            self.router.replace_query("");
            self.drafts.update(|drafts| {
                drafts.remove(&NEW_ROLE);
            });
        } else {
            self.write(RoleDraft::discard);
        }
    }

    /// The saved form in place of the unsaved one.
    pub(super) fn take_theirs(self) {
        if let Some(saved) = untrack(move || self.shown_role()) {
            self.drafts.update(|drafts| {
                drafts.insert(saved.id, RoleDraft::edit(&saved));
            });
        }
    }

    /// Why the reader may not write roles at all; `None` where they may.
    pub(super) fn locked(self) -> Option<String> {
        if let Some(seen) = self.here.read_only() {
            return Some(seen);
        }
        if !self.here.can(CoreScope::Members, Access::Full) {
            return Some(crate::access::missing(
                self.here,
                "Changing roles",
                CoreScope::Members,
                Access::Full,
            ));
        }
        self.plan_gate()
    }

    /// What the plan says, where it has no roles of an organization's own.
    pub(super) fn plan_gate(self) -> Option<String> {
        common::plan_gate(self.plan, shared::plans::Feature::CustomRoles)
    }

    /// Whether the column that is shown can be written in.
    pub(super) fn is_editable(self) -> bool {
        self.locked().is_none() && self.with_draft(|_| ()).is_some()
    }

    /// What the reader holds over a scope; everything, while the page cannot tell.
    pub(super) fn held(self, scope: &str) -> Access {
        self.page.content().with(|page| match page.as_ref().and_then(Option::as_ref) {
            Some(page) => page.held(scope),
            None => Access::Full,
        })
    }

    pub(super) fn own_reach(self) -> Reach {
        self.page.content().with(|page| match page.as_ref().and_then(Option::as_ref) {
            Some(page) => page.reach(),
            None => Reach::Everything,
        })
    }

    /// The name of the role that alone holds ownership.
    pub(super) fn top(self) -> String {
        self.model.content().with(|model| {
            let model = model.as_ref();
            let top = model.and_then(|model| model.roles.iter().find(|role| role.key == model.top_role));
            top.map(|role| role.name.clone()).unwrap_or_default()
        })
    }

    /// Why this much cannot be chosen in the column that is shown.
    pub(super) fn blocked(self, scope: &str, access: Access) -> Option<String> {
        let (held, top) = (self.held(scope), self.top());
        self.with_draft(|draft| draft.blocked(scope, access, held, &top)).flatten()
    }

    pub(super) fn people(self, id: RoleId) -> Option<u64> {
        self.list
            .content()
            .with(|list| list.iter().flatten().find(|role| role.role.id == id).map(|role| role.members_count))
    }

    /// The names of the members who have the role that is shown.
    pub(super) fn name_of(self, member: MemberId) -> String {
        self.holders.content().with(|holders| {
            holders
                .iter()
                .flatten()
                .find(|one| one.id == member)
                .map_or_else(|| "Somebody else".to_owned(), |one| one.user.name.clone())
        })
    }

    /// Somebody for whom nothing changes now, for they are not active.
    pub(super) fn inactive(self) -> usize {
        self.holders.content().with(|holders| {
            holders.iter().flatten().filter(|member| member.status == Status::Deactivated).count()
        })
    }

    pub(super) fn names(self) -> impl Names + use<> {
        self.model.content().with(|model| {
            self.places.content().with(|places| {
                PageNames::new(self.here, model.as_ref(), places.as_deref().unwrap_or_default())
            })
        })
    }

    /// After a save.
    pub(super) fn again(self) {
        self.list.again();
        self.holders.again();
        self.page.again();
        self.model.load().again();
    }
}
