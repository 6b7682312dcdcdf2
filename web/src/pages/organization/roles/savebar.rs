//! What is not saved yet and what it would do: worked out in the page at once, then confirmed by the server.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{AccessChange, Changed, Changes, RoleBody};
use shared::roles::wire::{EditRole, Role};

use super::super::logic::effect::{Spread, by_person, impacts, merged, short};
use super::super::logic::role_draft::RoleDraft;
use super::super::logic::words::{count, number};
use super::state::{Effect, Roles};
use crate::client::{self, Failure};
use crate::components::{Button, Dialog, Icon, Look, Show, as_here, something_is_open};

#[component]
pub(super) fn SaveBar(roles: Roles) -> impl IntoView {
    let looking = RwSignal::new(false);
    let dirty =
        Memo::new(move |_| roles.is_editable() && roles.effect.with(|effect| *effect != Effect::Same));
    let keys = window_event_listener(ev::keydown, move |event| {
        let save = (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s");
        if save && !something_is_open() {
            event.prevent_default();
            if dirty.get_untracked() && refused(roles).is_none() {
                save_draft(roles);
            }
        }
    });
    on_cleanup(move || keys.remove());
    let title = move || {
        roles
            .with_draft(|draft| match draft.of {
                Some(_) => {
                    format!("{} to {}.", count(draft.changes() as u64, "change", "changes"), draft.now.name)
                }
                None => format!("{} is not saved yet.", draft.now.name),
            })
            .unwrap_or_default()
    };
    view! {
        <Show when=move || dirty.get()>
            <div class="savebar" role="region" aria-label="Unsaved changes">
                <span class="grow" role="status"><b class="med">{title}</b> " " <Figures roles/></span>
                <Show when=move || roles.effect.with(|effect| matches!(effect, Effect::Changes(changes) if !changes.is_empty()))>
                    <Button look=Look::Ghost on_press=move || looking.set(true)>"See who"</Button>
                </Show>
                <Button on_press=move || roles.discard()>"Discard"</Button>
                <Button
                    look=Look::Primary
                    busy=roles.saving
                    reason=Signal::derive(move || match roles.effect.get() {
                        Effect::Refused(why) => Some(why),
                        Effect::Computing => Some("Working out what it does".to_owned()),
                        Effect::Same | Effect::Changes(_) => None,
                    })
                    on_press=move || save_draft(roles)
                >
                    "Save role" <kbd aria-hidden="true">{as_here("⌘S")}</kbd>
                </Button>
            </div>
        </Show>
        <Dialog
            open=looking
            class="review"
            title=Signal::derive(move || format!("What changes with {}", roles.with_draft(|draft| draft.now.name.clone()).unwrap_or_default()))
        >
            <Who roles/>
        </Dialog>
    }
}

fn refused(roles: Roles) -> Option<String> {
    match roles.effect.get_untracked() {
        Effect::Refused(why) => Some(why),
        Effect::Computing => Some(String::new()),
        Effect::Same | Effect::Changes(_) => None,
    }
}

/// What the draft does: the page's own figures, and the server's once it has been asked.
#[component]
fn Figures(roles: Roles) -> impl IntoView {
    let confirmed = move || {
        let draft = roles.draft()?;
        roles.confirmed.with(|confirmed| {
            confirmed.as_ref().filter(|(of, _)| *of == draft).map(|(_, answer)| answer.clone())
        })
    };
    move || match (roles.effect.get(), confirmed()) {
        (Effect::Refused(why), _) => view! { <span class="warn-text">{why}</span> }.into_any(),
        (Effect::Computing, _) => view! { <span class="faint">"Working out what it does…"</span> }.into_any(),
        (Effect::Same, _) => ().into_any(),
        (Effect::Changes(_), Some(Err(failure))) => {
            view! { <span class="warn-text">{failure.detail()}</span> }.into_any()
        }
        (Effect::Changes(own), answer) => {
            let server = answer.and_then(Result::ok).map(|preview| preview.changes);
            view! { <Said roles own server/> }.into_any()
        }
    }
}

#[component]
fn Said(roles: Roles, own: Vec<AccessChange>, server: Option<Changes>) -> impl IntoView {
    let spread = Spread::of(&own);
    let checked = server.is_some();
    // The page has a part of a large organization: the server's figures are of all of it.
    let more = server.as_ref().is_some_and(|changes| changes.total > own.len() as u64);
    let figures = match (&server, spread.people, more) {
        (Some(changes), _, true) => view! { {short(changes)} }.into_any(),
        (_, 0, _) => {
            let nobody = match roles.shown.get().and_then(|id| roles.people(id)) {
                None | Some(0) => "Nobody has it yet.",
                Some(_) => "Nothing changes in what anybody can do.",
            };
            view! { <span class="muted">{nobody}</span> }.into_any()
        }
        (_, people, _) => view! {
            <span class="muted">
                "For " {count(people, "person", "people")} ": "
                {(spread.totals.gained > 0).then(|| view! {
                    <span class="delta plus">"+" {number(spread.totals.gained)}</span> " in " {spread.gained_in.clone()}
                })}
                {(spread.totals.gained > 0 && spread.totals.lost > 0).then_some(", ")}
                {(spread.totals.lost > 0).then(|| view! {
                    <span class="delta minus">"−" {number(spread.totals.lost)}</span> " in " {spread.lost_in.clone()}
                })}
                "."
            </span>
        }
        .into_any(),
    };
    view! {
        {figures}
        {checked.then(|| view! { <span class="faint sm checked"><Icon name="check" small=true/>"Confirmed by the server"</span> })}
    }
}

/// Everybody for whom something changes.
#[component]
fn Who(roles: Roles) -> impl IntoView {
    let rows = move || match roles.effect.get() {
        Effect::Changes(changes) => {
            let names = roles.names();
            by_person(&changes)
                .into_iter()
                .map(|(member, totals)| {
                    let own: Vec<AccessChange> =
                        changes.iter().filter(|change| change.member == Some(member)).cloned().collect();
                    let detail: Vec<String> = merged(&impacts(&own, &names)).into_iter().take(3).collect();
                    (roles.name_of(member), totals.text(), detail.join(" "))
                })
                .collect::<Vec<_>>()
        }
        Effect::Same | Effect::Computing | Effect::Refused(_) => Vec::new(),
    };
    view! {
        <div class="d-body stack">
            <p class="muted">"In force at once, for open sessions too. Everybody whose access changes is told."</p>
            <ul class="impact">
                {move || rows().into_iter().map(|(name, totals, detail)| view! {
                    <li><span class="n">{name}</span><span class="num">{totals}</span><span class="d">{detail}</span></li>
                }).collect_view()}
            </ul>
            {move || (roles.inactive() > 0).then(|| view! {
                <p class="faint sm">{count(roles.inactive() as u64, "deactivated person has", "deactivated people have")} " it too, and can do nothing now."</p>
            })}
        </div>
    }
}

fn save_draft(roles: Roles) {
    let Some(draft) = roles.draft_untracked() else { return };
    if roles.saving.get_untracked() {
        return;
    }
    roles.saving.set(true);
    let path = roles.here.path("/roles");
    let before = untrack(move || roles.shown_role());
    spawn_local(async move {
        let answer = send(&path, &draft).await;
        let _ = roles.saving.try_set(false);
        match answer {
            Some(Ok(changed)) => saved(roles, path, &draft, before, changed),
            Some(Err(failure)) => roles.toasts.not_done("Not saved", &failure),
            None => roles.toasts.failed("Not saved: the name or the description cannot be so."),
        }
    });
}

async fn send(path: &str, draft: &RoleDraft) -> Option<Result<Changed<Role>, Failure>> {
    Some(match draft.of {
        Some(id) => client::patch(format!("{path}/{id}"), &draft.to_edit()?).await,
        None => client::post(path, &draft.to_create()?).await,
    })
}

/// Says what it did, which is what was shown before; and how it is taken back.
fn saved(roles: Roles, path: String, draft: &RoleDraft, before: Option<RoleBody>, changed: Changed<Role>) {
    let role = changed.object.role;
    let does = match &before {
        Some(_) => short(&changed.changes),
        None => "Nobody has it yet.".to_owned(),
    };
    let text = format!("{} is saved. {does}", role.name);
    let _ = roles.drafts.try_update(|drafts| {
        drafts.remove(&draft.of.unwrap_or(super::super::logic::role_draft::NEW_ROLE));
        drafts.insert(role.id, RoleDraft::edit(&role));
    });
    roles.list.update(|list| match list.iter_mut().find(|one| one.role.id == role.id) {
        Some(one) => one.role = role.clone(),
        None => {
            list.push(Role {
                role: role.clone(),
                members_count: 0,
                overrides_count: 0,
                invitations_count: 0,
            });
        }
    });
    roles.show(&role.key);
    roles.again();
    let toasts = roles.toasts;
    let id = role.id;
    toasts.done_with_undo(text, move || {
        let path = format!("{path}/{id}");
        let back = before.as_ref().and_then(|before| RoleDraft::edit(before).to_edit());
        spawn_local(async move {
            let answer = match back {
                Some(back) => client::patch::<Changed<Role>>(path, &back as &EditRole).await.map(|_| ()),
                None => client::delete::<serde_json::Value>(path).await.map(|_| ()),
            };
            match answer {
                Ok(()) => toasts.done("Undone"),
                Err(failure) => toasts.not_done("Not undone", &failure),
            }
        });
    });
}
