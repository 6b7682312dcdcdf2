use leptos::prelude::*;
use shared::access::{Resource, Status};
use shared::list::Page as ListPage;
use shared::me::wire::{MyInvitation, MyMembership};
use shared::text::search_key;

use super::gone::Ending;
use crate::client;
use crate::components::{Icon, Menu, MenuLink, Show, Tag, Tile};
use crate::here::use_here;
use crate::live::use_live;
use crate::load::load;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;
use crate::time;

/// Past so many names they can be searched.
const MANY: usize = 8;

/// The organization one is in, its workspaces, and the others.
#[component]
pub(super) fn Switcher(org: String, ended: Signal<Option<Ending>>) -> impl IntoView {
    let session = use_session();
    let here = use_here();
    let route = use_router().route();
    let slug = StoredValue::new(org);
    let memberships = session.memberships();
    let own = Memo::new(move |_| {
        memberships.with(|all| {
            all.iter()
                .find(|membership| {
                    slug.with_value(|slug| {
                        membership.organization.slug == *slug
                            || membership.organization.id.to_string() == *slug
                    })
                })
                .cloned()
        })
    });
    let name = move || {
        let known = here.known().with(|known| known.as_ref().map(|known| known.name.to_string()));
        known
            .or_else(|| own.with(|own| own.as_ref().map(|own| own.organization.name.to_string())))
            .unwrap_or_else(|| "Choose".to_owned())
    };
    let name = Signal::derive(name);
    let picture = Signal::derive(move || {
        let known = here.known().with(|known| known.as_ref().map(|known| known.logo_url.clone()));
        known
            .unwrap_or_else(|| own.with(|own| own.as_ref().and_then(|own| own.organization.logo_url.clone())))
    });
    let sought = RwSignal::new(String::new());
    let many = Memo::new(move |_| {
        let inside = own.with(|own| own.as_ref().map_or(0, |own| own.workspaces.len()));
        MANY < inside + memberships.with(Vec::len)
    });
    let fits = move |name: &str| sought.with(|sought| search_key(name).contains(&search_key(sought.trim())));
    let inside = move || {
        let shows = |own: &MyMembership| {
            own.workspaces.iter().filter(|one| here.shows(Resource::Workspace(one.id))).count()
        };
        own.with(|own| own.as_ref().map_or(0, shows))
    };
    let under = move || match inside() {
        _ if ended.with(Option::is_some) => {
            ended.with(|ended| ended.as_ref().map_or("", Ending::under)).to_owned()
        }
        0 => "No workspace".to_owned(),
        1 => own
            .with(|own| {
                own.iter()
                    .flat_map(|own| &own.workspaces)
                    .find(|one| here.shows(Resource::Workspace(one.id)))
                    .map(|first| first.name.to_string())
            })
            .unwrap_or_default(),
        several => format!("{several} workspaces"),
    };
    // Who is invited elsewhere is told, and finds it here.
    let unread = use_live().unread();
    let waiting = load(move || {
        unread.track();
        client::get::<ListPage<MyInvitation>>("/v1/me/invitations")
    });
    let shown_workspace = move || match route.get() {
        Route::Organization { page: Page::Workspace(id), .. } => Some(id),
        _ => None,
    };
    let workspaces = move || {
        own.get().map(|own| {
            let slug = own.organization.slug.clone();
            own.workspaces
                .into_iter()
                .filter(|workspace| here.shows(Resource::Workspace(workspace.id)))
                .filter(|workspace| fits(workspace.name.as_str()))
                .map(|workspace| {
                    let id = workspace.id.to_string();
                    let current = id.clone();
                    let name = workspace.name.to_string();
                    view! {
                        <MenuLink href=Route::within(&slug, Page::Workspace(id)).path()>
                            <span class="row"><Tile name=name.clone()/>{name}{move || (shown_workspace().as_ref() == Some(&current)).then(|| view! { <Icon name="check"/> })}</span>
                        </MenuLink>
                    }
                })
                .collect_view()
        })
    };
    let others = move || {
        memberships
            .get()
            .into_iter()
            .filter(|other| own.with(|own| own.as_ref().is_none_or(|own| own.id != other.id)))
            .filter(|other| fits(other.organization.name.as_str()))
            .map(|other| view! { <Other membership=other/> })
            .collect_view()
    };
    let has_others = move || memberships.with(Vec::len) > usize::from(own.with(Option::is_some));
    let invitations = move || waiting.content().with(|page| page.as_ref().map_or(0, |page| page.data.len()));
    view! {
        <Menu
            label="Organizations and workspaces"
            class="switcher"
            button_label=move || Some(format!("Switch organization or workspace. Now in {}", name.get()))
            trigger=move || view! {
                <Tile name=name ink=true picture/>
                <span class="grow"><b class="trunc">{move || name.get()}</b><span class="under trunc">{under}</span></span>
                <Icon name="updown"/>
            }
        >
            <Show when=move || many.get()>
                <label class="search">
                    <Icon name="search"/>
                    <span class="vh">"Find an organization or a workspace"</span>
                    <input
                        type="search" placeholder="Find one" autocomplete="off" spellcheck="false"
                        prop:value=move || sought.get()
                        on:input=move |event| sought.set(event_target_value(&event))
                        on:keydown=|event| {
                            // Letters are typed, not looked up in the menu; arrows and Esc are the menu's.
                            if !matches!(event.key().as_str(), "ArrowDown" | "ArrowUp" | "Escape" | "Tab") {
                                event.stop_propagation();
                            }
                        }
                    />
                </label>
            </Show>
            <div class="mh">{move || name.get()}</div>
            {workspaces}
            <Show when=has_others>
                <hr/>
                <div class="mh">"Other organizations"</div>
                {others}
            </Show>
            <hr/>
            <Show when=move || 0 < invitations()>
                <MenuLink href=Route::Onboarding icon="mail">
                    <span class="row">"Invitations"<Tag tone="accent">{invitations}</Tag></span>
                </MenuLink>
            </Show>
            <MenuLink href=Route::Onboarding icon="plus">"New organization"</MenuLink>
        </Menu>
    }
}

#[component]
fn Other(membership: MyMembership) -> impl IntoView {
    let name = membership.organization.name.to_string();
    let note = match (&membership.deletion, membership.status) {
        (Some(deletion), _) => {
            format!("Deleted. Can be restored until {}", time::date(&time::local(deletion.restorable_until)))
        }
        (None, Status::Active) => membership.role.name.clone(),
        (None, Status::Deactivated) => "Your membership is deactivated".to_owned(),
    };
    let picture = membership.organization.logo_url.clone();
    view! {
        <MenuLink href=Route::within(&membership.organization.slug, Page::Members).path()>
            <span class="row"><Tile name=name.clone() picture=Signal::stored(picture)/><span>{name}<small>{note}</small></span></span>
        </MenuLink>
    }
}
