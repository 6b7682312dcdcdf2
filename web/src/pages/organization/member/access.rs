//! Effective access: a row for each place, which opens to the sources behind it.

use leptos::prelude::*;
use shared::access::Access;
use shared::access::wire::ResourceAccess;
use shared::members::wire::Member;

use super::super::logic::ladder::{Ladder, pip, project_level, tally};
use super::super::parts::Ends;
use super::ask::Ask;
use super::state::Subject;
use super::why::Why;
use crate::components::{Art, Empty, For, Icon, Pip, SkeletonRows, Tile, unique};
use crate::load::three_states;

/// The rows shown: one workspace's projects, or the organization with its workspaces.
const ORGANIZATION: &str = "";

#[component]
pub(super) fn EffectiveAccess(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let chosen = RwSignal::new(None::<String>);
    // The workspaces that have rows; the organization is always last.
    let tabs = Memo::new(move |_| {
        let mut tabs: Vec<(String, String)> = Vec::new();
        subject.access.content().with(|rows| {
            for place in rows.iter().flatten().filter_map(|row| row.workspace.as_ref()) {
                if !tabs.iter().any(|(id, _)| *id == place.id) {
                    tabs.push((place.id.clone(), place.name.clone()));
                }
            }
        });
        tabs.push((ORGANIZATION.to_owned(), "Organization".to_owned()));
        tabs
    });
    let shown = Memo::new(move |_| {
        chosen
            .get()
            .filter(|id| tabs.with(|tabs| tabs.iter().any(|tab| tab.0 == *id)))
            .unwrap_or_else(|| tabs.with(|tabs| tabs.first().map(|tab| tab.0.clone()).unwrap_or_default()))
    });
    let title = move || {
        let id = shown.get();
        let name = tabs
            .with(|tabs| tabs.iter().find(|tab| tab.0 == id).map(|tab| tab.1.clone()).unwrap_or_default());
        if id.is_empty() {
            "Effective access in the organization".to_owned()
        } else {
            format!("Effective access in {name}")
        }
    };
    let group = unique("where");
    view! {
        <section class="card" aria-labelledby="eff-t">
            <header>
                <div class="grow">
                    <h2 id="eff-t">{title}</h2>
                    <span class="sub">"The most that any source gives. Open a row to see why."</span>
                </div>
                <span class="seg where" role="radiogroup" aria-label="Where">
                    {move || tabs.get().into_iter().map(|(id, name)| {
                        let mine = id.clone();
                        view! {
                            <label>
                                <input type="radio" name=group.clone()
                                    prop:checked=move || shown.with(|shown| *shown == mine)
                                    on:change=move |_| chosen.set(Some(id.clone()))
                                />
                                {name}
                            </label>
                        }
                    }).collect_view()}
                </span>
            </header>
            <div><Ask subject member/></div>
            <div>
                {three_states(subject.access, "Access", || view! { <SkeletonRows rows=3/> }, move |rows: Signal<Vec<ResourceAccess>>| {
                    let here = Memo::new(move |_| {
                        let id = shown.get();
                        rows.with(|rows| rows.iter().filter(|row| belongs(row, &id)).cloned().collect::<Vec<_>>())
                    });
                    view! {
                        <div class="ehead"><span>{move || if shown.with(String::is_empty) { "Place" } else { "Project" }}</span><span>"Role"</span><span>"Direct"</span><span>"Result"</span></div>
                        {move || here.with(Vec::is_empty).then(|| view! {
                            <Empty art=Art::Locked title="Nothing that you can see" text="Places that you cannot open are not shown here."/>
                        })}
                        // The role and the reasons may change where the result does not.
                        <For
                            each=move || {
                                let role = member.with(|member| member.role.name.clone());
                                here.get().into_iter().map(move |row| (role.clone(), row))
                            }
                            key=|(role, row)| format!("{role} {row:?}")
                            let:one
                        >
                            <Row subject member role=one.0 row=one.1/>
                        </For>
                    }
                })}
            </div>
        </section>
    }
}

fn belongs(row: &ResourceAccess, shown: &str) -> bool {
    match &row.workspace {
        Some(workspace) => workspace.id == shown,
        None => shown == ORGANIZATION,
    }
}

#[component]
fn Row(subject: Subject, member: Signal<Member>, role: String, row: ResourceAccess) -> impl IntoView {
    let bundles = subject
        .model
        .content()
        .with_untracked(|model| model.as_ref().map(|model| model.project_roles.clone()).unwrap_or_default());
    let ladder = Ladder::of(&row, &role);
    let gives = |key: &str| {
        let source = ladder.source(key)?;
        let most = source.cells.values().map(|cell| cell.0).max().unwrap_or_default();
        (most > Access::None).then(|| (source.wins, source.cells.clone()))
    };
    let by_role = gives("role").or_else(|| gives("workspace_role"));
    let direct = gives("grant").map(|(wins, cells)| {
        let given = cells.into_iter().map(|(scope, cell)| (scope, cell.0)).collect();
        (wins, project_level(&given, &bundles))
    });
    let result = if row.resource.kind == "project" {
        match project_level(&row.permissions, &bundles) {
            level if level == "Custom" && ladder.is_all_of("role", &row.permissions) => role.clone(),
            level if level == "Custom" => tally(&row.permissions),
            level => level,
        }
    } else {
        tally(&row.permissions)
    };
    let level = pip(&row.permissions);
    let ends = ladder.ends();
    let name = row.resource.name.clone();
    let opened = RwSignal::new(false);
    let kind = row.resource.kind.clone();
    let row = StoredValue::new(row);
    let ladder = StoredValue::new(ladder);
    view! {
        <details class="disc erow" on:toggle=move |_| opened.set(true)>
            <summary>
                <span class="pname">
                    <span class="chev"><Icon name="right" small=true/></span>
                    {if kind == "organization" { view! { <Icon name="shield"/> }.into_any() } else { view! { <Tile name=name.clone()/> }.into_any() }}
                    <b class="med trunc">{name}</b>
                    {ends.map(|at| view! { <Ends at/> })}
                </span>
                {source("Role", by_role.map(|(wins, _)| (wins, role)))}
                {source("Direct", direct)}
                <span class="eff"><span class="acc"><Pip access=level/>{result}</span></span>
            </summary>
            {move || opened.get().then(|| view! { <Why subject member row ladder/> })}
        </details>
    }
}

fn source(label: &'static str, given: Option<(bool, String)>) -> impl IntoView {
    let (class, words) = match given {
        Some((true, words)) => ("src win", words),
        Some((false, words)) => ("src", words),
        None => ("src none", "–".to_owned()),
    };
    view! { <span class=class data-l=label>{words}</span> }
}
