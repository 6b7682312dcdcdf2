//! What the parts of the page share.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::AccessChange;
use shared::access::{Access, CoreScope, Denied, Grant, GrantSource, Principal, Resource};
use shared::groups::wire::{Group, GroupGrant};
use shared::ids::{GroupId, MemberId};
use shared::list::Page as ListPage;
use shared::members::wire::{Member, MembersQuery};
use shared::plans::Feature;
use shared::plans::wire::Plan;

use super::super::common::{self, Place};
use super::super::logic::groups::View;
use super::super::logic::in_page::InPage;
use crate::access_model::{AccessModel, use_access_model};
use crate::client;
use crate::components::{Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::live::{Live, use_live};
use crate::load::{Load, load};
use crate::query;
use crate::router::{Router, use_router};

/// The most people that a slice holds.
const MOST: u32 = 200;
const STEP: u32 = 50;

/// The people that the matrix shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct People {
    pub(super) members: Vec<Member>,
    pub(super) total: u64,
}

/// Everything the parts of the page share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Groups {
    pub(super) here: Here,
    pub(super) live: Live,
    pub(super) model: AccessModel,
    pub(super) view: Memo<View>,
    pub(super) groups: Load<Vec<Group>>,
    pub(super) plan: Load<Plan>,
    pub(super) places: Load<Vec<Place>>,
    pub(super) people: Load<People>,
    /// Who is in the group that is open, deactivated members too.
    pub(super) inside: Load<Vec<Member>>,
    /// What groups give, as far as it was looked at.
    pub(super) grants: RwSignal<BTreeMap<GroupId, Vec<GroupGrant>>>,
    pub(super) page: Load<Option<InPage>>,
    /// Puts and takes that are shown before the server has said so.
    pub(super) ahead: RwSignal<BTreeMap<(GroupId, MemberId), bool>>,
    pub(super) flying: RwSignal<BTreeSet<(GroupId, MemberId)>>,
    /// The cell that the focus, the pointer or a dragged person is on.
    pub(super) looked_at: RwSignal<Option<(MemberId, GroupId)>>,
    pub(super) dragged: RwSignal<Option<MemberId>>,
    pub(super) creating: RwSignal<bool>,
    pub(super) adding: RwSignal<bool>,
    pub(super) giving: RwSignal<Option<Giving>>,
    pub(super) shown_people: RwSignal<u32>,
    pub(super) toasts: Toasts,
    router: Router,
}

/// What is asked before a group is given something.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Giving {
    /// A project that it does not have yet.
    More,
    /// Another level, or none, of what it has.
    Change(GroupGrant),
    Revoke(GroupGrant),
}

pub(super) fn provide_groups() -> Groups {
    let (here, live, router) = (use_here(), use_live(), use_router());
    let view = Memo::new(move |_| View::read(&router.query().get()));
    let groups: Load<Vec<Group>> = load(move || {
        live.follow();
        async move {
            let page: ListPage<Group> = client::get(here.path("/groups?limit=200")).await?;
            Ok(page.data)
        }
    });
    let shown_people = RwSignal::new(STEP);
    let search = Memo::new(move |_| view.with(|view| view.search.clone()));
    let only = Memo::new(move |_| view.with(|view| view.only.then(|| view.group.clone()).flatten()));
    let people: Load<People> = load(move || {
        live.follow();
        let (q, limit, group) = (search.get(), shown_people.get(), only.get());
        async move {
            let request = MembersQuery {
                q: (!q.is_empty()).then_some(q),
                group,
                sort: Some("name".to_owned()),
                limit: Some(limit),
                include: Some("total".to_owned()),
                ..MembersQuery::default()
            };
            let page: ListPage<Member> =
                client::get(here.path(&format!("/members{}", query::of(&request)))).await?;
            Ok(People { total: page.total.unwrap_or(page.data.len() as u64), members: page.data })
        }
    });
    let open = open_group(view, groups);
    let inside: Load<Vec<Member>> = load(move || {
        live.follow();
        let open = open.get();
        async move {
            let Some(open) = open else { return Ok(Vec::new()) };
            let request = MembersQuery {
                group: Some(open.to_string()),
                status: Some("all".to_owned()),
                limit: Some(MOST),
                sort: Some("name".to_owned()),
                ..MembersQuery::default()
            };
            let page: ListPage<Member> =
                client::get(here.path(&format!("/members{}", query::of(&request)))).await?;
            Ok(page.data)
        }
    });
    let ids = Memo::new(move |_| {
        let inside =
            inside.content().with(|inside| inside.iter().flatten().map(|one| one.id).collect::<Vec<_>>());
        people.content().with(|people| {
            let rows = people.iter().flat_map(|people| &people.members).map(|member| member.id);
            let all: BTreeSet<MemberId> = rows.chain(inside).collect();
            all.into_iter().take(MOST as usize).collect::<Vec<_>>()
        })
    });
    let page = common::in_page(move || ids.get());
    let state = Groups {
        here,
        live,
        model: use_access_model(),
        view,
        groups,
        plan: load(move || {
            live.follow();
            async move { client::get(here.path("/plan")).await }
        }),
        places: load(move || common::places(here)),
        people,
        inside,
        grants: RwSignal::default(),
        page,
        ahead: RwSignal::default(),
        flying: RwSignal::default(),
        looked_at: RwSignal::new(None),
        dragged: RwSignal::new(None),
        creating: RwSignal::new(false),
        adding: RwSignal::new(false),
        giving: RwSignal::new(None),
        shown_people,
        toasts: use_toasts(),
        router,
    };
    state.fetch_grants(open);
    // What has arrived needs not be shown ahead any more.
    Effect::new(move |_| {
        page.content().track();
        state.ahead.update(|ahead| {
            ahead.retain(|key, _| state.flying.with_untracked(|flying| flying.contains(key)));
        });
    });
    state
}

