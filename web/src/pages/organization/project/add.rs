//! Giving a member or a group a role on the project, until an end or for good.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, Preview};
use shared::access::{Access, CoreScope};
use shared::groups::wire::Group;
use shared::list::Page as ListPage;
use shared::members::wire::{Member, MembersQuery};
use shared::projects::wire::{ProjectGrant, PutProjectRole};

use super::super::logic::effect::short;
use super::super::logic::words::count;
use super::state::Open;
use crate::client::{self, Failure};
use crate::components::{
    Avatar, Button, Dialog, ExpiryField, For, FormProblem, Icon, Look, Note, Search, Segment, Segments,
    Select, Show, SkeletonRows, unique,
};
use crate::load::{load, three_states};
use crate::query;

/// Whom to give it to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pick {
    path: String,
    name: String,
    under: String,
    aside: String,
    group: bool,
}

#[component]
pub(super) fn AddDialog(open: Open) -> impl IntoView {
    view! {
        <Dialog
            open=open.adding
            title=Signal::derive(move || format!("Add people to {}", open.name()))
            sub=Some("What is given here adds to what they have by role.".to_owned())
        >
            <Form open/>
        </Dialog>
    }
}

#[component]
fn Form(open: Open) -> impl IntoView {
    let here = open.here;
    let (search, kind) = (RwSignal::new(String::new()), RwSignal::new("member".to_owned()));
    let chosen = RwSignal::new(None::<Pick>);
    let role = RwSignal::new("viewer".to_owned());
    let expires_at = RwSignal::new(None::<DateTime<Utc>>);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let found = load(move || {
        let (text, groups) = (search.get(), kind.with(|kind| kind == "group"));
        async move { if groups { find_groups(open, text).await } else { find_members(open, text).await } }
    });
    let body = move || PutProjectRole { role: role.get(), expires_at: expires_at.get() };
    let preview = load(move || {
        let asked = chosen.get().map(|pick| (pick.path, body()));
        async move {
            match asked {
                Some((path, body)) => {
                    client::put::<Preview>(format!("{path}?preview=true"), &body).await.map(Some)
                }
                None => Ok(None),
            }
        }
    });
    let add = move || {
        let Some(pick) = chosen.get_untracked() else { return };
        let body = untrack(body);
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Result<Changed<ProjectGrant>, Failure> = client::put(pick.path, &body).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(changed) => {
                    open.toasts.done(format!("{} is given {} here", pick.name, changed.object.level.name));
                    open.again();
                    let _ = open.adding.try_set(false);
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let sees_members = move || here.can(CoreScope::Members, Access::View);
    let name = unique("pick");
    view! {
        <div class="d-body stack">
            <Show when=sees_members fallback=|| view! {
                <Note icon="lock">"Choosing people needs View on Members of the organization. Ask somebody who has it, or share a single item by mail."</Note>
            }>
                <div class="row wrap">
                    <Segments
                        label="Whom" value=kind
                        options=vec![
                            Segment { key: "member", words: "A member", icon: "user" },
                            Segment { key: "group", words: "A group", icon: "groups" },
                        ]
                        on_change=move |key: String| {
                            chosen.set(None);
                            kind.set(key);
                        }
                    />
                    <Search label="Search" placeholder="Name" value=search on_search=move |text: String| search.set(text)/>
                </div>
            </Show>
            {three_states(found, "The list", || view! { <SkeletonRows rows=3/> }, move |picks: Signal<Vec<Pick>>| {
                let name = name.clone();
                view! {
                    <ul class="candidates" role="radiogroup" aria-label="Whom">
                        {move || picks.with(Vec::is_empty).then(|| view! { <li class="faint pad">"Nobody by that name."</li> })}
                        <For each=move || picks.get() key=|pick| pick.path.clone() let:pick>
                            {
                                let (path, picked) = (pick.path.clone(), pick.clone());
                                let face = if pick.group {
                                    view! { <Icon name="groups"/> }.into_any()
                                } else {
                                    view! { <Avatar name=pick.name.clone() size="1.75rem"/> }.into_any()
                                };
                                view! {
                                    <li>
                                        <label>
                                            <input
                                                type="radio" class="radio" name=name.clone()
                                                prop:checked=move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.path == path))
                                                on:change=move |_| chosen.set(Some(picked.clone()))
                                            />
                                            {face}
                                            <span class="grow"><b class="med">{pick.name}</b><span class="e">{pick.under}</span></span>
                                            <span class="muted sm">{pick.aside}</span>
                                        </label>
                                    </li>
                                }
                            }
                        </For>
                    </ul>
                }
            })}
            <div class="fields2">
                <Select label="Role here" options=Signal::derive(move || open.roles()) value=role on_change=move |key: String| role.set(key)/>
                <ExpiryField label="Ends on" value=expires_at/>
            </div>
            {move || preview.content().get().flatten().filter(|_| chosen.with(Option::is_some)).map(|preview| view! {
                <Note icon="shield">{short(&preview.changes)}</Note>
            })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || open.adding.set(false)>"Cancel"</Button>
            <Button look=Look::Primary busy disabled=Signal::derive(move || chosen.with(Option::is_none)) on_press=add>
                "Give access"
            </Button>
        </div>
    }
}

async fn find_members(open: Open, text: String) -> Result<Vec<Pick>, Failure> {
    let held = open.here.organization_untracked().membership.permissions;
    if held.get(CoreScope::Members.key()).is_none_or(|level| *level < Access::View) {
        return Ok(Vec::new());
    }
    let asked = MembersQuery {
        q: (!text.is_empty()).then_some(text),
        sort: Some("name".to_owned()),
        limit: Some(20),
        ..MembersQuery::default()
    };
    let page: ListPage<Member> =
        client::get(open.here.path(&format!("/members{}", query::of(&asked)))).await?;
    let pick = |member: Member| Pick {
        path: open.path(&format!("/collaborators/{}", member.id)),
        name: member.user.name,
        under: member.user.email,
        aside: member.role.name,
        group: false,
    };
    Ok(page.data.into_iter().filter(|member| !member.implicit).map(pick).collect())
}

async fn find_groups(open: Open, text: String) -> Result<Vec<Pick>, Failure> {
    let asked = shared::groups::wire::GroupsQuery {
        q: (!text.is_empty()).then_some(text),
        limit: Some(20),
        ..Default::default()
    };
    let page: ListPage<Group> = client::get(open.here.path(&format!("/groups{}", query::of(&asked)))).await?;
    let pick = |group: Group| Pick {
        path: open.path(&format!("/groups/{}", group.id)),
        name: group.name.to_string(),
        under: count(group.members_count, "person", "people"),
        aside: String::new(),
        group: true,
    };
    Ok(page.data.into_iter().map(pick).collect())
}
