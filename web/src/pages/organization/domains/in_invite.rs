//! In the invite dialog: whether people at the organization's own domains need an invitation at all.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::domains::wire::{Domain, DomainStatus, EditDomain, JoinMode};
use shared::list::Page as ListPage;

use crate::client;
use crate::components::{Switch, use_toasts};
use crate::here::Here;
use crate::load::{Load, load};

/// A switch for each proven domain; nothing where there is none. It acts at once, whatever becomes of the dialog.
#[component]
pub(crate) fn WithoutInvitation(here: Here) -> impl IntoView {
    let domains: Load<Vec<Domain>> = load(move || async move {
        let page: ListPage<Domain> = client::get(here.path("/domains?limit=200")).await?;
        Ok(page.data.into_iter().filter(|domain| domain.status == DomainStatus::Verified).collect())
    });
    let proven = move || domains.content().get().unwrap_or_default();
    view! {
        <Show when=move || !proven().is_empty()>
            <fieldset class="stack">
                <legend class="sec-h label">"Without an invitation"</legend>
                <For each=proven key=|domain| (domain.id, domain.join.key(), domain.default_role.id) let:domain>
                    <OneSwitch here domain domains/>
                </For>
            </fieldset>
        </Show>
    }
}

#[component]
fn OneSwitch(here: Here, domain: Domain, domains: Load<Vec<Domain>>) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let on = domain.join == JoinMode::Open;
    let label = format!("People at {} come straight in as {}", domain.name, domain.default_role.name);
    let name = StoredValue::new(domain.name.clone());
    let change = move |on: bool| {
        busy.set(true);
        let join = Some(if on { JoinMode::Open } else { JoinMode::Off });
        let path = here.path(&format!("/domains/{}", domain.id));
        spawn_local(async move {
            let name = name.get_value();
            match client::patch::<Domain>(path, &EditDomain { join, ..EditDomain::default() }).await {
                Ok(_) if on => toasts.done(format!("People at {name} come straight in by a trusted sign-in")),
                Ok(_) => toasts.done(format!("People at {name} need an invitation")),
                Err(failure) => toasts.not_done("Not changed", &failure),
            }
            let _ = busy.try_set(false);
            domains.again();
        });
    };
    view! { <Switch label on=Signal::stored(on) disabled=busy on_change=change/> }
}