/// The group that is open: the one in the address, else the first.
fn open_group(view: Memo<View>, groups: Load<Vec<Group>>) -> Memo<Option<GroupId>> {
    Memo::new(move |_| {
        let asked = view.with(|view| view.group.clone());
        groups.content().with(|groups| {
            let groups = groups.as_deref()?;
            let named = groups.iter().find(|group| Some(group.id.to_string()) == asked);
            named.or_else(|| groups.first()).map(|group| group.id)
        })
    })
}

impl Groups {
    /// The group that is open.
    pub(super) fn open(self) -> Option<Group> {
        let asked = self.view.with(|view| view.group.clone());
        self.groups.content().with(|groups| {
            let groups = groups.as_deref()?;
            let named = groups.iter().find(|group| Some(group.id.to_string()) == asked);
            named.or_else(|| groups.first()).cloned()
        })
    }

    pub(super) fn group(self, id: GroupId) -> Option<Group> {
        self.groups.content().with(|groups| groups.iter().flatten().find(|group| group.id == id).cloned())
    }

    /// Opens a group; Back opens the one before.
    pub(super) fn show(self, id: GroupId) {
        let view = View { group: Some(id.to_string()), ..self.view.get_untracked() };
        self.router.push_query(&view.write());
    }

    /// Shows another view; typing leaves no entry in the history.
    pub(super) fn type_view(self, view: &View) {
        self.router.replace_query(&view.write());
    }

    /// What the group that is open, and the one that is looked at, give: asked for once, and again when something
    /// changes.
    fn fetch_grants(self, open: Memo<Option<GroupId>>) {
        let (here, live) = (self.here, self.live);
        let looked_at = Memo::new(move |_| self.looked_at.get().map(|(_, group)| group));
        let asked = StoredValue::new(BTreeMap::<GroupId, u64>::new());
        Effect::new(move |_| {
            live.follow();
            self.groups.content().track();
            let beat = self
                .page
                .content()
                .with(|page| page.as_ref().and_then(Option::as_ref).map_or(0, InPage::version));
            for group in [open.get(), looked_at.get()].into_iter().flatten() {
                if asked.with_value(|asked| asked.get(&group) == Some(&beat) && beat > 0) {
                    continue;
                }
                asked.update_value(|asked| {
                    asked.insert(group, beat);
                });
                let path = here.path(&format!("/groups/{group}/access?limit=200"));
                spawn_local(async move {
                    if let Ok(page) = client::get::<ListPage<GroupGrant>>(path).await {
                        let _ = self.grants.try_update(|grants| grants.insert(group, page.data));
                    }
                });
            }
        });
    }

    /// What a group gives, as far as it is known.
    pub(super) fn gives(self, group: GroupId) -> Vec<GroupGrant> {
        self.grants.with(|grants| grants.get(&group).cloned().unwrap_or_default())
    }

    /// Whether somebody is in a group, as it is shown.
    pub(super) fn is_in(self, member: MemberId, group: GroupId) -> bool {
        if let Some(ahead) = self.ahead.with(|ahead| ahead.get(&(group, member)).copied()) {
            return ahead;
        }
        self.page.content().with(|page| {
            page.as_ref().and_then(Option::as_ref).is_some_and(|page| page.is_in_group(member, group))
        })
    }

