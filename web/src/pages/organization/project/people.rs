//! Everybody with access: who, through what, how far; a row opens to its sources, each with taking it away.

use leptos::prelude::*;
use shared::access::Status;
use shared::ids::MemberId;
use shared::projects::wire::ProjectMember;

use super::super::logic::ladder::pip;
use super::super::logic::through::{gets, summary};
use super::super::logic::words::{count, number};
use super::super::parts::Ends;
use super::source::Sources;
use super::state::{Open, People as Found};
use crate::components::{
    Art, Avatar, Button, Empty, For, Icon, Pip, Search, Segment, Segments, Show, SkeletonRows, Tag,
};
use crate::load::three_states;

#[component]
pub(super) fn People(open: Open) -> impl IntoView {
    let filtered = move || !open.search.with(String::is_empty) || !open.through.with(String::is_empty);
    view! {
        <div class="toolbar" role="search">
            <Search label="Search people here" placeholder="Name or email" value=open.search on_search=move |text: String| {
                open.pages.set(1);
                open.search.set(text);
            }/>
            <Segments
                label="Through what"
                value=open.through
                options=vec![
                    Segment { key: "", words: "Everyone", icon: "" },
                    Segment { key: "role", words: "By role", icon: "" },
                    Segment { key: "direct", words: "Given here", icon: "" },
                    Segment { key: "group", words: "By group", icon: "" },
                ]
                on_change=move |key: String| {
                    open.pages.set(1);
                    open.through.set(key);
                }
            />
            <span class="push faint sm num" role="status">
                {move || open.people.content().with(|people| people.as_ref().and_then(|people| people.total)).map(|total| {
                    if filtered() { format!("{} found", number(total)) } else { count(total, "person", "people") }
                })}
            </span>
        </div>
        {three_states(open.people, "The people here", || view! { <SkeletonRows rows=5/> }, move |found: Signal<Found>| {
            let ids = Memo::new(move |_| found.with(|found| found.members.iter().map(|one| one.member).collect::<Vec<_>>()));
            view! {
                <section class="card" aria-label="People with access">
                    {move || ids.with(Vec::is_empty).then(|| view! {
                        <Empty art=Art::Search title="Nobody matches" text="Everybody who can open this project was searched."/>
                    })}
                    <div>
                        <div class="ehead"><span>"Member"</span><span>"Through"</span><span>"Ends"</span><span>"Gets"</span></div>
                        <For each=move || ids.get() key=|id| *id let:id>{one(open, found, id)}</For>
                    </div>
                </section>
                <Show when=move || found.with(|found| found.more)>
                    <div class="t-foot" style:border="0">
                        <Button busy=open.people.busy() on_press=move || open.pages.update(|pages| *pages += 1)>"Load more"</Button>
                    </div>
                </Show>
            }
        })}
    }
}

fn one(open: Open, found: Signal<Found>, id: MemberId) -> impl IntoView {
    let find = move |found: &Found| found.members.iter().find(|one| one.member == id).cloned();
    let first = found.with_untracked(find)?;
    let row = Memo::new(move |last: Option<&ProjectMember>| {
        found.with(find).or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    Some(view! { <Row open row=row.into()/> })
}

#[component]
fn Row(open: Open, row: Signal<ProjectMember>) -> impl IntoView {
    let opened = RwSignal::new(false);
    let name = Signal::derive(move || row.with(|row| row.user.name.clone()));
    let me = row.with_untracked(|row| row.member) == open.here.me();
    let access = Signal::derive(move || row.with(|row| pip(&row.permissions)));
    view! {
        <details class="disc erow" data-member=row.with_untracked(|row| row.member.to_string()) on:toggle=move |_| opened.set(true)>
            <summary>
                <span class="pname">
                    <span class="chev"><Icon name="right" small=true/></span>
                    <Avatar name size="1.75rem"/>
                    <span class="trunc">
                        <b class="med">{name}</b>
                        {me.then(|| view! { " " <Tag>"You"</Tag> })}
                        {move || row.with(|row| row.status == Status::Deactivated).then(|| view! { " " <Tag tone="line">"Deactivated"</Tag> })}
                        <span class="e">{move || row.with(|row| row.user.email.clone())}</span>
                    </span>
                </span>
                <span class="src" data-l="Through">{move || row.with(|row| summary(&row.sources))}</span>
                <span class="src" data-l="Ends">
                    {move || row.with(|row| row.expires_at).map(|at| view! { <Ends at/> })}
                </span>
                <span class="eff"><span class="acc"><Pip access/>{move || row.with(|row| gets(&row.level, &row.sources, &row.permissions))}</span></span>
            </summary>
            {move || opened.get().then(|| view! { <Sources open row/> })}
        </details>
    }
}
