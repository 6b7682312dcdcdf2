//! Trying another role: what it would take and give, before anything is saved. The button saves it.

use leptos::prelude::*;
use shared::access::wire::RoleRef;
use shared::access::{Access, CoreScope, Status};
use shared::members::wire::Member;

use super::super::common::{PageNames, offered};
use super::super::logic::effect::{Impact, headline, impacts};
use super::super::logic::in_page::{Act, why_not};
use super::super::logic::seats::turn;
use super::super::logic::words::first_name;
use super::super::parts::Impacts;
use super::state::Subject;
use crate::components::{Button, Icon, Look, Select, Size, Tag};

/// For whoever may change members; nothing for others.
#[component]
pub(super) fn WhatIf(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let may = Memo::new(move |_| subject.here.can(CoreScope::Members, Access::Full));
    move || may.get().then(|| view! { <Panel subject member/> })
}

/// What trying a role found.
#[derive(Clone, PartialEq)]
enum Found {
    Computing,
    Refused(&'static str),
    Effect(Vec<Impact>),
}

#[component]
fn Panel(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let here = subject.here;
    let wanted = RwSignal::new(String::new());
    let from = move || member.with(|member| member.role.clone());
    let rests = Memo::new(move |_| member.with(|member| member.status == Status::Deactivated));
    let roles = Memo::new(move |_| {
        // The next one down first, then those above, the nearest first: less is what is tried most.
        let own = from().key;
        subject.model.content().with(|model| {
            let all = model.as_ref().map(offered).unwrap_or_default();
            let at = all.iter().position(|role| role.key == own).unwrap_or(all.len());
            let (above, below) = all.split_at(at);
            let roles = below.iter().skip(1).chain(above.iter().rev());
            roles
                .map(|role| RoleRef { id: role.id, key: role.key.clone(), name: role.name.clone() })
                .collect::<Vec<_>>()
        })
    });
    // The chosen role, else the first that may be given.
    let to = Memo::new(move |_| {
        let wanted = wanted.get();
        let allowed = |key: &str| {
            subject.page.content().with(|page| {
                page.as_ref()
                    .and_then(Option::as_ref)
                    .is_some_and(|page| page.attempt(subject.id, &Act::ChangeRole(key.to_owned())).is_ok())
            })
        };
        roles.with(|roles| {
            let chosen = roles.iter().find(|role| role.key == wanted);
            chosen.or_else(|| roles.iter().find(|role| allowed(&role.key))).or_else(|| roles.first()).cloned()
        })
    });
    let found = Memo::new(move |_| {
        let Some(to) = to.get() else { return Found::Computing };
        let names = subject.model.content().with(|model| {
            subject
                .places
                .content()
                .with(|places| PageNames::new(here, model.as_ref(), places.as_deref().unwrap_or_default()))
        });
        subject.page.content().with(|page| {
            let Some(page) = page.as_ref().and_then(Option::as_ref) else { return Found::Computing };
            // Whoever is deactivated can do nothing as it is: what counts is their return.
            let back = if rests.get() { page.with_back(subject.id) } else { None };
            match back.as_ref().unwrap_or(page).attempt(subject.id, &Act::ChangeRole(to.key)) {
                Ok(changes) => Found::Effect(impacts(&changes, &names)),
                Err(denied) => Found::Refused(why_not(denied)),
            }
        })
    });
    let options = Signal::derive(move || {
        roles.with(|roles| roles.iter().map(|role| (role.key.clone(), role.name.clone())).collect::<Vec<_>>())
    });
    let say = move || match (found.get(), to.get()) {
        (Found::Effect(impacts), Some(to)) => {
            let said = headline(&format!("Changing {} to {}", from().name, to.name), &impacts);
            if rests.get() { format!("{said}, once they are back") } else { said }
        }
        (Found::Refused(why), _) => why.to_owned(),
        _ => "Working it out".to_owned(),
    };
    let seat = move || {
        let act = Act::ChangeRole(to.get()?.key);
        let turn =
            subject.page.content().with(|page| Some(turn(page.as_ref()?.as_ref()?, subject.id, &act)))?;
        turn.words(subject.seats.get())
    };
    let apply = move || {
        if let Some(to) = to.get_untracked() {
            subject.change_role(untrack(from), to);
        }
    };
    view! {
        <aside class="card whatif" aria-labelledby="wi">
            <header><h2 id="wi" class="grow">"Try a change"</h2><Tag>"Nothing saved yet"</Tag></header>
            <div class="pad stack" style:--stack=".9rem">
                <div class="swap">
                    <span class="from">{move || from().name}</span>
                    <span class="arrow"><Icon name="arrow"/></span>
                    <Select
                        label="New role" quiet=true options
                        value=Signal::derive(move || to.get().map(|to| to.key).unwrap_or_default())
                        on_change=move |key: String| wanted.set(key)
                    />
                </div>
                <p class="headline" role="status">{say}</p>
                {move || seat().map(|words| view! { <p class="muted sm">{words}</p> })}
                <Impacts impacts=Signal::derive(move || match found.get() {
                    Found::Effect(impacts) => impacts,
                    Found::Computing | Found::Refused(_) => Vec::new(),
                })/>
            </div>
            <footer>
                <span class="grow">{move || if rests.get() { "For their return. " } else { "At once. " }} {move || member.with(|member| first_name(&member.user.name).to_owned())} " is told."</span>
                <Button
                    look=Look::Primary
                    size=Size::Small
                    reason=Signal::derive(move || match found.get() {
                        Found::Refused(why) => Some(why.to_owned()),
                        Found::Computing | Found::Effect(_) => None,
                    })
                    on_press=apply
                >
                    "Change to " {move || to.get().map(|to| to.name)}
                </Button>
            </footer>
        </aside>
    }
}
