//! What stands around the pages of an organization.
//!
//! | file | draws |
//! | --- | --- |
//! | `sidebar` | where one can go, as far as one's access reaches |
//! | `switcher` | the organizations and workspaces |
//! | `user_menu` | the account, the theme, signing out |
//! | `top_bar` | where one is, whether changes arrive, the notices |
//! | `notices` | the bell and its list |
//! | `see_as` | the app as somebody else sees it: the banner, and what makes everything read-only |
//! | `palette` | finding people, places and acts by a few letters |
//! | `shortcuts` | keys that work everywhere, and their list |
//! | `gone` | what is left once the access ended |

mod gone;
mod notices;
mod palette;
mod see_as;
mod shortcuts;
mod sidebar;
mod switcher;
mod top_bar;
mod user_menu;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::organizations::wire::Organization;
use shared::problem::Code;

use crate::access_model::provide_access_model;
use crate::client;
use crate::components::{OfflineBanner, ProblemNote, Show, SkeletonRows, Waiting};
use crate::here::{Here, provide_here};
use crate::live::{Live, provide_live};
use crate::load::load;
use crate::pages::organization::{
    AuditLogPage, DomainsPage, GroupsPage, InviteLinkPage, MatrixPage, MemberPage, MembersPage, ProjectPage,
    RolesPage, SettingsPage, WorkspacePage, WorkspacesPage, provide_role_drafts,
};
use crate::pages::{AccountPage, NoticePreferencesPage, NoticesPage};
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;
use gone::Gone;
use notices::provide_notices;
use palette::{PaletteDialog, provide_palette};
use see_as::{SeeAsBanner, provide_see_as};
use shortcuts::{ShortcutsDialog, listen_for_shortcuts, provide_shortcuts};
use sidebar::Sidebar;
use top_bar::{Crumb, TopBar};

pub(crate) use shortcuts::{set_single_keys, single_keys};
pub(crate) use top_bar::name_page;
pub(crate) use user_menu::ThemeChoice;

/// What is between sidebar and top bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Problem,
    /// The person does not belong here, or no longer.
    Gone,
    Page,
}

/// The sidebar, the top bar, and the page in them.
#[component]
pub(crate) fn Shell(org: String) -> impl IntoView {
    let here = provide_here();
    let live = provide_live();
    provide_access_model(org.clone(), live);
    provide_see_as(here, live);
    provide_role_drafts();
    provide_notices(live);
    provide_shortcuts();
    provide_palette();
    let crumb = Crumb::provide();
    let session = use_session();
    let organization = {
        let org = org.clone();
        load(move || {
            live.follow();
            client::get::<Organization>(format!("/v1/organizations/{org}"))
        })
    };
    Effect::new(move |_| {
        if let Some(known) = organization.content().get() {
            here.set(known);
        }
    });
    // What ends the access here may have ended the session, or changed what else there is.
    Effect::new(move |_| {
        if live.ended().with(Option::is_some) {
            spawn_local(async move {
                let _ = session.reload_memberships().await;
            });
        }
    });
    // A notice may be of another organization, which let the reader in.
    Effect::new(move |before: Option<u64>| {
        let unread = live.unread().get();
        if before.is_some_and(|before| before < unread) {
            spawn_local(async move {
                let _ = session.reload_memberships().await;
            });
        }
        unread
    });
    let stage = Memo::new(move |_| {
        let refused = organization.failure().with(|failure| {
            failure.as_ref().is_some_and(|failure| {
                matches!(
                    failure.code(),
                    Some(Code::NotFound | Code::MembershipDeactivated | Code::PermissionDenied)
                )
            })
        });
        match (here.known().with(Option::is_some), organization.failure().with(Option::is_some)) {
            _ if refused || live.ended().with(Option::is_some) => Stage::Gone,
            (true, _) => Stage::Page,
            (false, true) => Stage::Problem,
            (false, false) => Stage::Waiting,
        }
    });
    let gone = Signal::derive(move || stage.get() == Stage::Gone);
    let why = gone::ending(here, live, session, &org, organization.failure());
    let ended = Signal::derive(move || gone.get().then(|| why.get()));
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="shell">
            <Sidebar org=org.clone() ended/>
            <div class="sheet">
                <OfflineBanner/>
                <SeeAsBanner/>
                <TopBar org=org.clone() crumb=crumb ended/>
                <main id="main" tabindex="-1">
                    {move || match stage.get() {
                        Stage::Waiting => view! { <Waiting><SkeletonRows rows=8/></Waiting> }.into_any(),
                        Stage::Problem => view! {
                            <ProblemNote subject="This organization" failure=organization.failure() on_retry=move || organization.again()/>
                        }
                        .into_any(),
                        Stage::Gone => view! { <Gone org=org.clone() ending=why/> }.into_any(),
                        Stage::Page => view! { <Inside here=here live=live/> }.into_any(),
                    }}
                </main>
            </div>
        </div>
        <ShortcutsDialog/>
        <Show when=move || here.known().with(Option::is_some)><PaletteDialog/></Show>
    }
}

/// The page itself, once the organization is known.
#[component]
fn Inside(here: Here, live: Live) -> impl IntoView {
    live.listen(here);
    listen_for_shortcuts(here);
    let route = use_router().route();
    // Another pair of eyes: every page is loaded anew for it.
    let eyes = Memo::new(move |_| here.seen().with(|seen| seen.as_ref().map(|seen| seen.whose.clone())));
    move || {
        // Read and not only tracked: a memo that nobody has read counts as changed when it is read first, and the
        // page would be built a second time then.
        eyes.get();
        match route.get() {
            Route::Account => view! { <AccountPage/> }.into_any(),
            Route::Notices => view! { <NoticesPage/> }.into_any(),
            Route::NoticePreferences => view! { <NoticePreferencesPage/> }.into_any(),
            Route::Organization { page, .. } => match page {
                Page::Members => view! { <MembersPage/> }.into_any(),
                Page::Member(member) => view! { <MemberPage member=member/> }.into_any(),
                Page::Workspaces => view! { <WorkspacesPage/> }.into_any(),
                Page::Workspace(workspace) => view! { <WorkspacePage workspace=workspace/> }.into_any(),
                Page::Project(project) => view! { <ProjectPage project=project/> }.into_any(),
                Page::Matrix => view! { <MatrixPage/> }.into_any(),
                Page::InviteLink => view! { <InviteLinkPage/> }.into_any(),
                Page::Settings => view! { <SettingsPage/> }.into_any(),
                Page::AuditLog => view! { <AuditLogPage/> }.into_any(),
                Page::Roles => view! { <RolesPage/> }.into_any(),
                Page::Groups => view! { <GroupsPage/> }.into_any(),
                Page::Domains => view! { <DomainsPage/> }.into_any(),
            },
            // On its way to another screen.
            _ => ().into_any(),
        }
    }
}
