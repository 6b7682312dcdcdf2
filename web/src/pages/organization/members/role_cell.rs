//! A member's role, and choosing another with what it would do beside it. A press applies it at once.

use leptos::prelude::*;
use shared::access::wire::{RoleBody, RoleRef};
use shared::access::{Access, CoreScope};
use shared::members::wire::Member;

use super::super::common::{self, PageNames};
use super::super::keys::close_menu;
use super::super::logic::effect::{headline, impacts, merged};
use super::super::logic::in_page::{Act, InPage, why_not};
use super::act::use_acts;
use super::state::Directory;
use crate::components::{Icon, Menu};
use crate::load::Load;

/// The role: words for a reader, a menu for somebody who may change members.
#[component]
pub(super) fn RoleCell(directory: Directory, member: Signal<Member>) -> impl IntoView {
    let here = directory.here;
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    let name = move || member.with(|member| member.role.name.clone());
    move || {
        if !may.get() {
            return name.into_any();
        }
        let label =
            move || member.with(|member| format!("Role of {}: {}", member.user.name, member.role.name));
        view! {
            <Menu
                label=Signal::derive(label)
                button_label=Signal::derive(move || Some(label()))
                class="btn ghost sm rolebtn"
                trigger=move || view! { <span>{name}</span> <Icon name="down" small=true/> }.into_any()
            >
                <Choices directory member/>
            </Menu>
        }
        .into_any()
    }
}

#[component]
fn Choices(directory: Directory, member: Signal<Member>) -> impl IntoView {
    let here = directory.here;
    let id = member.get_untracked().id;
    let page: Load<Option<InPage>> = common::in_page(move || vec![id]);
    let names = Memo::new(move |_| {
        directory.model.content().with(|model| {
            directory
                .places
                .content()
                .with(|places| PageNames::new(here, model.as_ref(), places.as_deref().unwrap_or_default()))
        })
    });
    // The role that the pointer or the focus is on.
    let looked_at = RwSignal::new(None::<RoleBody>);
    let effect = move || {
        let to = looked_at.get()?;
        let from = member.with(|member| member.role.name.clone());
        if to.name == from {
            return Some(("They have this role now.".to_owned(), String::new()));
        }
        page.content().with(|page| {
            let page = page.as_ref()?.as_ref()?;
            match page.attempt(id, &Act::ChangeRole(to.key.clone())) {
                Ok(changes) => {
                    let impacts = names.with(|names| impacts(&changes, names));
                    let detail: Vec<String> = merged(&impacts).into_iter().take(3).collect();
                    Some((headline(&format!("Changing {from} to {}", to.name), &impacts), detail.join(" ")))
                }
                Err(denied) => Some((why_not(denied).to_owned(), String::new())),
            }
        })
    };
    view! {
        <div class="rolepick">
            {move || directory.roles().into_iter().map(|role| view! { <Choice directory member page role looked_at/> }).collect_view()}
            <hr/>
            <div class="effect" role="status">
                {move || match effect() {
                    Some((headline, detail)) => view! {
                        <b class="sm">{headline}</b>
                        {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
                    }.into_any(),
                    None => view! { <p>"In force at once, for open sessions too. They are told."</p> }.into_any(),
                }}
            </div>
        </div>
    }
}

#[component]
fn Choice(
    directory: Directory,
    member: Signal<Member>,
    page: Load<Option<InPage>>,
    role: RoleBody,
    looked_at: RwSignal<Option<RoleBody>>,
) -> impl IntoView {
    let acts = use_acts();
    let id = member.get_untracked().id;
    let role = StoredValue::new(role);
    let key = move || role.with_value(|role| role.key.clone());
    let current = move || member.with(|member| role.with_value(|role| member.role.key == role.key));
    let here = directory.here;
    let reason = move || {
        if current() {
            return None;
        }
        if let Some(seen) = here.read_only() {
            return Some(seen);
        }
        page.content().with(|page| {
            page.as_ref()?
                .as_ref()?
                .attempt(id, &Act::ChangeRole(key()))
                .err()
                .map(|denied| why_not(denied).to_owned())
        })
    };
    let look = move || looked_at.set(Some(role.get_value()));
    view! {
        <button
            type="button"
            role="menuitemradio"
            tabindex="-1"
            class="mi"
            aria-checked=move || current().to_string()
            aria-disabled=move || reason().is_some().then_some("true")
            on:mouseenter=move |_| look()
            on:focus=move |_| look()
            on:click=move |_| {
                if reason().is_none() {
                    close_menu();
                    let to = role.with_value(|role| RoleRef { id: role.id, key: role.key.clone(), name: role.name.clone() });
                    acts.change_role(member.get_untracked(), to);
                }
            }
        >
            <span>
                {role.with_value(|role| role.name.clone())}
                <small>{move || reason().unwrap_or_else(|| role.with_value(|role| role.description.clone()))}</small>
            </span>
            <span class="end">{move || current().then(|| view! { <Icon name="check"/> })}</span>
        </button>
    }
}
