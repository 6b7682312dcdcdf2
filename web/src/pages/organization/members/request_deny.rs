//! Declining a request: they are told, and cannot ask again at once, so it is asked before.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::join_requests::wire::{DenyJoinRequest, JoinRequest};
use shared::text::Message;

use super::state::Directory;
use crate::client::{self, Failure};
use crate::components::{Act, Button, Dialog, FormProblem, Look, TextArea, about, use_toasts};

/// A request that is about to be declined.
#[derive(Debug, Clone)]
pub(super) struct Denying {
    pub(super) request: JoinRequest,
    /// What was written to them already.
    pub(super) note: String,
}

#[component]
pub(super) fn DenyDialog(
    directory: Directory,
    denying: RwSignal<Option<Denying>>,
    #[prop(into)] on_settled: Act,
) -> impl IntoView {
    let (here, toasts) = (directory.here, use_toasts());
    let note = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let (open, name) = about(denying, |denying| denying.request.user.name.to_string());
    Effect::new(move |_| {
        if let Some(Denying { note: written, .. }) = denying.get() {
            note.set(written);
            failure.set(None);
        }
    });
    let parsed = move || note.with(|note| note.parse::<Message>());
    let send = move || {
        let Some(Denying { request, .. }) = denying.get_untracked() else { return };
        let Ok(note) = untrack(parsed) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let path = here.path(&format!("/join-requests/{}/deny", request.id));
        let note = Some(note).filter(|note| !note.as_str().is_empty());
        spawn_local(async move {
            match client::post::<JoinRequest>(path, &DenyJoinRequest { note }).await {
                Ok(_) => {
                    toasts.done(format!("The request of {} is declined. They were told", request.user.name));
                    let _ = denying.try_set(None);
                    let _ = on_settled.try_run(());
                }
                Err(problem) => drop(failure.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Decline the request of {}?", name.get()))
            sub=Some("They are told, without your name, and can ask again in a week.".to_owned())
            dirty=Signal::derive(move || !note.with(|note| note.trim().is_empty()))
            on_send=send
            on_close=move || denying.set(None)
        >
            <div class="d-body stack">
                <TextArea label="Note to them (optional)" value=note error=Signal::derive(move || parsed().err().map(|denied| denied.detail.to_owned()))/>
                <FormProblem failure/>
            </div>
            <div class="d-foot">
                <Button on_press=move || denying.set(None)>"Keep it waiting"</Button>
                <Button look=Look::DangerSolid busy on_press=send>"Decline the request"</Button>
            </div>
        </Dialog>
    }
}
