//! The bar over a selection, and the review: who changes, who does not, who is refused and why; then what
//! became of each.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, Preview};
use shared::access::{Access, CoreScope, Status};
use shared::members::wire::{BulkAction, BulkEdit, BulkResult, BulkStatus, Member};
use shared::problem::Code;

use super::super::invite_link::offer_reset;
use super::super::logic::effect::{Person, Review, short};
use super::super::logic::seats::{button, effect};
use super::super::logic::words::{count, refusal};
use super::super::seats::Ways;
use super::left_behind::LeftBehind;
use super::state::{Directory, use_directory};
use crate::client::{self, Failure};
use crate::components::{
    BulkBar, Button, Dialog, ExpiryField, FormProblem, Icon, Look, Note, Select, Show, use_toasts,
};
use crate::load::load;
use crate::undo;

/// The bar.
#[component]
pub(super) fn MembersBulk() -> impl IntoView {
    let directory = use_directory();
    let here = directory.here;
    let open = RwSignal::new(false);
    let action = RwSignal::new(BulkAction::ChangeRole);
    // How many there were when it was opened: who is done leaves the selection.
    let asked = RwSignal::new(0usize);
    let reason = Signal::derive(move || {
        (!here.can(CoreScope::Members, Access::Full))
            .then(|| crate::access::missing(here, "Changing members", CoreScope::Members, Access::Full))
    });
    let begin = move |act: BulkAction| {
        action.set(act);
        asked.set(directory.selection.with_untracked(|selection| selection.len()));
        open.set(true);
    };
    let deactivated_tab = move || directory.view.with(|view| view.tab.key()) != "active";
    // Those shown are all in it.
    let in_a_group = move || directory.view.with(|view| view.group.is_some());
    let active_tab = move || directory.view.with(|view| view.tab.key()) != "deactivated";
    view! {
        <BulkBar
            noun="members"
            selected=Signal::derive(move || directory.selection.with(|selection| selection.len()))
            out_of_view=Signal::derive(move || directory.selection.with(|selection| selection.out_of_view(&directory.ids())))
            on_clear=move || directory.selection.update(|selection| selection.clear())
        >
            <Button look=Look::Ghost icon="swap" reason on_press=move || begin(BulkAction::ChangeRole)>"Change role"</Button>
            <Show when=move || !directory.groups().is_empty()>
                <Button look=Look::Ghost icon="groups" reason on_press=move || begin(BulkAction::AddToGroup)>"Add to group"</Button>
            </Show>
            <Show when=in_a_group>
                <Button look=Look::Ghost icon="minus" reason on_press=move || begin(BulkAction::RemoveFromGroup)>"Take out of group"</Button>
            </Show>
            <Show when=active_tab>
                <Button look=Look::Ghost icon="calendar" reason on_press=move || begin(BulkAction::SetExpiry)>"Set an end"</Button>
                <Button look=Look::Ghost icon="ban" reason on_press=move || begin(BulkAction::Deactivate)>"Deactivate"</Button>
            </Show>
            <Show when=deactivated_tab>
                <Button look=Look::Ghost icon="undo" reason on_press=move || begin(BulkAction::Activate)>"Activate"</Button>
            </Show>
            <Button look=Look::Danger icon="leave" reason on_press=move || begin(BulkAction::Remove)>"Remove"</Button>
        </BulkBar>
        <Dialog
            open
            class="review"
            title=Signal::derive(move || title(action.get(), asked.get()))
            on_close=move || directory.rows.again()
        >
            <Body directory action=action.get_untracked() open/>
        </Dialog>
    }
}

fn title(action: BulkAction, n: usize) -> String {
    let people = count(n as u64, "person", "people");
    match action {
        BulkAction::ChangeRole => format!("Change the role of {people}"),
        BulkAction::AddToGroup => format!("Add {people} to a group"),
        BulkAction::RemoveFromGroup => format!("Take {people} out of a group"),
        BulkAction::SetExpiry => format!("Set when {people} leave"),
        BulkAction::Deactivate => format!("Deactivate {people}"),
        BulkAction::Activate => format!("Activate {people}"),
        BulkAction::Remove => format!("Remove {people}"),
    }
}

fn verb(action: BulkAction, n: usize) -> String {
    let people = count(n as u64, "person", "people");
    match action {
        BulkAction::ChangeRole | BulkAction::SetExpiry => format!("Change {people}"),
        BulkAction::AddToGroup => format!("Add {people}"),
        BulkAction::RemoveFromGroup => format!("Take out {people}"),
        BulkAction::Deactivate => format!("Deactivate {people}"),
        BulkAction::Activate => format!("Activate {people}"),
        BulkAction::Remove => format!("Remove {people}"),
    }
}

