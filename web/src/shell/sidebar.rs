use leptos::html::Nav;
use leptos::prelude::*;
use shared::access::{Access, CoreScope};

use super::gone::Ending;
use super::switcher::Switcher;
use super::user_menu::UserMenu;
use crate::components::{Icon, Show};
use crate::here::use_here;
use crate::router::use_router;
use crate::routes::{Page, Route};

/// Where one can go: a page that one may not open is not there. On a small screen it is a drawer.
#[component]
pub(super) fn Sidebar(org: String, ended: Signal<Option<Ending>>) -> impl IntoView {
    let here = use_here();
    let router = use_router();
    let drawer = NodeRef::<Nav>::new();
    // A drawer that led somewhere has done its work.
    Effect::new(move |_| {
        router.moves().track();
        if let Some(drawer) = drawer.get_untracked() {
            let _ = drawer.hide_popover();
        }
    });
    let sees = move |scope| here.can(scope, Access::View);
    let people = StoredValue::new(org.clone());
    let organization = StoredValue::new(org.clone());
    let item = move |org: StoredValue<String>, page: Page, icon: &'static str, key: &'static str| {
        view! { <NavItem org=org.get_value() page=page icon=icon key=key/> }
    };
    view! {
        <nav class="sidebar" id="nav" popover="auto" aria-label="Primary" node_ref=drawer>
            <Switcher org=org ended/>
            <Show when=move || here.known().with(Option::is_some) && ended.with(Option::is_none)>
                <div class="nav-h">"People"</div>
                <ul>
                    <Show when=move || sees(CoreScope::Members)>
                        <li>{item(people, Page::Members, "members", "g m")}</li>
                    </Show>
                    <Show when=move || sees(CoreScope::Members)>
                        <li>{item(people, Page::Groups, "groups", "g g")}</li>
                    </Show>
                    <li>{item(people, Page::Workspaces, "squares", "g w")}</li>
                    <Show when=move || sees(CoreScope::Members)>
                        <li>{item(people, Page::Matrix, "filter", "g x")}</li>
                    </Show>
                    <Show when=move || sees(CoreScope::Members)>
                        <li>{item(people, Page::Domains, "globe", "g d")}</li>
                    </Show>
                </ul>
                <Show when=move || sees(CoreScope::Members)>
                    <div class="nav-h">"Access"</div>
                    <ul><li>{item(people, Page::Roles, "shield", "g r")}</li></ul>
                </Show>
                <Show when=move || sees(CoreScope::Audit) || sees(CoreScope::General)>
                    <div class="nav-h">"Organization"</div>
                    <ul>
                        <Show when=move || sees(CoreScope::Audit)>
                            <li>{item(organization, Page::AuditLog, "log", "g a")}</li>
                        </Show>
                        <Show when=move || sees(CoreScope::General)>
                            <li>{item(organization, Page::Settings, "building", "g s")}</li>
                        </Show>
                    </ul>
                </Show>
                <div class="nav-h">"You"</div>
                <ul>
                    <li>{item(people, Page::Member("me".to_owned()), "shield-check", "g y")}</li>
                </ul>
            </Show>
            <div class="side-foot"><UserMenu/></div>
        </nav>
    }
}

#[component]
fn NavItem(org: String, page: Page, icon: &'static str, key: &'static str) -> impl IntoView {
    let route = use_router().route();
    let words = match &page {
        Page::Member(_) => "Your access",
        other => other.title(),
    };
    let path = Route::within(&org, page.clone()).path();
    let current = move || {
        route.with(|route| match route {
            Route::Organization { page: shown, .. } => match (shown, &page) {
                (Page::Member(shown), Page::Member(linked)) => shown == linked,
                (Page::Member(shown), Page::Members) => shown != "me",
                (Page::Workspace(_) | Page::Project(_), Page::Workspaces) => true,
                (shown, linked) => shown == linked,
            },
            _ => false,
        })
    };
    view! {
        <a class="nav-i" href=path aria-current=move || current().then_some("page") aria-keyshortcuts=key>
            <Icon name=icon/>
            <span class="trunc">{words}</span>
        </a>
    }
}
