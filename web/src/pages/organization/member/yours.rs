//! What I can open, and why: the evaluation of the member's page, for the member. Nothing that I may not see is
//! counted, named or hinted at.

use leptos::prelude::*;
use shared::access::Access;
use shared::access::wire::{NamedResource, PermissionMap, ResourceAccess};
use shared::ids::MemberId;
use shared::list::Page as ListPage;
use shared::me::wire::MyInvitation;
use shared::members::wire::Member;

use super::super::logic::ladder::{Ladder, pip, project_level, tally};
use super::super::logic::words::count;
use super::super::parts::Ends;
use super::ask::Ask;
use super::leaving::Leaving;
use super::state::{Subject, begin};
use super::why::Why;
use crate::access::word;
use crate::client;
use crate::components::{Art, Avatar, Empty, For, Icon, Note, Pip, Show, SkeletonRows, Tag, Tile};
use crate::load::{load, three_states};
use crate::pages::WaitingInvitations;
use crate::routes::Page;
use crate::session::use_session;
use crate::shell::name_page;

/// `/{org}/members/me`.
#[component]
pub(super) fn YourAccess(id: MemberId) -> impl IntoView {
    let subject = begin(id);
    let here = subject.here;
    let invitations = load(|| client::get::<ListPage<MyInvitation>>("/v1/me/invitations"));
    // In somebody else's view the reader's own do not belong.
    let waiting = move || {
        here.read_only().is_none()
            && invitations.content().with(|page| page.as_ref().is_some_and(|page| !page.data.is_empty()))
    };
    name_page(Signal::derive(|| "Your access".to_owned()));
    view! {
        {three_states(subject.member, "Your access", || view! { <SkeletonRows rows=4/> }, move |member: Signal<Member>| view! {
            <div class="page-head">
                <div class="person">
                    <Avatar name=Signal::derive(move || member.with(|member| member.user.name.clone())) size="3rem"/>
                    <div>
                        <h1>"Your access"</h1>
                        <p class="sub">"What you can open in " {move || here.organization().name.to_string()} ", and why."</p>
                    </div>
                </div>
            </div>
            <Show when=waiting>
                <section class="card pad" aria-label="Invitations">
                    {three_states(invitations, "Your invitations", || view! { <SkeletonRows rows=1/> }, move |page: Signal<ListPage<MyInvitation>>| view! {
                        <WaitingInvitations page invitations/>
                    })}
                </section>
            </Show>
            <Warnings subject member/>
            {three_states(subject.access, "Your access", || view! { <SkeletonRows rows=4/> }, move |rows: Signal<Vec<ResourceAccess>>| view! {
                <Figures member rows/>
                <div class="split yours">
                    <div class="stack" style:--stack="1.25rem">
                        <Places subject member rows/>
                        <Organization subject member rows/>
                    </div>
                    <div class="stack" style:--stack="1.25rem">
                        <Workspaces subject member/>
                        <section class="card" aria-labelledby="ask-t">
                            <header><h2 id="ask-t">"Can I?"</h2></header>
                            <div><Ask subject member/></div>
                        </section>
                    </div>
                </div>
            })}
            <Leaving subject member/>
        })}
    }
}

/// What ends by itself, and soon.
#[component]
fn Warnings(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let soon = move |at: chrono::DateTime<chrono::Utc>| {
        at - crate::time::now() < shared::members::wire::EXPIRES_SOON
    };
    let ending = move || {
        let role = member.with(|member| member.role.name.clone());
        subject.access.content().with(|rows| {
            let rows = rows.iter().flatten();
            rows.filter_map(|row| Some((row.resource.name.clone(), Ladder::of(row, &role).ends()?)))
                .filter(|(_, at)| soon(*at))
                .collect::<Vec<_>>()
        })
    };
    view! {
        {move || member.with(|member| member.expires_at).filter(|at| soon(*at)).map(|at| view! {
            <Note tone="warn" icon="clock" alert=true><b>"Your membership ends soon."</b> " " <Ends at/></Note>
        })}
        {move || ending().into_iter().map(|(name, at)| view! {
            <Note tone="warn" icon="clock">"What you were given in " <b>{name}</b> " ends soon. " <Ends at/></Note>
        }).collect_view()}
    }
}

#[component]
fn Figures(member: Signal<Member>, rows: Signal<Vec<ResourceAccess>>) -> impl IntoView {
    let projects = move || {
        rows.with(|rows| rows.iter().filter(|row| row.workspace.is_some() && some(&row.permissions)).count())
    };
    view! {
        <section class="card sums" aria-label="Summary">
            <div><div class="k">"Role"</div><div class="v">{move || member.with(|member| member.role.name.clone())}</div></div>
            <div><div class="k">"Workspaces"</div><div class="v num">{move || member.with(|member| member.workspaces.len())}</div></div>
            <div><div class="k">"Projects"</div><div class="v num">{projects}</div></div>
        </section>
    }
}

fn some(permissions: &PermissionMap) -> bool {
    permissions.values().any(|level| *level > Access::None)
}