    /// What a group gives, to evaluate with; `None` while it was not asked for.
    pub(super) fn known_grants(self, group: GroupId) -> Option<Vec<Grant>> {
        self.grants.with(|grants| grants.get(&group).map(|rows| as_grants(group, rows, self.model)))
    }

    /// What putting people in, or taking them out, would change; `None` while the page cannot tell.
    pub(super) fn effect(
        self,
        group: GroupId,
        members: &[MemberId],
        into: bool,
    ) -> Option<Result<Vec<AccessChange>, Denied>> {
        let known = self.known_grants(group)?;
        self.page.content().with(|page| {
            Some(page.as_ref()?.as_ref()?.with_group(group, known).regroup(group, members, into))
        })
    }

    /// Why the reader may not change groups at all; `None` where they may.
    pub(super) fn locked(self) -> Option<String> {
        if let Some(seen) = self.here.read_only() {
            return Some(seen);
        }
        (!self.here.can(CoreScope::Members, Access::Full))
            .then(|| crate::access::missing(self.here, "Changing groups", CoreScope::Members, Access::Full))
    }

    /// The same, where something new would be made: the plan has a say.
    pub(super) fn no_more(self) -> Option<String> {
        self.locked().or_else(|| self.plan_gate())
    }

    pub(super) fn plan_gate(self) -> Option<String> {
        common::plan_gate(self.plan, Feature::Groups)
    }

    /// Why somebody cannot be put into this group, or taken out.
    pub(super) fn refusal(self, member: MemberId, group: GroupId) -> Option<String> {
        let into = !self.is_in(member, group);
        let locked = if into { self.no_more() } else { self.locked() };
        locked.or_else(|| match self.effect(group, &[member], into)? {
            Ok(_) => None,
            Err(denied) => Some(super::super::logic::in_page::why_not(denied).to_owned()),
        })
    }

    pub(super) fn person(self, id: MemberId) -> Option<Member> {
        let found = |members: &[Member]| members.iter().find(|member| member.id == id).cloned();
        let shown =
            self.people.content().with(|people| people.as_ref().and_then(|people| found(&people.members)));
        shown.or_else(|| self.inside.content().with(|inside| inside.as_deref().and_then(found)))
    }

    pub(super) fn name(self, id: MemberId) -> String {
        self.person(id).map_or_else(|| "Somebody".to_owned(), |member| member.user.name)
    }

    pub(super) fn more_people(self) {
        self.shown_people.update(|shown| *shown = (*shown + STEP).min(MOST));
    }

    /// Whether "Load more" has more to show.
    pub(super) fn has_more(self) -> bool {
        let shown = self.people.content().with(|people| {
            people.as_ref().map_or((0, 0), |people| (people.members.len() as u64, people.total))
        });
        shown.0 < shown.1 && self.shown_people.get() < MOST
    }

    /// After a change: everything is asked for again.
    pub(super) fn again(self) {
        self.groups.again();
        self.people.again();
        self.inside.again();
        self.page.again();
    }

    /// A path of this group's.
    pub(super) fn path(self, group: GroupId, rest: &str) -> String {
        self.here.path(&format!("/groups/{group}{rest}"))
    }
}

/// Grants as the evaluator takes them.
fn as_grants(group: GroupId, rows: &[GroupGrant], model: AccessModel) -> Vec<Grant> {
    let Some(model) = model.model() else { return Vec::new() };
    rows.iter()
        .filter_map(|row| {
            let resource = match row.resource.kind.as_str() {
                "organization" => Resource::Organization,
                "workspace" => Resource::Workspace(row.resource.id.parse().ok()?),
                "project" => Resource::Project(row.resource.id.parse().ok()?),
                _ => return None,
            };
            Some(Grant {
                id: row.id,
                principal: Principal::Group(group),
                resource,
                permissions: model.catalog.permissions(&row.permissions).ok()?,
                expires_at: row.expires_at,
                // Who gave it changes nothing of what it gives.
                source: GrantSource::Provisioning,
            })
        })
        .collect()
}

/// The project or workspace that a grant is on.
pub(super) fn place_of(grant: &GroupGrant) -> Option<Resource> {
    match grant.resource.kind.as_str() {
        "organization" => Some(Resource::Organization),
        "workspace" => grant.resource.id.parse().ok().map(Resource::Workspace),
        "project" => grant.resource.id.parse().ok().map(Resource::Project),
        _ => None,
    }
}
