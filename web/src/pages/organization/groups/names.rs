//! Making a group, giving it another name, deleting it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Preview;
use shared::groups::wire::{CreateGroup, EditGroup, Group};
use shared::text::Name;

use super::super::logic::effect::{by_person, short};
use super::super::logic::words::count;
use super::super::workspaces::{NameDialog, sends};
use super::state::Groups;
use crate::client::{self, Call, Failure};
use crate::components::{Button, Dialog, FormProblem, Look};
use crate::load::load;
use crate::undo;

#[component]
pub(super) fn NewGroup(groups: Groups) -> impl IntoView {
    let here = groups.here;
    let create = sends(move |name: Name| async move {
        let made: Group = client::post(here.path("/groups"), &CreateGroup { name }).await?;
        groups.toasts.done(format!("{} is there. Put somebody in, and give it a project.", made.name));
        groups.groups.update(|all| {
            all.push(made.clone());
            all.sort_by_key(|group| group.name.to_string().to_lowercase());
        });
        groups.show(made.id);
        groups.again();
        Ok(())
    });
    view! { <NameDialog open=groups.creating title="New group" verb="Create group" act=create/> }
}

/// The two dialogs of a group that is there.
#[component]
pub(super) fn GroupDialogs(
    groups: Groups,
    group: Group,
    renaming: RwSignal<bool>,
    deleting: RwSignal<bool>,
) -> impl IntoView {
    let id = group.id;
    let name = group.name.to_string();
    let rename = sends(move |name: Name| async move {
        let now: Group = client::patch(groups.path(id, ""), &EditGroup { name: Some(name) }).await?;
        groups.toasts.done(format!("It is called {} now", now.name));
        groups.again();
        Ok(())
    });
    let title = format!("Delete {name}?");
    view! {
        <NameDialog open=renaming title=format!("Rename {name}") initial=name.clone() verb="Rename" act=rename/>
        <Dialog open=deleting class="review" title>
            <Delete groups group=group.clone() open=deleting/>
        </Dialog>
    }
}

/// Deleting: what goes with it stands there first.
#[component]
fn Delete(groups: Groups, group: Group, open: RwSignal<bool>) -> impl IntoView {
    let path = StoredValue::new(groups.path(group.id, ""));
    let preview = load(move || {
        let path = format!("{}?preview=true", path.get_value());
        async move { client::delete::<Preview>(path).await }
    });
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let name = group.name.to_string();
    let gone = name.clone();
    let send = move || {
        busy.set(true);
        failure.set(None);
        let (gone, base) = (gone.clone(), groups.here.path(""));
        spawn_local(async move {
            match client::act::<serde_json::Value>(Call::delete(path.get_value())).await {
                Ok((_, version)) => {
                    let said = format!("{gone} is deleted");
                    undo::done(groups.toasts, base, version, said, move || groups.again());
                    let _ = open.try_set(false);
                    groups.groups.update(|all| all.retain(|one| one.id != group.id));
                    groups.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <div class="d-body stack">
            <p>
                {count(group.members_count, "person is", "people are")} " in it, and it gives "
                {count(group.grants_count, "place", "places")} ". What came through it goes with it; what a role, a grant of their own or another group gives stays."
            </p>
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
            {move || preview.content().with(|preview| preview.as_ref().map(|preview| view! {
                <p role="status"><b class="med">{short(&preview.changes)}</b></p>
                <ul class="impact scroll">
                    {by_person(&preview.changes.data).into_iter().map(|(member, totals)| view! {
                        <li><span class="n">{groups.name(member)}</span><span class="num">{totals.text()}</span></li>
                    }).collect_view()}
                </ul>
                {(!preview.kept.is_empty()).then(|| view! {
                    <p class="muted sm">{count(preview.kept.len() as u64, "place stays open", "places stay open")} " to somebody through something else."</p>
                })}
            }))}
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
            <Button look=Look::DangerSolid busy=Signal::derive(move || busy.get() || preview.busy().get()) on_press=send>"Delete " {name}</Button>
        </div>
    }
}
