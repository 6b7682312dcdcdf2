//! What the link is set to. The form is the same for turning it on.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::invite_links::wire::{InviteLink, SetInviteLink};

use super::super::common;
use super::super::logic::in_page::{InPage, why_not};
use super::super::logic::invite_link::{domains, uses};
use super::super::logic::receipt;
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{
    Button, ExpiryField, FormProblem, Look, Note, RoleCards, RoleChoice, Show, Switch, TextField, use_toasts,
};
use crate::here::use_here;
use crate::load::Load;

/// The form. `present` is what it is set to now, if it is on.
#[component]
pub(super) fn LinkForm(present: Option<InviteLink>, load: Load<Option<InviteLink>>) -> impl IntoView {
    let (here, toasts, model) = (use_here(), use_toasts(), use_access_model());
    let page = common::in_page(move || vec![here.me()]);
    let role = RwSignal::new(present.as_ref().map(|link| link.role.key.clone()).unwrap_or_default());
    let most = RwSignal::new(
        present.as_ref().and_then(|link| link.max_uses).map(|most| most.to_string()).unwrap_or_default(),
    );
    let ends = RwSignal::new(present.as_ref().and_then(|link| link.expires_at));
    let at = RwSignal::new(
        present
            .as_ref()
            .map(|link| link.allowed_domains.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            .unwrap_or_default(),
    );
    let approval = RwSignal::new(present.as_ref().is_some_and(|link| link.approval));
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let on = present.is_some();
    let known = StoredValue::new(present);
    let choices = Memo::new(move |_| {
        page.content().with(|page| choices(model, page.as_ref().and_then(Option::as_ref)))
    });
    // The role that the model begins with, while none is chosen.
    Effect::new(move |_| {
        let default = model.content().with(|model| model.as_ref().map(|model| model.default_role.clone()));
        if let Some(default) = default
            && role.with_untracked(String::is_empty)
        {
            role.set(default);
        }
    });
    let barred = Memo::new(move |_| {
        let role = role.get();
        choices.with(|all| !all.iter().any(|choice| choice.key == role && choice.reason.is_none()))
    });
    let body = move || -> Result<SetInviteLink, String> {
        Ok(SetInviteLink {
            role: role.get(),
            max_uses: most.with(|text| uses(text))?,
            expires_at: ends.get(),
            allowed_domains: at.with(|text| domains(text))?,
            approval: approval.get(),
        })
    };
    let most_error = Signal::derive(move || {
        most.with(|text| uses(text)).err().or_else(|| failure.get()?.field("/max_uses"))
    });
    let domains_error = Signal::derive(move || {
        at.with(|text| domains(text)).err().or_else(|| failure.get()?.field("/allowed_domains"))
    });
    let changed = Memo::new(move |_| {
        let Ok(body) = body() else { return false };
        known.with_value(|known| known.as_ref().is_none_or(|link| differs(link, &body)))
    });
    let another_role = Memo::new(move |_| {
        let role = role.get();
        known.with_value(|known| known.as_ref().is_some_and(|link| link.role.key != role))
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(body) = untrack(body) else { return };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Result<Changed<InviteLink>, Failure> =
                client::put(here.path("/invite-link"), &body).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.done(if on { "The link is set" } else { "The invite link is on" });
                    load.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    view! {
        <form class="pad stack" style:--stack="1.25rem" novalidate on:submit=save>
            <RoleCards
                label="Who joins comes in as"
                roles=choices
                value=role
                on_change=move |key: String| role.set(key)
            />
            <Show when=move || another_role.get()>
                <Note tone="warn" icon="alert">"Another role makes another link: the present one dies when you save."</Note>
            </Show>
            <div class="fields2">
                <TextField
                    label="How many people"
                    value=most
                    placeholder="Any number"
                    error=most_error
                    hint=Signal::derive(|| Some("Left empty, there is no limit.".to_owned()))
                />
                <ExpiryField
                    label="Works until the end of"
                    value=ends
                    hint=Signal::derive(move || Some(until(ends.get())))
                />
            </div>
            <TextField
                label="Only for addresses at"
                value=at
                placeholder="example.com, example.org"
                error=domains_error
                hint=Signal::derive(|| Some("Domains of verified addresses. Left empty, everybody who has the link can join.".to_owned()))
            />
            <Switch
                label="An admin approves each who comes"
                on=approval
                on_change=move |on: bool| approval.set(on)
            />
            <FormProblem failure fields=&["/max_uses", "/allowed_domains"]/>
            <div class="row">
                <Button
                    look=Look::Primary submit=true busy
                    disabled=Signal::derive(move || !changed.get() || barred.get())
                >
                    {if on { "Save" } else { "Turn on" }}
                </Button>
            </div>
        </form>
    }
}

fn until(end: Option<DateTime<Utc>>) -> String {
    match end {
        None => "Left empty, it works until somebody turns it off.".to_owned(),
        Some(_) => "Nobody comes in by it after that day.".to_owned(),
    }
}

/// Whether saving would change anything.
fn differs(link: &InviteLink, body: &SetInviteLink) -> bool {
    let SetInviteLink { role, max_uses, expires_at, allowed_domains, approval } = body;
    link.role.key != *role
        || link.max_uses != *max_uses
        || link.expires_at != *expires_at
        || link.allowed_domains != *allowed_domains
        || link.approval != *approval
}

/// The roles, and why some of them do not go to whoever holds a link.
fn choices(model: AccessModel, page: Option<&InPage>) -> Vec<RoleChoice> {
    model.content().with(|model| {
        let Some(model) = model else { return Vec::new() };
        let choice = |role: shared::access::wire::RoleBody| {
            let refused = page.and_then(|page| page.may_leave_open(&role.key).err());
            RoleChoice {
                cannot: receipt::cannot(&role, &model.scopes),
                custom: !role.built_in,
                seat: role.seat,
                reason: refused.map(|denied| why_not(denied).to_owned()),
                key: role.key,
                name: role.name,
                can: role.description,
            }
        };
        common::offered(model).into_iter().map(choice).collect()
    })
}
