//! The page. Whoever may only look sees everything, and which scope is missing.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::domains::wire::Domain;
use shared::list::Page as ListPage;

use super::super::parts::NoAccess;
use super::add::AddDialog;
use super::one::OneDomain;
use crate::access::missing;
use crate::client;
use crate::components::{Art, Button, Empty, For, Look, Note, Show, SkeletonRows};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load, three_states};

/// `/{org}/domains`.
#[component]
pub(crate) fn DomainsPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::Members, Access::View));
    move || {
        if allowed.get() {
            view! { <Allowed here/> }.into_any()
        } else {
            view! { <NoAccess title="Domains" act="Seeing the domains" scope=CoreScope::Members/> }.into_any()
        }
    }
}

#[component]
fn Allowed(here: Here) -> impl IntoView {
    let live = use_live();
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    let adding = RwSignal::new(false);
    let domains: Load<Vec<Domain>> = load(move || {
        live.follow();
        async move {
            let page: ListPage<Domain> = client::get(here.path("/domains?limit=200")).await?;
            Ok(page.data)
        }
    });
    view! {
        <div class="page-head">
            <div>
                <h1>"Domains"</h1>
                <p class="sub">"How people with an address at your own domains come in without an invitation each."</p>
            </div>
            <div class="row head-actions">
                <Show when=move || may.get()>
                    <Button look=Look::Primary icon="plus" on_press=move || adding.set(true)>"Add domain"</Button>
                </Show>
            </div>
        </div>
        <div class="stack" style:--stack="1.25rem">
            <Show when=move || !may.get()>
                <Note icon="lock">{move || missing(here, "Changing domains", CoreScope::Members, Access::Full)}</Note>
            </Show>
            {three_states(domains, "Domains", || view! { <SkeletonRows rows=2/> }, move |content: Signal<Vec<Domain>>| {
                let none = Memo::new(move |_| content.with(Vec::is_empty));
                move || if none.get() {
                    view! { <Nothing may adding/> }.into_any()
                } else {
                    view! { <List here may domains content/> }.into_any()
                }
            })}
        </div>
        <AddDialog here open=adding on_added=move || domains.again()/>
    }
}

#[component]
fn Nothing(may: Memo<bool>, adding: RwSignal<bool>) -> impl IntoView {
    view! {
        <Empty
            art=Art::Door
            title="No domain is claimed"
            text="Prove that a domain is yours by a record in its DNS. Then people with a verified address there can ask to join, or come straight in."
        >
            <Show when=move || may.get()>
                <Button icon="plus" on_press=move || adding.set(true)>"Add domain"</Button>
            </Show>
        </Empty>
    }
}

#[component]
fn List(
    here: Here,
    may: Memo<bool>,
    domains: Load<Vec<Domain>>,
    content: Signal<Vec<Domain>>,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="domains-t">
            <header><div class="grow"><h2 id="domains-t">"Claimed domains"</h2><span class="sub">"Keep each record in place: it is looked up again before anybody comes in."</span></div></header>
            <ul>
                <For each=move || content.get() key=|domain| (domain.id, domain.status as u8) let:domain>
                    {
                        let id = domain.id;
                        let latest = Memo::new(move |last: Option<&Domain>| {
                            let found = content.with(|all| all.iter().find(|one| one.id == id).cloned());
                            found.or_else(|| last.cloned()).unwrap_or_else(|| domain.clone())
                        });
                        view! { <OneDomain here may domains domain=latest/> }
                    }
                </For>
            </ul>
        </section>
    }
}
