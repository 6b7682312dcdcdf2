//! Many invitations at once: sent again, or revoked; what it does before it is done, and what became of each.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope};
use shared::invitations::wire::{Invitation, InvitationStatus};

use super::super::logic::selection::Selection;
use super::super::logic::words::{count, list_some};
use super::pending::Tab;
use super::pending_row::{again, resend};
use crate::client::{self, Failure};
use crate::components::{BulkBar, Button, Dialog, Icon, Look, Toasts, use_toasts};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Resend,
    Revoke,
}

/// What became of one.
type Outcome = (Invitation, Option<Failure>);

#[component]
pub(super) fn PendingBulk(tab: Tab) -> impl IntoView {
    let (selection, here) = (tab.selection, tab.directory.here);
    let wish = RwSignal::new(Wish::Resend);
    let open = RwSignal::new(false);
    let reason = Signal::derive(move || {
        (!here.can(CoreScope::Members, Access::Full))
            .then(|| crate::access::missing(here, "Changing invitations", CoreScope::Members, Access::Full))
    });
    let begin = move |what: Wish| {
        wish.set(what);
        open.set(true);
    };
    view! {
        <BulkBar
            noun="invitations"
            selected=Signal::derive(move || selection.with(Selection::len))
            out_of_view=Signal::derive(move || selection.with(|selection| selection.out_of_view(&tab.ids())))
            on_clear=move || selection.update(Selection::clear)
        >
            <Button look=Look::Ghost icon="mail" reason on_press=move || begin(Wish::Resend)>"Send again…"</Button>
            <Button look=Look::Ghost icon="ban" reason on_press=move || begin(Wish::Revoke)>"Revoke…"</Button>
        </BulkBar>
        <Dialog
            open
            title=Signal::derive(move || match wish.get() {
                Wish::Resend => "Send these invitations again".to_owned(),
                Wish::Revoke => "Revoke these invitations".to_owned(),
            })
        >
            {move || view! { <Review tab wish=wish.get_untracked() open/> }}
        </Dialog>
    }
}

/// Says how many were revoked, with the way back.
fn offer_undo(tab: Tab, base: String, toasts: Toasts, outcomes: &[Outcome]) {
    let done = outcomes.iter().filter(|(_, failure)| failure.is_none());
    let revoked: Vec<Invitation> = done.map(|(invitation, _)| invitation.clone()).collect();
    if !revoked.is_empty() {
        let said = count(
            revoked.len() as u64,
            "invitation is revoked. Its link is dead",
            "invitations are revoked. Their links are dead",
        );
        toasts.done_with_undo(said, move || again(tab, base.clone(), toasts, revoked.clone()));
    }
}

#[component]
fn Review(tab: Tab, wish: Wish, open: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let chosen: Vec<Invitation> = tab.invitations.content().with_untracked(|content| {
        let rows = content.iter().flat_map(|content| &content.rows);
        rows.filter(|row| tab.selection.with_untracked(|selection| selection.contains(&row.id.to_string())))
            .cloned()
            .collect()
    });
    let concerned = |row: &Invitation| match wish {
        Wish::Resend => row.status != InvitationStatus::Accepted,
        Wish::Revoke => {
            matches!(
                row.status,
                InvitationStatus::Pending | InvitationStatus::Queued | InvitationStatus::Expired
            )
        }
    };
    let (go, stay): (Vec<Invitation>, Vec<Invitation>) = chosen.into_iter().partition(concerned);
    let names: Vec<String> = go.iter().map(|row| row.email.clone()).collect();
    let (n, left) = (go.len() as u64, stay.len() as u64);
    let words = match wish {
        Wish::Resend => "Each gets a new link for the same days from now. The old links stop working.",
        Wish::Revoke => "Their links lead nowhere with the next press. Each can be invited again later.",
    };
    let label = match wish {
        Wish::Resend => format!("Send {} again", count(n, "invitation", "invitations")),
        Wish::Revoke => format!("Revoke {}", count(n, "invitation", "invitations")),
    };
    let go = StoredValue::new(go);
    let busy = RwSignal::new(false);
    let done = RwSignal::new(None::<Vec<Outcome>>);
    let start = move || {
        busy.set(true);
        let base = tab.directory.here.path("/invitations");
        spawn_local(async move {
            let mut outcomes = Vec::new();
            for invitation in go.get_value() {
                let failure = match wish {
                    Wish::Resend => resend(tab.directory, &base, &invitation, None).await.err(),
                    Wish::Revoke => {
                        let path = format!("{base}/{}", invitation.id);
                        client::delete::<serde_json::Value>(path).await.err()
                    }
                };
                if failure.is_none() {
                    tab.selection.update(|selection| selection.forget(&invitation.id.to_string()));
                }
                outcomes.push((invitation, failure));
            }
            if wish == Wish::Revoke {
                offer_undo(tab, base, toasts, &outcomes);
            }
            // Nothing is to be read where all went well, and the way back stands beside the table.
            if wish == Wish::Revoke && outcomes.iter().all(|(_, failure)| failure.is_none()) {
                let _ = open.try_set(false);
            } else {
                let _ = done.try_set(Some(outcomes));
            }
            let _ = busy.try_set(false);
            tab.settle();
        });
    };
    let label = StoredValue::new(label);
    let names = StoredValue::new(names);
    move || {
        match done.get() {
        None => view! {
            <div class="d-body stack">
                <p><b>{names.with_value(|names| list_some(names, 4))}</b></p>
                <p>{words}</p>
                {(left > 0).then(|| view! { <p class="muted">{count(left, "other is", "others are")} " closed already and left as they are."</p> })}
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button look=if wish == Wish::Revoke { Look::DangerSolid } else { Look::Primary } busy disabled=Signal::stored(n == 0) on_press=start>{label.get_value()}</Button>
            </div>
        }.into_any(),
        Some(outcomes) => {
            let (ok, bad): (Vec<Outcome>, Vec<Outcome>) = outcomes.into_iter().partition(|(_, failure)| failure.is_none());
            let said = match wish {
                Wish::Resend => format!("{} sent again.", count(ok.len() as u64, "invitation is", "invitations are")),
                Wish::Revoke => format!("{} revoked.", count(ok.len() as u64, "invitation is", "invitations are")),
            };
            view! {
                <div class="d-body">
                    <p role="status"><b>{said}</b></p>
                    <ul class="results mt-3">
                        {bad.into_iter().map(|(invitation, failure)| view! {
                            <li>
                                <Icon name="alert"/>
                                <span class="grow"><b class="med">{invitation.email}</b><span class="e">{failure.map(|failure| failure.title())}</span></span>
                            </li>
                        }).collect_view()}
                    </ul>
                </div>
                <div class="d-foot">
                    <span class="push"></span>
                    <Button look=Look::Primary on_press=move || open.set(false)>"Done"</Button>
                </div>
            }.into_any()
        }
    }
    }
}
