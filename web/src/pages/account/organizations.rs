use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Status;
use shared::me::wire::{DefaultWorkspace, MyMembership, OrganizationRef};

use crate::client;
use crate::components::{Act, ActWith, ButtonLink, For, Select, Show, Size, Tag, Tile, use_toasts};
use crate::pages::joinable::{Joinable, doors};
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::{is_open, use_session};

/// Where one belongs, and where signing in lands.
#[component]
pub(super) fn Organizations() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let memberships = session.memberships();
    let default = Signal::derive(move || {
        session.user().and_then(|user| user.default_workspace).map(|id| id.to_string()).unwrap_or_default()
    });
    let options = Signal::derive(move || {
        memberships.with(|all| {
            all.iter()
                .flat_map(|membership| {
                    let organization = membership.organization.name.clone();
                    membership.workspaces.iter().map(move |workspace| {
                        (workspace.id.to_string(), format!("{} · {organization}", workspace.name))
                    })
                })
                .collect::<Vec<_>>()
        })
    });
    let choose = move |id: String| {
        let Ok(workspace) = id.parse() else { return };
        spawn_local(async move {
            match client::put::<serde_json::Value>(
                "/v1/me/default-workspace",
                &DefaultWorkspace { workspace },
            )
            .await
            {
                Ok(_) => toasts.done("Signing in lands there now"),
                Err(problem) => toasts.not_done("Not saved", &problem),
            }
            let _ = session.reload_user().await;
        });
    };
    let router = use_router();
    // Nobody is taken from what they do here.
    let on_in = move |organization: OrganizationRef| {
        let path = Route::within(&organization.slug, Page::Members).path();
        toasts.offer(format!("You are in {}", organization.name), "Open", move || router.go(path.clone()));
    };
    let doors = doors(ActWith::from(on_in), Act::from(|| ()));
    view! {
        <Show when=move || doors.list.with(|list| !list.is_empty())>
            <section class="card" aria-labelledby="joinable">
                <header>
                    <div class="grow"><h2 id="joinable">"Organizations that you can join"</h2><span class="sub">"One of your verified addresses is at a domain of theirs, or you asked by their link."</span></div>
                </header>
                <div class="pad"><Joinable doors/></div>
            </section>
        </Show>
        <Show when=move || memberships.with(|all| !all.is_empty())>
            <section class="card" aria-labelledby="organizations">
                <header>
                    <h2 id="organizations" class="grow">"Organizations"</h2>
                    <ButtonLink href=Route::Onboarding size=Size::Small icon="plus">"New organization"</ButtonLink>
                </header>
                <div class="lines">
                    <For each=move || memberships.get() key=|membership| (membership.id, membership.status, membership.role.id, membership.deletion.is_some()) let:membership>
                        <OneMembership membership=membership/>
                    </For>
                    <Show when=move || 1 < options.with(Vec::len)>
                        <div class="landing"><span class="grow">"Signing in lands in"</span><Select label="Signing in lands in" quiet=true class="fit" value=default options=options on_change=choose/></div>
                    </Show>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn OneMembership(membership: MyMembership) -> impl IntoView {
    let name = membership.organization.name.to_string();
    let open = is_open(&membership);
    let note = match (&membership.deletion, membership.status) {
        (Some(_), _) => Some(("danger", "Deleted")),
        (None, Status::Deactivated) => Some(("warn", "Deactivated")),
        (None, Status::Active) => None,
    };
    // The page of a deleted one says until when it can be restored, and by whom.
    let linked = open || membership.deletion.is_some();
    let picture = membership.organization.logo_url.clone();
    let path = Route::within(&membership.organization.slug, Page::Members).path();
    view! {
        <div>
            <Tile name=name.clone() picture=Signal::stored(picture)/>
            <span class="grow trunc">
                {if linked { view! { <a class="med" href=path>{name}</a> }.into_any() } else { view! { <span class="med">{name}</span> }.into_any() }}
                <span class="faint sm below">{membership.role.name}</span>
            </span>
            {note.map(|(tone, words)| view! { <Tag tone=tone>{words}</Tag> })}
        </div>
    }
}
