use leptos::prelude::*;

use super::gone::Ending;
use super::notices::Bell;
use super::palette::use_palette;
use super::shortcuts::use_shortcuts;
use crate::components::{Button, Icon, IconButton, Keys, LiveIndicator, Look, Show, Size};
use crate::here::use_here;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;

/// The last crumb, where a page knows a better name than its route: a member's, a workspace's.
#[derive(Clone, Copy)]
pub(crate) struct Crumb(RwSignal<Option<String>>);

impl Crumb {
    pub(super) fn provide() -> Self {
        let crumb = Self(RwSignal::new(None));
        provide_context(crumb);
        crumb
    }
}

/// Names the page in the crumbs and in the browser's tab, while the caller's page is shown.
pub(crate) fn name_page(name: Signal<String>) {
    let Some(Crumb(shown)) = use_context::<Crumb>() else { return };
    Effect::new(move |_| {
        let name = name.get();
        if !name.is_empty() {
            document().set_title(&format!("{name} · Usher"));
            shown.set(Some(name));
        }
    });
    on_cleanup(move || {
        let _ = shown.try_set(None);
    });
}

/// Where one is, whether changes arrive, the notices.
#[component]
pub(super) fn TopBar(
    org: String,
    crumb: Crumb,
    /// Why there is no page.
    ended: Signal<Option<Ending>>,
) -> impl IntoView {
    let here = use_here();
    let memberships = use_session().memberships();
    let gone = Signal::derive(move || ended.with(Option::is_some));
    let route = use_router().route();
    let (shortcuts, palette) = (use_shortcuts(), use_palette());
    let home = Route::within(&org, Page::Members).path();
    let name = move || {
        let known = here.known().with(|known| known.as_ref().map(|known| known.name.to_string()));
        let listed = || {
            memberships.with(|all| {
                let own = all.iter().find(|one| one.organization.slug == org)?;
                Some(own.organization.name.to_string())
            })
        };
        known.or_else(listed).unwrap_or_else(|| org.clone())
    };
    let middle = move || match route.get() {
        _ if gone.get() => None,
        Route::Organization { org, page: Page::Member(_) } => {
            Some((Page::Members.title(), Route::within(org, Page::Members).path()))
        }
        Route::Organization { org, page: Page::Workspace(_) | Page::Project(_) } => {
            Some((Page::Workspaces.title(), Route::within(org, Page::Workspaces).path()))
        }
        _ => None,
    };
    let last = move || match ended.with(|ended| ended.as_ref().map(Ending::crumb)) {
        Some(words) => words.to_owned(),
        None => crumb.0.get().unwrap_or_else(|| route.with(Route::title).to_owned()),
    };
    view! {
        <header class="topbar">
            <button type="button" class="btn icon ghost menu-btn" popovertarget="nav" aria-label="Open navigation"><Icon name="menu"/></button>
            <nav class="grow" aria-label="Breadcrumb">
                <ol class="crumbs">
                    <li><a href=home>{name}</a></li>
                    {move || middle().map(|(words, path)| view! { <li><a href=path>{words}</a></li> })}
                    <li><span aria-current="page">{last}</span></li>
                </ol>
            </nav>
            <Show when=move || !gone.get()><LiveIndicator/></Show>
            <Show when=move || !gone.get()>
                <span class="wide-only">
                    <Button look=Look::Ghost size=Size::Small icon="search" reads=true on_press=move || palette.open()>
                        "Search or jump to"<Keys keys=vec!["Ctrl", "K"]/>
                    </Button>
                </span>
                <span class="narrow-only"><IconButton icon="search" label="Search or jump to" look=Look::Ghost on_press=move || palette.open()/></span>
            </Show>
            <Bell/>
            <span class="wide-only">
                <IconButton icon="help" label="Keyboard shortcuts (?)" look=Look::Ghost on_press=move || shortcuts.open()/>
            </span>
        </header>
    }
}
