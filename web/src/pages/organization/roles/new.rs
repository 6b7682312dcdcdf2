//! Starting a role from another: nothing is saved until the bar says so.

use leptos::prelude::*;

use super::super::logic::role_draft::RoleDraft;
use super::state::Roles;
use crate::components::{Button, Dialog, Look, Select, TextField};

/// The dialog. It opens with the key of the role to start from; an empty one leaves the choice to the form.
#[component]
pub(super) fn NewRole(roles: Roles) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if roles.starting.with(Option::is_some) {
            open.set(true);
        }
    });
    view! {
        <Dialog
            open
            title="New role"
            sub=Some("It starts as another one is now, and is yours to change. Nobody has it until you give it to them.".to_owned())
            on_close=move || roles.starting.set(None)
        >
            <Form roles open/>
        </Dialog>
    }
}

#[component]
fn Form(roles: Roles, open: RwSignal<bool>) -> impl IntoView {
    let wanted = roles.starting.get_untracked().filter(|key| !key.is_empty());
    let model = roles.model.content().get_untracked();
    let default = model.map(|model| model.default_role).unwrap_or_default();
    let from = RwSignal::new(wanted.unwrap_or(default));
    let name = RwSignal::new(String::new());
    let start = move || {
        let all = untrack(move || roles.model.roles());
        let Some(role) = all.iter().find(|role| from.with_untracked(|from| role.key == *from)) else {
            return;
        };
        let name = name.get_untracked().trim().to_owned();
        if !name.is_empty() {
            open.set(false);
            roles.start(RoleDraft::start(role, name));
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        start();
    };
    view! {
        <form class="stack" on:submit=submit>
            <div class="d-body stack">
                <TextField label="Name" value=name maxlength=100 autofocus=true/>
                <Select
                    label="Start from"
                    value=from
                    options=Signal::derive(move || roles.model.roles().into_iter().map(|role| (role.key, role.name)).collect::<Vec<_>>())
                    on_change=move |key: String| from.set(key)
                />
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary submit=true disabled=Signal::derive(move || name.with(|name| name.trim().is_empty()))>"Start role"</Button>
            </div>
        </form>
    }
}