/// A card for each workspace, with the projects in it that I can open.
#[component]
fn Places(subject: Subject, member: Signal<Member>, rows: Signal<Vec<ResourceAccess>>) -> impl IntoView {
    let workspaces = Memo::new(move |_| {
        rows.with(|rows| {
            let mut found: Vec<NamedResource> = Vec::new();
            for row in rows.iter().filter(|row| some(&row.permissions)) {
                if let Some(workspace) = row.workspace.as_ref().filter(|one| !found.contains(one)) {
                    found.push(workspace.clone());
                }
            }
            found
        })
    });
    move || {
        if workspaces.with(Vec::is_empty) {
            return view! {
                <section class="card"><Empty art=Art::Door title="Nothing to open yet" text="Projects that you are given access to stand here, with the reason."/></section>
            }
            .into_any();
        }
        workspaces
            .get()
            .into_iter()
            .map(|workspace| {
                let id = workspace.id.clone();
                let inside = Memo::new(move |_| {
                    rows.with(|rows| {
                        let inside = rows.iter().filter(|row| {
                            some(&row.permissions) && row.workspace.as_ref().is_some_and(|one| one.id == id)
                        });
                        inside.cloned().collect::<Vec<_>>()
                    })
                });
                view! {
                    <section class="card" aria-label=format!("Projects in {}", workspace.name)>
                        <header>
                            <h2 class="grow">"Projects in " {workspace.name.clone()}</h2>
                            <span class="faint sm">{move || count(inside.with(Vec::len) as u64, "project", "projects")}</span>
                        </header>
                        <div>
                            <For each=move || inside.get() key=|row| format!("{row:?}") let:row><Row subject member row/></For>
                        </div>
                    </section>
                }
            })
            .collect_view()
            .into_any()
    }
}

#[component]
fn Row(subject: Subject, member: Signal<Member>, row: ResourceAccess) -> impl IntoView {
    let bundles = subject
        .model
        .content()
        .with_untracked(|model| model.as_ref().map(|model| model.project_roles.clone()).unwrap_or_default());
    let role = member.with_untracked(|member| member.role.name.clone());
    let ladder = Ladder::of(&row, &role);
    let words = match project_level(&row.permissions, &bundles) {
        level if level == "Custom" && ladder.is_all_of("role", &row.permissions) => role,
        level if level == "Custom" => tally(&row.permissions),
        level => level,
    };
    let (because, ends, level) = (ladder.because(), ladder.ends(), pip(&row.permissions));
    let name = row.resource.name.clone();
    let opened = RwSignal::new(false);
    let (row, ladder) = (StoredValue::new(row), StoredValue::new(ladder));
    view! {
        <details class="disc erow mine" on:toggle=move |_| opened.set(true)>
            <summary>
                <span class="pname">
                    <span class="chev"><Icon name="right" small=true/></span>
                    <Tile name=name.clone()/>
                    <b class="med trunc">{name}</b>
                    {ends.map(|at| view! { <Ends at/> })}
                </span>
                <span class="acc"><Pip access=level/>{words}</span>
                <span class="src" data-l="Why">{because}</span>
            </summary>
            {move || opened.get().then(|| view! { <Why subject member row ladder/> })}
        </details>
    }
}

/// The organization's own areas, each with how far and why.
#[component]
fn Organization(
    subject: Subject,
    member: Signal<Member>,
    rows: Signal<Vec<ResourceAccess>>,
) -> impl IntoView {
    let lines = move || {
        let own = rows.with(|rows| rows.iter().find(|row| row.resource.kind == "organization").cloned());
        let role = member.with(|member| member.role.name.clone());
        let scopes = subject
            .model
            .content()
            .with(|model| model.as_ref().map(|model| model.scopes.clone()).unwrap_or_default());
        own.map(|own| {
            let scopes =
                scopes.into_iter().filter(|scope| scope.kind == "organization" && scope.key != "ownership");
            scopes
                .map(|scope| {
                    let level = own.permissions.get(&scope.key).copied().unwrap_or_default();
                    let only = own.why.get(&scope.key).cloned().map(|why| (scope.key.clone(), why));
                    let one = ResourceAccess {
                        permissions: [(scope.key.clone(), level)].into(),
                        why: only.into_iter().collect(),
                        ..own.clone()
                    };
                    (scope.label, level, Ladder::of(&one, &role))
                })
                .collect::<Vec<_>>()
        })
    };
    view! {
        <section class="card" aria-labelledby="yo-t">
            <header><h2 id="yo-t">"Organization"</h2></header>
            <div>
                {move || lines().into_iter().flatten().map(|(label, level, ladder)| view! {
                    <div class="yline">
                        <span class="med">{label} " " {ladder.ends().map(|at| view! { <Ends at/> })}</span>
                        <span class="acc"><Pip access=level/>{word(level)}</span>
                        <span class="src">{ladder.because()}</span>
                    </div>
                }).collect_view()}
            </div>
        </section>
    }
}

/// Where I am, and as what.
#[component]
fn Workspaces(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let (here, session) = (subject.here, use_session());
    let default = move || session.user().and_then(|user| user.default_workspace);
    view! {
        <section class="card" aria-labelledby="yw-t">
            <header><h2 id="yw-t">"Your workspaces"</h2></header>
            <div class="lines">
                {move || {
                    let (inside, own) = member.with(|member| (member.workspaces.clone(), member.role.name.clone()));
                    if inside.is_empty() {
                        return view! { <div class="faint">"None yet."</div> }.into_any();
                    }
                    inside.into_iter().map(|place| {
                        let name = place.name.to_string();
                        let role = place.role.map_or_else(|| own.clone(), |role| role.name);
                        view! {
                            <div class="place">
                                <Tile name=name.clone()/>
                                <span class="grow">
                                    <a class="med" href=here.link(Page::Workspace(place.id.to_string()))>{name}</a>
                                    <span class="e">"As " {role}</span>
                                </span>
                                {(default() == Some(place.id)).then(|| view! { <Tag tone="line">"Default"</Tag> })}
                            </div>
                        }
                    }).collect_view().into_any()
                }}
            </div>
        </section>
    }
}
