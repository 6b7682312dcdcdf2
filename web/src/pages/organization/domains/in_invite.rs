//! In the invite dialog: whether people at the organization's own domains need an invitation at all.

use leptos::prelude::*;
use shared::domains::wire::{Domain, DomainStatus, JoinMode};
use shared::list::Page as ListPage;

use super::join::JoinChoice;
use crate::client;
use crate::components::{For, Show};
use crate::here::Here;
use crate::load::{Load, load};

/// The choice for each proven domain; nothing where there is none. It acts at once, whatever becomes of the dialog.
#[component]
pub(crate) fn WithoutInvitation(here: Here) -> impl IntoView {
    let domains: Load<Vec<Domain>> = load(move || async move {
        let page: ListPage<Domain> = client::get(here.path("/domains?limit=200")).await?;
        Ok(page.data.into_iter().filter(|domain| domain.status == DomainStatus::Verified).collect())
    });
    let proven = move || domains.content().get().unwrap_or_default();
    view! {
        <Show when=move || !proven().is_empty()>
            <fieldset>
                <legend class="sec-h"><span class="label">"Without an invitation"</span><span class="faint sm end">"In force at once, whatever you send"</span></legend>
                <div class="boxed">
                    <For each=proven key=|domain| domain.id let:domain>
                        <OneDomain here domain domains/>
                    </For>
                </div>
            </fieldset>
        </Show>
    }
}

#[component]
fn OneDomain(here: Here, domain: Domain, domains: Load<Vec<Domain>>) -> impl IntoView {
    let saving = RwSignal::new(false);
    let (id, name) = (domain.id, domain.name.clone());
    let latest = Memo::new(move |last: Option<&Domain>| {
        let found = domains.content().with(|all| all.iter().flatten().find(|one| one.id == id).cloned());
        found.or_else(|| last.cloned()).unwrap_or_else(|| domain.clone())
    });
    let words = move || {
        latest.with(|domain| match domain.join {
            JoinMode::Off => "Only who is invited".to_owned(),
            JoinMode::Request => {
                format!("They ask, and an admin answers; suggested is {}", domain.default_role.name)
            }
            JoinMode::Open => {
                format!("They come straight in as {}, by a trusted sign-in", domain.default_role.name)
            }
        })
    };
    view! {
        <fieldset class="line" disabled=move || saving.get()>
            <span class="grow each-one"><span>"People at " {name}</span><span>{words}</span></span>
            <JoinChoice here domain=latest domains saving/>
        </fieldset>
    }
}
