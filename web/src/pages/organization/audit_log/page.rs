//! The page: filters in the address, entries by day, the older ones on demand.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::audit_log::wire::AuditEntry;
use shared::list::Page as ListPage;
use shared::members::wire::Member;

use super::super::common::{self, names_by_id};
use super::super::logic::audit_view::{ACTIONS, Range, View};
use super::super::logic::words::count;
use super::super::parts::NoAccess;
use super::entry::Entry;
use crate::client;
use crate::components::{
    Art, Button, Empty, FilterChip, For, Icon, Look, Menu, MenuChoice, Show, SkeletonRows,
};
use crate::here::use_here;
use crate::live::use_live;
use crate::load::{Load, load, three_states};
use crate::query;
use crate::router::{Router, use_router};
use crate::time;

/// `/{org}/audit-log`.
#[component]
pub(crate) fn AuditLogPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::Audit, Access::View));
    move || {
        if allowed.get() {
            view! { <Allowed/> }.into_any()
        } else {
            view! { <NoAccess title="Audit log" act="Reading the audit log" scope=CoreScope::Audit/> }
                .into_any()
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Entries {
    entries: Vec<AuditEntry>,
    more: bool,
}

#[component]
fn Allowed() -> impl IntoView {
    let (here, live, router) = (use_here(), use_live(), use_router());
    let shown = Memo::new(move |_| View::read(&router.query().get()));
    let pages = RwSignal::new(1u32);
    let log: Load<Entries> = load(move || {
        live.follow();
        let (view, pages) = (shown.get(), pages.get());
        async move {
            let mut found = Entries::default();
            let mut cursor = None;
            for _ in 0..pages {
                let asked = view.request(time::now(), cursor.take());
                let page: ListPage<AuditEntry> =
                    client::get(here.path(&format!("/audit-log{}", query::of(&asked)))).await?;
                found.entries.extend(page.data);
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            found.more = cursor.is_some();
            Ok(found)
        }
    });
    let names: Load<BTreeMap<String, String>> = load(move || {
        // In somebody else's view the places that they see have names, and no others.
        here.seen().track();
        async move { Ok(names_by_id(&common::places(here).await?)) }
    });
    let names = Signal::derive(move || names.content().get().unwrap_or_default());
    let show = move |view: View| {
        pages.set(1);
        router.push_query(&view.write());
    };
    view! {
        <div class="page-head">
            <div>
                <h1>"Audit log"</h1>
                <p class="sub">"Who changed whose access, and what was refused. Entries cannot be edited."</p>
            </div>
        </div>
        <Filters shown router pages/>
        {three_states(log, "The audit log", || view! { <SkeletonRows/> }, move |content: Signal<Entries>| view! {
            <Days content names/>
            {move || content.with(|content| content.entries.is_empty()).then(|| view! {
                <Empty art=Art::Log title="Nothing happened here" text="No entry matches.">
                    {shown.with(View::is_filtered).then(|| view! {
                        <Button reads=true on_press=move || show(View::default())>"Clear filters"</Button>
                    })}
                </Empty>
            })}
            <div class="t-foot" style:border="0">
                <Show when=move || content.with(|content| content.more)>
                    <Button reads=true busy=log.busy() on_press=move || pages.update(|pages| *pages += 1)>"Load older"</Button>
                </Show>
                <span class="push">{move || count(content.with(|content| content.entries.len() as u64), "entry shown", "entries shown")}</span>
            </div>
        })}
    }
}

/// The entries under the day that they happened on, in the reader's time.
#[component]
fn Days(content: Signal<Entries>, names: Signal<BTreeMap<String, String>>) -> impl IntoView {
    let days = Memo::new(move |_| {
        let mut days: Vec<(NaiveDate, Vec<AuditEntry>)> = Vec::new();
        content.with(|content| {
            for entry in &content.entries {
                let day = time::local(entry.at).date_naive();
                match days.last_mut() {
                    Some((last, entries)) if *last == day => entries.push(entry.clone()),
                    _ => days.push((day, vec![entry.clone()])),
                }
            }
        });
        days
    });
    view! {
        <div class="feed" role="region" aria-label="Audit entries">
            <For each=move || days.get() key=|(day, entries)| (*day, entries.len(), entries.first().map(|entry| entry.id)) let((day, entries))>
                <h2 class="day">{name(day)} " " <span>{full(day)}</span></h2>
                {entries.into_iter().map(|entry| view! { <Entry entry names/> }).collect_view()}
            </For>
        </div>
    }
}

fn name(day: NaiveDate) -> &'static str {
    let today = time::local(time::now()).date_naive();
    match today.num_days_from_ce() - day.num_days_from_ce() {
        0 => "Today",
        1 => "Yesterday",
        _ => "",
    }
}

fn full(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

#[component]
fn Filters(shown: Memo<View>, router: Router, pages: RwSignal<u32>) -> impl IntoView {
    let here = use_here();
    // Names for actors and targets; the log itself is not searched for them.
    let members: Load<Vec<Member>> = load(move || async move {
        let page: ListPage<Member> =
            client::get(here.path("/members?status=all&limit=200&sort=name")).await?;
        Ok(page.data)
    });
    let change = move |change: &dyn Fn(&mut View)| {
        let mut view = shown.get_untracked();
        change(&mut view);
        pages.set(1);
        router.push_query(&view.write());
    };
    let people = move || members.content().with(|members| members.clone().unwrap_or_default());
    let named = move |id: &str| {
        people()
            .into_iter()
            .find(|member| member.id.to_string() == id || member.user.id.to_string() == id)
            .map_or_else(|| id.to_owned(), |member| member.user.name)
    };
    view! {
        <div class="toolbar filters">
            <Menu label="Actor" trigger=|| view! { <Icon name="plus"/> "Actor" }.into_any()>
                {move || people().into_iter().map(|member| {
                    let (id, mine) = (member.user.id.to_string(), member.user.id.to_string());
                    view! {
                        <MenuChoice
                            checked=Signal::derive(move || shown.with(|view| view.actor.as_ref() == Some(&mine)))
                            on_choose=move || change(&|view| view.actor = Some(id.clone()))
                        ><span>{member.user.name}</span></MenuChoice>
                    }
                }).collect_view()}
            </Menu>
            <Menu label="Action" trigger=|| view! { <Icon name="plus"/> "Action" }.into_any()>
                {ACTIONS.into_iter().map(|(key, words)| view! {
                    <MenuChoice
                        checked=Signal::derive(move || shown.with(|view| view.action.as_deref() == Some(key)))
                        on_choose=move || change(&|view| view.action = Some(key.to_owned()))
                    ><span>{words}</span></MenuChoice>
                }).collect_view()}
            </Menu>
            <Menu label="Target" trigger=|| view! { <Icon name="plus"/> "Target" }.into_any()>
                {move || people().into_iter().map(|member| {
                    let (id, mine) = (member.id.to_string(), member.id.to_string());
                    view! {
                        <MenuChoice
                            checked=Signal::derive(move || shown.with(|view| view.target.as_ref() == Some(&mine)))
                            on_choose=move || change(&|view| view.target = Some(id.clone()))
                        ><span>{member.user.name}</span></MenuChoice>
                    }
                }).collect_view()}
            </Menu>
            <Menu label="Time" trigger=|| view! { <Icon name="clock"/> "Time" }.into_any()>
                {Range::ALL.into_iter().map(|range| view! {
                    <MenuChoice
                        checked=Signal::derive(move || shown.with(|view| view.range == range))
                        on_choose=move || change(&|view| view.range = range)
                    ><span>{range.label()}</span></MenuChoice>
                }).collect_view()}
            </Menu>
            {move || {
                let view = shown.get();
                view! {
                    {view.actor.map(|id| view! { <FilterChip label="Actor" value=named(&id) on_remove=move || change(&|view| view.actor = None)/> })}
                    {view.action.map(|key| view! {
                        <FilterChip label="Action"
                            value=ACTIONS.into_iter().find(|one| one.0 == key).map_or(key.clone(), |one| one.1.to_owned())
                            on_remove=move || change(&|view| view.action = None)
                        />
                    })}
                    {view.target.map(|id| view! { <FilterChip label="Target" value=named(&id) on_remove=move || change(&|view| view.target = None)/> })}
                    {(view.range != Range::All).then(|| view! {
                        <FilterChip label="Time" value=view.range.label().to_owned() on_remove=move || change(&|view| view.range = Range::All)/>
                    })}
                }
            }}
            <Show when=move || shown.with(View::is_filtered)>
                <Button reads=true look=Look::Ghost on_press=move || change(&|view| *view = View::default())>"Clear filters"</Button>
            </Show>
        </div>
    }
}
