//! Sharing one item of the host product with one person, by their address.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::shares::wire::{CreateShare, Share, ShareAccess, ShareStatus, SharedItem};
use shared::text::{EmailAddress, ItemKey, ItemKind, ItemName};

use super::super::parts::LinkBox;
use super::state::Open;
use crate::client::{self, Failure};
use crate::components::{Act, Button, Dialog, ExpiryField, FormProblem, Look, Note, RadioGroup, TextField};

#[component]
pub(super) fn ShareDialog(
    open: Open,
    sharing: RwSignal<bool>,
    /// Told after something was shared.
    #[prop(into)]
    on_shared: Act,
) -> impl IntoView {
    view! {
        <Dialog
            open=sharing
            title=Signal::derive(move || format!("Share an item of {}", open.name()))
            sub=Some("They see or edit that item, and no list, count or search shows them anything else.".to_owned())
        >
            <Form open sharing on_shared/>
        </Dialog>
    }
}

/// What was typed, read; a field that is not right yet says so once it was touched.
fn read<T: std::str::FromStr<Err = shared::text::TextDenied>>(
    text: RwSignal<String>,
    touched: impl Fn() -> bool + Copy + Send + Sync + 'static,
    failure: RwSignal<Option<Failure>>,
    pointer: &'static str,
) -> Signal<Option<String>> {
    Signal::derive(move || {
        let denied = text.with(|text| text.trim().parse::<T>().err()).filter(|_| touched());
        denied.map(|denied| String::from(denied.detail)).or_else(|| failure.get()?.field(pointer))
    })
}

#[component]
fn Form(open: Open, sharing: RwSignal<bool>, on_shared: Act) -> impl IntoView {
    let kind = RwSignal::new("document".to_owned());
    let (key, name, email) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let access = RwSignal::new("view".to_owned());
    let expires_at = RwSignal::new(None::<DateTime<Utc>>);
    let tried = RwSignal::new(false);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let shared = RwSignal::new(None::<Share>);
    let touched = move || tried.get();
    let body = move || {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let name = text(name);
        Some(CreateShare {
            item: SharedItem {
                kind: text(kind).parse::<ItemKind>().ok()?,
                id: text(key).parse::<ItemKey>().ok()?,
                name: if name.is_empty() { None } else { Some(name.parse::<ItemName>().ok()?) },
            },
            email: text(email).parse::<EmailAddress>().ok()?,
            access: if access.with_untracked(|access| access == "full") {
                ShareAccess::Full
            } else {
                ShareAccess::View
            },
            expires_at: expires_at.get_untracked(),
        })
    };
    let kind_error = read::<ItemKind>(kind, touched, failure, "/item/type");
    let key_error = read::<ItemKey>(key, touched, failure, "/item/id");
    let email_error = read::<EmailAddress>(email, touched, failure, "/email");
    let send = move || {
        tried.set(true);
        let Some(body) = body() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Result<Changed<Share>, Failure> = client::post(open.path("/shares"), &body).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(changed) => {
                    let share = changed.object;
                    on_shared.try_run(());
                    open.toasts.done(match share.status {
                        ShareStatus::Active => format!("{} is shared with {}", share.item.name, share.email),
                        ShareStatus::Pending | ShareStatus::Expired | ShareStatus::Revoked => {
                            format!("{} is invited to {}", share.email, share.item.name)
                        }
                    });
                    if share.link.is_some() {
                        let _ = shared.try_set(Some(share));
                    } else {
                        let _ = sharing.try_set(false);
                    }
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    move || {
        match shared.get() {
        Some(share) => view! {
            <div class="d-body stack">
                <p>{share.email.clone()} " opens " <b>{share.item.name.clone()}</b> " with this link. It is shown only now, and lets in nobody but that address."</p>
                <LinkBox link=share.link.clone().unwrap_or_default() name=format!("Link for {}", share.email)/>
            </div>
            <div class="d-foot"><span class="push"></span><Button look=Look::Primary on_press=move || sharing.set(false)>"Done"</Button></div>
        }
        .into_any(),
        None => view! {
            <form class="stack" on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                send();
            }>
                <div class="d-body stack">
                    <div class="fields2">
                        <TextField label="What it is" value=kind maxlength=40 hint=Some("The product’s word: document, board".to_owned()) error=kind_error/>
                        <TextField label="Its id" value=key maxlength=200 autofocus=true error=key_error/>
                    </div>
                    <TextField label="What people call it" value=name maxlength=200 hint=Some("Left empty, its id".to_owned()) error=Signal::derive(move || failure.get()?.field("/item/name"))/>
                    <TextField label="Email" kind="email" value=email error=email_error/>
                    <RadioGroup
                        label="How far" value=access
                        options=vec![
                            ("view", "View", "Open it and read its comments"),
                            ("full", "Full", "Edit it and write comments"),
                        ]
                        on_change=move |key: String| access.set(key)
                    />
                    <ExpiryField label="Ends on" value=expires_at/>
                    <Note icon="user">"Somebody who is no member becomes a guest on accepting, and takes no seat. A member just gets the item."</Note>
                    <FormProblem failure fields=&["/item/type", "/item/id", "/item/name", "/email"]/>
                </div>
                <div class="d-foot">
                    <span class="push"></span>
                    <Button look=Look::Ghost on_press=move || sharing.set(false)>"Cancel"</Button>
                    <Button look=Look::Primary submit=true busy>"Share item"</Button>
                </div>
            </form>
        }
        .into_any(),
    }
    }
}
