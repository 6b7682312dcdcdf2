//! The page and its head.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};

use super::super::parts::{NoAccess, asked_for};
use super::delete::DeleteRole;
use super::grid::RoleGrid;
use super::inspector::Inspector;
use super::new::NewRole;
use super::savebar::SaveBar;
use super::state::provide_roles;
use crate::components::{Button, Note, SkeletonRows};
use crate::here::use_here;
use crate::load::three_states;

/// `/{org}/roles`.
#[component]
pub(crate) fn RolesPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::Members, Access::View));
    move || {
        if allowed.get() {
            view! { <Allowed/> }.into_any()
        } else {
            view! { <NoAccess title="Roles" act="Seeing the roles" scope=CoreScope::Members/> }.into_any()
        }
    }
}

#[component]
fn Allowed() -> impl IntoView {
    let roles = provide_roles();
    let here = roles.here;
    asked_for("new", move || {
        if untrack(move || roles.locked()).is_none() {
            roles.starting.set(Some(String::new()));
        }
    });
    view! {
        <div class="page-head">
            <div>
                <h1>"Roles"</h1>
                <p class="sub">"What each role gives before groups and projects add to it. Built-in roles are fixed."</p>
            </div>
            <div class="row head-actions">
                <Button
                    icon="plus"
                    reason=Signal::derive(move || roles.locked())
                    on_press=move || roles.starting.set(Some(String::new()))
                >
                    "New role"
                </Button>
            </div>
        </div>
        {move || roles.plan_gate().filter(|_| here.can(CoreScope::Members, Access::Full)).map(|gate| view! {
            <Note tone="accent" icon="spark">{gate} " The built-in roles work as they are."</Note>
        })}
        {three_states(roles.list, "Roles", || view! { <SkeletonRows rows=8/> }, move |_| view! {
            <Inspector roles/>
            <RoleGrid roles/>
            <SaveBar roles/>
        })}
        <NewRole roles/>
        <DeleteRole roles/>
    }
}
