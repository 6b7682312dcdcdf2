//! A member's role, and choosing another with what it would do beside it. A press applies it at once.

use std::sync::Arc;

use leptos::prelude::*;
use shared::access::wire::RoleRef;
use shared::access::{Access, CoreScope};
use shared::members::wire::Member;

use super::super::logic::in_page::Act;
use super::super::role_pick::{Choice, RolePick};
use super::act::use_acts;
use super::state::Directory;

/// The role: words for a reader, a menu for somebody who may change members.
#[component]
pub(super) fn RoleCell(directory: Directory, member: Signal<Member>) -> impl IntoView {
    let acts = use_acts();
    let here = directory.here;
    let id = member.get_untracked().id;
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    let name = move || member.with(|member| member.role.name.clone());
    let choices = Signal::derive(move || {
        let own = member.with(|member| member.role.clone());
        let mut choices: Vec<Choice> = (directory.roles().into_iter())
            .map(|role| Choice { key: role.key, name: role.name, description: role.description })
            .collect();
        // One that is not offered, as a guest's, is shown all the same where somebody has it.
        if !choices.iter().any(|choice| choice.key == own.key) {
            choices.push(Choice { key: own.key, name: own.name, description: String::new() });
        }
        choices
    });
    move || {
        if !may.get() {
            return name.into_any();
        }
        view! {
            <RolePick
                label=Signal::derive(move || member.with(|member| format!("Role of {}: {}", member.user.name, member.role.name)))
                member=id
                current=Signal::derive(move || member.with(|member| member.role.key.clone()))
                choices
                places=directory.places
                seats=directory.seats
                attempt=Arc::new(move |page, key| page.attempt(id, &Act::ChangeRole(key.to_owned())))
                on_choose=move |key: String| {
                    let role = directory.roles().into_iter().find(|role| role.key == key);
                    if let Some(role) = role {
                        let to = RoleRef { id: role.id, key: role.key, name: role.name };
                        acts.change_role(member.get_untracked(), to);
                    }
                }
            />
        }
        .into_any()
    }
}
