//! Removing somebody: the one act of the directory that is asked about first, with its consequences, since
//! it ends sessions and drops grants and no undo brings them back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changes, Preview};
use shared::members::wire::Member;

use super::super::invite_link::offer_reset;
use super::super::logic::effect::short;
use super::super::logic::words::{first_name, refusal};
use crate::client::{self, Failure};
use crate::components::{ActWith, Button, Dialog, FormProblem, Look, Note, use_toasts};
use crate::here::use_here;
use crate::load::load;

/// Open while somebody is to be removed.
#[component]
pub(crate) fn RemoveDialog(
    removing: RwSignal<Option<Member>>,
    /// Told the member's id.
    #[prop(into)]
    on_removed: ActWith<String>,
) -> impl IntoView {
    let here = use_here();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(removing.with(Option::is_some)));
    let name = Memo::new(move |last: Option<&String>| {
        removing
            .with(|member| member.as_ref().map(|member| member.user.name.clone()))
            .or_else(|| last.cloned())
            .unwrap_or_default()
    });
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Remove {} from {}?", name.get(), here.organization().name))
            on_close=move || removing.set(None)
        >
            {move || removing.get().map(|member| view! { <Body member removing on_removed/> })}
        </Dialog>
    }
}

#[component]
fn Body(member: Member, removing: RwSignal<Option<Member>>, on_removed: ActWith<String>) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let member = StoredValue::new(member);
    let id = member.with_value(|member| member.id);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let preview = load(move || {
        let path = here.path(&format!("/members/{id}?preview=true"));
        client::delete::<Preview>(path)
    });
    let refused = move || {
        preview
            .content()
            .with(|preview| preview.as_ref()?.problems.first().map(|problem| refusal(&problem.code)))
    };
    let remove = move || {
        busy.set(true);
        failure.set(None);
        let name = member.with_value(|member| member.user.name.clone());
        spawn_local(async move {
            let answer: Result<Removed, Failure> = client::delete(here.path(&format!("/members/{id}"))).await;
            busy.set(false);
            match answer {
                Ok(_) => {
                    toasts.done(format!("{name} is removed"));
                    offer_reset(&here.path("/members"), toasts);
                    removing.set(None);
                    on_removed.run((id.to_string(),));
                }
                Err(problem) => failure.set(Some(problem)),
            }
        });
    };
    let who = member.with_value(|member| first_name(&member.user.name).to_owned());
    view! {
        <div class="d-body stack">
            <p>
                "All of " {who.clone()} "’s access ends at once, in every workspace, and their sessions here with it. "
                "What they made stays, and so do their entries in the audit log."
            </p>
            <p class="muted">"Coming back takes a new invitation, which brings none of this back. To keep it for a return, deactivate instead."</p>
            {move || preview.content().get().map(|preview| view! { <Note icon="shield">{short(&preview.changes)}</Note> })}
            {move || refused().map(|reason| view! { <Note tone="danger" icon="alert">{reason}</Note> })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || removing.set(None)>"Cancel"</Button>
            <Button
                look=Look::DangerSolid
                busy
                disabled=Signal::derive(move || refused().is_some() || preview.failure().with(Option::is_some))
                on_press=remove
            >
                "Remove " {who}
            </Button>
        </div>
    }
}

/// The part of the answer that is looked at.
#[derive(serde::Deserialize)]
struct Removed {
    #[serde(rename = "changes")]
    _changes: Changes,
}