const fn consequence(action: BulkAction) -> &'static str {
    match action {
        BulkAction::ChangeRole => {
            "In force at once, for open sessions too. Everybody whose role changes is told."
        }
        BulkAction::Deactivate => {
            "Ends their sessions here now. Roles, grants and limits are kept for a return."
        }
        BulkAction::Activate => "Gives each the very same access back.",
        BulkAction::AddToGroup => "Gives each what the group has, at once.",
        BulkAction::RemoveFromGroup => {
            "Takes what came through the group, and nothing that a role, a grant or another group gives."
        }
        BulkAction::SetExpiry => "Their memberships give nothing any more from then on.",
        BulkAction::Remove => {
            "Ends all their access here for good. Coming back takes a new invitation, which brings none of it back."
        }
    }
}

#[component]
fn Body(directory: Directory, action: BulkAction, open: RwSignal<bool>) -> impl IntoView {
    let here = directory.here;
    let members = StoredValue::new(
        directory.selection.with_untracked(|selection| selection.in_order(&directory.ids_now())),
    );
    let known = StoredValue::new(people(directory, &members.get_value()));
    let first_role = directory
        .model
        .content()
        .with_untracked(|model| model.as_ref().map(|model| model.default_role.clone()));
    let role = RwSignal::new(first_role.unwrap_or_default());
    let of_a_group = matches!(action, BulkAction::AddToGroup | BulkAction::RemoveFromGroup);
    let shown = directory.view.with_untracked(|view| view.group.clone());
    let first_group = untrack(move || directory.groups()).first().map(|group| group.0.clone());
    let group = RwSignal::new(shown.or(first_group).unwrap_or_default());
    let ends = RwSignal::new(None);
    let edit = move || BulkEdit {
        action,
        members: members.get_value(),
        role: (action == BulkAction::ChangeRole).then(|| role.get()),
        group: of_a_group.then(|| group.get()),
        expires_at: (action == BulkAction::SetExpiry).then(|| ends.get()),
    };
    let preview = load(move || {
        let edit = edit();
        async move { client::post::<Preview>(here.path("/members/bulk?preview=true"), &edit).await }
    });
    let (busy, failure, done) =
        (RwSignal::new(false), RwSignal::new(None::<Failure>), RwSignal::new(None::<Changed<BulkResult>>));
    let review = Memo::new(move |_| {
        let (role, ends) = (role.get(), ends.get());
        preview.content().with(|preview| {
            Some(Review::of(&known.get_value(), preview.as_ref()?, |id| {
                same(directory, id, action, &role, ends)
            }))
        })
    });
    let toasts = use_toasts();
    let send = move || {
        busy.set(true);
        failure.set(None);
        let edit = untrack(edit);
        spawn_local(async move {
            match client::post::<Changed<BulkResult>>(here.path("/members/bulk"), &edit).await {
                Ok(result) => {
                    for outcome in &result.object.results {
                        if outcome.status != BulkStatus::Refused {
                            directory.selection.update(|selection| selection.forget(&outcome.member));
                        }
                    }
                    let applied = result.object.results.iter();
                    let applied = applied.filter(|outcome| outcome.status == BulkStatus::Applied).count();
                    if applied > 0 {
                        let said = format!("Done for {}", count(applied as u64, "person", "people"));
                        let version = Some(result.object.version);
                        undo::done(toasts, here.path(""), version, said, move || directory.rows.again());
                    }
                    done.set(Some(result));
                    if matches!(action, BulkAction::Deactivate | BulkAction::Remove) {
                        offer_reset(&here.path("/members"), toasts);
                    }
                }
                Err(problem) => failure.set(Some(problem)),
            }
            busy.set(false);
        });
    };
    let going = move || review.with(|review| review.as_ref().map_or(0, |review| review.changes.len()));
    let roles = Signal::derive(move || {
        directory.roles().into_iter().map(|role| (role.key, role.name)).collect::<Vec<_>>()
    });
    view! {
        <div class="d-body stack">
            {move || match done.get() {
                Some(result) => view! { <Outcomes known=known.get_value() result/> }.into_any(),
                None => view! {
                    {(action == BulkAction::ChangeRole).then(|| view! {
                        <Select label="New role" value=role options=roles on_change=move |key: String| role.set(key)/>
                    })}
                    {of_a_group.then(|| view! {
                        <Select label="Group" value=group options=Signal::derive(move || directory.groups()) on_change=move |key: String| group.set(key)/>
                    })}
                    {(action == BulkAction::SetExpiry).then(|| view! { <ExpiryField label="Memberships end" value=ends/> })}
                    <p class="muted">{consequence(action)}</p>
                    <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
                    <Blocks review/>
                    {matches!(action, BulkAction::Deactivate | BulkAction::Remove).then(|| view! { <LeftBehind review/> })}
                    {move || preview.content().with(|preview| preview.as_ref().map(|preview| view! {
                        <p class="faint sm">{short(&preview.changes)} " " {effect(preview.seats)}</p>
                    }))}
                    <Show when=move || preview.content().with(|preview| {
                        preview.iter().flat_map(|preview| &preview.problems).any(|problem| problem.code == Code::NoSeat.key())
                    })>
                        <Note tone="warn" icon="seat"><b>"No seat is free for everybody. "</b><Ways/></Note>
                    </Show>
                }.into_any(),
            }}
        </div>
        <div class="d-foot">
            <span class="push"></span>
            {move || if done.with(Option::is_some) {
                view! { <Button look=Look::Primary on_press=move || open.set(false)>"Done"</Button> }.into_any()
            } else {
                view! {
                    <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                    <Button
                        look=if action == BulkAction::Remove { Look::DangerSolid } else { Look::Primary }
                        busy=Signal::derive(move || busy.get() || preview.busy().get())
                        disabled=Signal::derive(move || going() == 0)
                        on_press=send
                    >
                        {move || {
                            let seats = preview.content().with(|preview| preview.as_ref().map(|preview| preview.seats));
                            button(verb(action, going()), seats)
                        }}
                    </Button>
                }.into_any()
            }}
        </div>
    }
}

