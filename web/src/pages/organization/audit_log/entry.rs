//! One entry: the sentence first, the key second; opened, the difference and the circumstances.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::audit_log::wire::{AuditEntry, AuditOutcome};

use super::super::logic::audit::{Piece, difference, refusal, sentence};
use super::super::logic::words::number;
use crate::components::{Avatar, Button, Icon, Size, Tag, use_toasts};
use crate::here::use_here;
use crate::routes::Page;
use crate::time;
use crate::undo;

/// Who did what, in a line.
#[component]
pub(crate) fn Sentence(entry: AuditEntry) -> impl IntoView {
    let refused = entry.outcome == AuditOutcome::Refused;
    view! {
        <span class="txt">
            {sentence(&entry).into_iter().map(|piece| match piece {
                Piece::Text(text) => text.into_any(),
                Piece::Name(name) => view! { <b>{name}</b> }.into_any(),
                Piece::Step(before, after) => view! {
                    <span class="chg">{before} <Icon name="arrow" small=true/> <b>{after}</b></span>
                }.into_any(),
            }).collect_view()}
            {refused.then(|| view! { " " <Tag tone="danger">"Refused"</Tag> })}
        </span>
    }
}

#[component]
pub(super) fn Entry(entry: AuditEntry, names: Signal<BTreeMap<String, String>>) -> impl IntoView {
    let at = time::local(entry.at);
    let class = if entry.outcome == AuditOutcome::Refused { "ev disc denied" } else { "ev disc" };
    let person = matches!(entry.actor.kind.as_str(), "user" | "member");
    let opened = RwSignal::new(false);
    let kept = StoredValue::new(entry.clone());
    view! {
        <details class=class on:toggle=move |_| opened.set(true)>
            <summary>
                <span class="chev"><Icon name="right" small=true/></span>
                <time datetime=entry.at.to_rfc3339()>{at.format("%H:%M").to_string()}</time>
                <Avatar name=entry.actor.name.clone() size="1.75rem" class=if person { "" } else { "sys" }/>
                <Sentence entry=entry.clone()/>
                <span class="act">{entry.action.clone()}</span>
                <span class="ver">{entry.version.map_or_else(|| "–".to_owned(), |version| format!("v{version}"))}</span>
            </summary>
            {move || opened.get().then(|| names.with(|names| kept.with_value(|entry| detail(entry, names))))}
        </details>
    }
}

fn detail(entry: &AuditEntry, names: &BTreeMap<String, String>) -> impl IntoView + use<> {
    let lines = difference(&entry.before, &entry.after, names);
    let why = refusal(entry);
    let (here, toasts) = (use_here(), use_toasts());
    let back =
        here.can(CoreScope::Members, Access::Full).then(|| undo::can_be_undone(entry, time::now())).flatten();
    let target = entry.target.clone().map(|target| {
        if target.kind == "member" {
            view! { <a class="link" href=here.link(Page::Member(target.id))>{target.name}</a> }.into_any()
        } else {
            target.name.into_any()
        }
    });
    let fact = |name: &'static str, value: Option<String>, mono: bool| {
        value.map(|value| view! { <dt>{name}</dt><dd class=mono.then_some("mono")>{value}</dd> })
    };
    view! {
        <div class="detail">
            <div>
                {why.map(|why| view! { <h3>"Why it was refused"</h3><p>{why}</p> })}
                {if lines.is_empty() {
                    view! { <p class="faint">"Nothing else was recorded with this entry."</p> }.into_any()
                } else {
                    view! {
                        <h3>"What changed"</h3>
                        <div class="diff" tabindex="0" role="region" aria-label="Difference">
                            {lines.into_iter().map(|line| view! { <div class=line.class>{line.text}</div> }).collect_view()}
                        </div>
                    }.into_any()
                }}
            </div>
            <dl class="dl">
                {back.map(|version| view! {
                    <dt>"Undo"</dt>
                    <dd>
                        <Button size=Size::Small icon="undo" on_press=move || undo::undo(toasts, here.path(""), version, || ())>
                            {format!("Undo version {version}")}
                        </Button>
                    </dd>
                })}
                {fact("When", Some(time::local(entry.at).format("%-d %B %Y, %H:%M:%S").to_string()), false)}
                {fact("Actor", Some(entry.actor.name.clone()), false)}
                {target.map(|target| view! { <dt>"Target"</dt><dd>{target}</dd> })}
                {fact("Through", Some(entry.origin.clone()), false)}
                {fact("Address", entry.ip.clone(), true)}
                {fact("Client", entry.user_agent.clone(), false)}
                {fact("Request", entry.request_id.map(|id| id.to_string()), true)}
                {fact("Entry", Some(format!("#{}", number(entry.sequence))), true)}
                {fact("Hash", Some(entry.hash.chars().take(16).collect()), true)}
            </dl>
        </div>
    }
}
