//! Deleting a role of one's own: who had it gets another, and what that does stands there before.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{AccessChange, Preview, RoleBody};
use shared::roles::wire::DeleteRoleQuery;

use super::super::logic::effect::{by_person, short};
use super::super::logic::words::{count, list};
use super::state::Roles;
use crate::client::{self, Call, Failure};
use crate::components::{Button, Dialog, FormProblem, Look, Select};
use crate::load::load;
use crate::query;
use crate::undo;

#[component]
pub(super) fn DeleteRole(roles: Roles) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if roles.deleting.with(Option::is_some) {
            open.set(true);
        }
    });
    view! {
        <Dialog
            open
            class="review"
            title=Signal::derive(move || roles.deleting.with(|role| role.as_ref().map(|role| format!("Delete {}?", role.name)).unwrap_or_default()))
            on_close=move || roles.deleting.set(None)
        >
            {move || roles.deleting.get().map(|role| view! { <Body roles role open/> })}
        </Dialog>
    }
}

#[component]
fn Body(roles: Roles, role: RoleBody, open: RwSignal<bool>) -> impl IntoView {
    let here = roles.here;
    let id = role.id;
    let name = role.name.clone();
    let default = roles.model.content().get_untracked().map(|model| model.default_role).unwrap_or_default();
    let replacement = RwSignal::new(default);
    let path = move || {
        let query = DeleteRoleQuery { replacement: Some(replacement.get()) };
        here.path(&format!("/roles/{id}{}", query::of(&query)))
    };
    let preview = load(move || {
        let path = format!("{}&preview=true", path());
        async move { client::delete::<Preview>(path).await }
    });
    let hangs = roles.list.content().with_untracked(|all| {
        all.iter().flatten().find(|one| one.role.id == id).map(|one| {
            let mut parts = Vec::new();
            for (n, one, many) in [
                (one.members_count, "person has it", "people have it"),
                (one.overrides_count, "place in a workspace is of it", "places in workspaces are of it"),
                (one.invitations_count, "open invitation offers it", "open invitations offer it"),
            ] {
                if n > 0 {
                    parts.push(count(n, one, many));
                }
            }
            parts
        })
    });
    let hangs = hangs.unwrap_or_default();
    let used = !hangs.is_empty();
    let options = Signal::derive(move || {
        roles
            .model
            .roles()
            .into_iter()
            .filter(|one| one.id != id)
            .map(|one| (one.key, one.name))
            .collect::<Vec<_>>()
    });
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let gone = name.clone();
    let send = move || {
        busy.set(true);
        failure.set(None);
        let (path, gone, base) = (untrack(path), gone.clone(), roles.here.path(""));
        spawn_local(async move {
            match client::act::<serde_json::Value>(Call::delete(path)).await {
                Ok((_, version)) => {
                    let said = format!("{gone} is deleted");
                    undo::done(roles.toasts, base, version, said, move || roles.again());
                    let _ = open.try_set(false);
                    roles.drafts.try_update(|drafts| drafts.remove(&id));
                    roles.list.update(|list| list.retain(|one| one.role.id != id));
                    roles.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let said = if used {
        format!("{}.", capital(&list(&hangs)))
    } else {
        "Nobody has it, and nobody is invited with it.".to_owned()
    };
    view! {
        <div class="d-body stack">
            <p>{said}</p>
            {used.then(|| view! {
                <Select label="They get" value=replacement options on_change=move |key: String| replacement.set(key)/>
            })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
            {move || preview.content().with(|preview| preview.as_ref().map(|preview| view! {
                <p role="status"><b class="med">{short(&preview.changes)}</b></p>
                <People roles changes=preview.changes.data.clone()/>
            }))}
            <p class="muted">"In force at once. A role that is deleted does not come back; the audit log keeps what it said."</p>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
            <Button
                look=Look::DangerSolid
                busy=Signal::derive(move || busy.get() || preview.busy().get())
                disabled=Signal::derive(move || preview.failure().with(Option::is_some))
                on_press=send
            >
                "Delete " {name}
            </Button>
        </div>
    }
}

#[component]
fn People(roles: Roles, changes: Vec<AccessChange>) -> impl IntoView {
    let rows = by_person(&changes);
    view! {
        <ul class="impact scroll">
            {rows.into_iter().map(|(member, totals)| view! {
                <li><span class="n">{roles.name_of(member)}</span><span class="num">{totals.text()}</span></li>
            }).collect_view()}
        </ul>
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