fn found(directory: Directory, id: &str) -> Option<Member> {
    directory.member(id.parse().ok()?)
}

fn people(directory: Directory, ids: &[String]) -> Vec<Person> {
    ids.iter()
        .map(|id| Person {
            id: id.clone(),
            name: found(directory, id)
                .map_or_else(|| "Somebody out of view".to_owned(), |member| member.user.name),
        })
        .collect()
}

fn same(directory: Directory, id: &str, action: BulkAction, role: &str, ends: Option<DateTime<Utc>>) -> bool {
    found(directory, id).is_some_and(|member| match action {
        BulkAction::ChangeRole => member.role.key == role,
        BulkAction::Deactivate => member.status == Status::Deactivated,
        BulkAction::Activate => member.status == Status::Active,
        BulkAction::SetExpiry => member.expires_at == ends,
        BulkAction::Remove | BulkAction::AddToGroup | BulkAction::RemoveFromGroup => false,
    })
}

#[component]
fn Blocks(review: Memo<Option<Review>>) -> impl IntoView {
    let block = |title: &'static str, rows: Vec<(String, String)>| {
        (!rows.is_empty()).then(|| {
            view! {
                <section class="block">
                    <h3>{title} <span class="faint num">{rows.len()}</span></h3>
                    <ul>
                        {rows.into_iter().map(|(name, said)| view! { <li><span class="grow trunc">{name}</span><span class="push">{said}</span></li> }).collect_view()}
                    </ul>
                </section>
            }
        })
    };
    move || {
        review.get().map(|Review { changes, unchanged, refused }| {
            view! {
                {block("Will change", changes.into_iter().map(|(person, totals)| (person.name, totals.text())).collect())}
                {block("Already so", unchanged.into_iter().map(|person| (person.name, String::new())).collect())}
                {block("Refused", refused.into_iter().map(|(person, code)| (person.name, refusal(&code))).collect())}
            }
        })
    }
}

#[component]
fn Outcomes(known: Vec<Person>, result: Changed<BulkResult>) -> impl IntoView {
    let Changed { object: result, changes } = result;
    let applied = result.results.iter().filter(|outcome| outcome.status == BulkStatus::Applied).count();
    let refused = result.results.iter().filter(|outcome| outcome.status == BulkStatus::Refused).count();
    let without = result.results.iter().any(|outcome| outcome.code.as_deref() == Some(Code::NoSeat.key()));
    let said = match (applied, refused) {
        (applied, 0) => format!("Done for {}.", count(applied as u64, "person", "people")),
        (applied, refused) => {
            format!("Done for {}, refused for {refused}.", count(applied as u64, "person", "people"))
        }
    };
    view! {
        <p role="status"><b>{said}</b> " " {short(&changes)}</p>
        {without.then(|| view! { <Note tone="warn" icon="seat"><b>"No seat is free for everybody. "</b><Ways/></Note> })}
        <ul class="results">
            {result.results.into_iter().map(|outcome| {
                let person = known.iter().find(|person| person.id == outcome.member);
                let name = person.map_or_else(|| outcome.member.clone(), |person| person.name.clone());
                let (icon, words) = match outcome.status {
                    BulkStatus::Applied => ("check", "Done".to_owned()),
                    BulkStatus::Unchanged => ("check", "It was so already".to_owned()),
                    BulkStatus::Refused => ("alert", refusal(outcome.code.as_deref().unwrap_or_default())),
                };
                view! { <li><Icon name=icon/><span class="grow">{name}</span><span class="faint sm">{words}</span></li> }
            }).collect_view()}
        </ul>
    }
}
