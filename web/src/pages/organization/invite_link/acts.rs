//! Reset and turn off. Nobody can take either back, so each says first what dies.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::invite_links::wire::InviteLink;

use crate::client::{self, Failure};
use crate::components::{Button, Dialog, FormProblem, Look, use_toasts};
use crate::here::use_here;
use crate::load::Load;

/// The buttons, and their dialogs.
#[component]
pub(super) fn Acts(load: Load<Option<InviteLink>>) -> impl IntoView {
    let (resetting, closing) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        <div class="row">
            <Button icon="refresh" on_press=move || resetting.set(true)>"Reset the link…"</Button>
            <Button look=Look::Danger icon="ban" on_press=move || closing.set(true)>"Turn off…"</Button>
        </div>
        <ResetDialog open=resetting load/>
        <OffDialog open=closing load/>
    }
}

#[component]
pub(super) fn ResetDialog(open: RwSignal<bool>, load: Load<Option<InviteLink>>) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let reset = move || {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Result<Changed<InviteLink>, Failure> =
                client::post_empty(here.path("/invite-link/reset")).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.done("The link is reset. The old one is dead");
                    let _ = open.try_set(false);
                    load.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    view! {
        <Dialog open title=Signal::derive(|| "Reset the invite link?".to_owned()) on_close=move || failure.set(None)>
            <div class="d-body stack">
                <p>"There is a new link at once, set as this one. The old one dies: whoever still has it comes to a page that says so, also those who are signing up right now."</p>
                <p class="muted">"Who joined by it stays. Uses are counted from zero again."</p>
                <FormProblem failure/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary busy on_press=reset>"Reset the link"</Button>
            </div>
        </Dialog>
    }
}

#[component]
fn OffDialog(open: RwSignal<bool>, load: Load<Option<InviteLink>>) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let close = move || {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Result<(), Failure> = client::delete(here.path("/invite-link")).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(()) => {
                    toasts.done("The invite link is off");
                    let _ = open.try_set(false);
                    load.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    view! {
        <Dialog open title=Signal::derive(|| "Turn the invite link off?".to_owned()) on_close=move || failure.set(None)>
            <div class="d-body stack">
                <p>"This link dies and never comes back: turning it on again makes another one."</p>
                <p class="muted">"Who joined by it stays."</p>
                <FormProblem failure/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button look=Look::DangerSolid busy on_press=close>"Turn off"</Button>
            </div>
        </Dialog>
    }
}
