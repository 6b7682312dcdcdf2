//! Deleting somebody who was added by mistake: deactivation is offered first, and the address has to be typed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Status;
use shared::access::wire::{Changed, Preview};
use shared::members::wire::{DeleteMember, Member};
use shared::text::email_key;

use super::super::invite_link::offer_reset;
use super::super::logic::effect::short;
use super::super::logic::words::{first_name, refusal};
use crate::client::{self, Failure};
use crate::components::{ActWith, Button, Dialog, FormProblem, Look, Note, TextField, about, use_toasts};
use crate::here::use_here;
use crate::load::load;

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
    let refused = move || {
        preview
            .content()
            .with(|preview| preview.as_ref()?.problems.first().map(|problem| refusal(&problem.code)))
    };
    let matches = move || typed.with(|typed| email.with_value(|email| email_key(typed) == email_key(email)));
    let act = move |path: String, body: Option<DeleteMember>, done: String, told: ActWith<String>| {
        busy.set(true);
        failure.set(None);
        let members = here.path("/members");
        spawn_local(async move {
            let answer: Result<Changed<Member>, Failure> = match &body {
                Some(body) => client::post(path, body).await,
                None => client::post_empty(path).await,
            };
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.done(done);
                    offer_reset(&members, toasts);
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
        let done = format!("{} is deactivated", name.get_value());
        act(here.path(&format!("/members/{id}/deactivate")), None, done, on_deactivated);
    };
    let delete = move || {
        let done = format!("{} is deleted", name.get_value());
        let body = DeleteMember { confirm: Some(typed.get_untracked()) };
        act(here.path(&format!("/members/{id}/delete")), Some(body), done, on_deleted);
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
            {move || preview.content().get().map(|preview| view! { <Note icon="shield">{short(&preview.changes)}</Note> })}
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
                "Delete " {who}
            </Button>
        </div>
    }
}
