//! Deleting somebody who was added by mistake: deactivation is offered first, and the address has to be typed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Status;
use shared::access::wire::{Changed, Preview};
use shared::members::wire::{DeleteMember, Member};
use shared::offboarding::wire::Offboarding;
use shared::text::email_key;

use super::super::common::in_page;
use super::super::invite_link::offer_reset;
use super::super::logic::offboarding::{effects, effects_on_return, loose_ends};
use super::super::logic::seats::button;
use super::super::logic::words::{first_name, refusal};
use crate::client::{self, Call, Failure};
use crate::components::{
    ActWith, Button, Dialog, FormProblem, Look, Note, TextField, Toasts, about, use_toasts,
};
use crate::here::use_here;
use crate::load::load;
use crate::undo;

/// Open while somebody is to be deleted.
#[component]
pub(crate) fn DeleteDialog(
    deleting: RwSignal<Option<Member>>,
    /// Told the member's id, once they are deleted.
    #[prop(into)]
    on_deleted: ActWith<String>,
    /// The same, once they are deactivated instead.
    #[prop(into)]
    on_deactivated: ActWith<String>,
) -> impl IntoView {
    let here = use_here();
    let (open, name) = about(deleting, |member| member.user.name.clone());
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Delete {} from {}?", name.get(), here.organization().name))
            on_close=move || deleting.set(None)
        >
            {move || deleting.get().map(|member| view! { <Body member deleting on_deleted on_deactivated/> })}
        </Dialog>
    }
}

#[component]
fn Body(
    member: Member,
    deleting: RwSignal<Option<Member>>,
    on_deleted: ActWith<String>,
    on_deactivated: ActWith<String>,
) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let Member { id, user, status, .. } = member;
    let (name, who) = (StoredValue::new(user.name.clone()), first_name(&user.name).to_owned());
    let (their, email) = (who.clone(), StoredValue::new(user.email.clone()));
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let preview = load(move || async move {
        let path = here.path(&format!("/members/{id}/delete?preview=true"));
        client::post::<Preview>(path, &DeleteMember::default()).await
    });
    let page = in_page(move || vec![id]);
    let lines = move |preview: &Preview| {
        if status == Status::Deactivated {
            let kept = page.content().with(|page| page.as_ref()?.as_ref()?.kept(id));
            effects_on_return(preview, kept)
        } else {
            effects(preview)
        }
    };
    let refused = move || {
        preview
            .content()
            .with(|preview| preview.as_ref()?.problems.first().map(|problem| refusal(&problem.code)))
    };
    let matches = move || typed.with(|typed| email.with_value(|email| email_key(typed) == email_key(email)));
    // Deleting chooses no heirs: what would be left without one is said before.
    let left = load(move || client::get::<Offboarding>(here.path(&format!("/members/{id}/offboarding"))));
    let ends = move || left.content().with(|left| loose_ends(left.as_ref()?));
    let act = move |call: Call, told: ActWith<String>, done: fn(Toasts, &str, Option<u64>, String)| {
        busy.set(true);
        failure.set(None);
        let (base, name) = (here.path(""), name.get_value());
        spawn_local(async move {
            let answer = client::act::<Changed<Member>>(call).await;
            let _ = busy.try_set(false);
            match answer {
                Ok((_, version)) => {
                    done(toasts, &base, version, name);
                    offer_reset(&format!("{base}/members"), toasts);
                    let _ = deleting.try_set(None);
                    told.try_run((id.to_string(),));
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let deactivate = move || {
        let call = Call::post(here.path(&format!("/members/{id}/deactivate")));
        act(call, on_deactivated, |toasts, base, version, name| {
            undo::done(toasts, base.to_owned(), version, format!("{name} is deactivated"), || ());
        });
    };
    let delete = move || {
        let body = DeleteMember { confirm: Some(typed.get_untracked()) };
        let call = Call::post(here.path(&format!("/members/{id}/delete"))).json(&body);
        act(call, on_deleted, |toasts, _, _, name| toasts.done(format!("{name} is deleted")));
    };
    view! {
        <div class="d-body stack">
            {(status == Status::Active).then(|| view! {
                <Note icon="ban">
                    "Deactivating ends " {their} "’s access just as well, and keeps roles, grants and limits for a return. "
                    <Button busy on_press=deactivate>"Deactivate instead"</Button>
                </Note>
            })}
            <p>
                "Delete somebody who was added by mistake. All that " {who.clone()} " has here goes for good: role, workspaces, "
                "groups, grants, limits and API keys. Nothing undoes it."
            </p>
            <p class="muted">"Their account and their other organizations are untouched. The audit log keeps who they were."</p>
            {move || ends().map(|ends| view! {
                <Note tone="warn" icon="alert">
                    "They leave " {ends} ". Removing them instead lets you choose who takes that on."
                </Note>
            })}
            {move || preview.content().get().map(|preview| view! {
                <Note icon="shield">
                    <ul class="remarks">{lines(&preview).into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </Note>
            })}
            {move || refused().map(|reason| view! { <Note tone="danger" icon="alert">{reason}</Note> })}
            <TextField
                label=Signal::derive(move || format!("Type {} to delete them", email.get_value()))
                value=typed
                kind="email"
                autocomplete="off"
                error=Signal::derive(move || failure.with(|failure| failure.as_ref()?.field("/confirm")))
            />
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get())) fields=&["/confirm"]/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || deleting.set(None)>"Cancel"</Button>
            <Button
                look=Look::DangerSolid
                busy
                disabled=Signal::derive(move || !matches() || refused().is_some() || preview.failure().with(Option::is_some))
                on_press=delete
            >
                {move || button(
                    format!("Delete {who}"),
                    preview.content().with(|preview| preview.as_ref().map(|preview| preview.seats)),
                )}
            </Button>
        </div>
    }
}
