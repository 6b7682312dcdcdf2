//! What there is to find for the reader: never what they may not open or do.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::list::Page as ListPage;
use shared::members::wire::{Member, MembersQuery};

use super::entries::{Does, Entry, Group};
use crate::access_model::use_access_model;
use crate::client::{self, Failure};
use crate::here::Here;
use crate::pages::organization::PlaceNames;
use crate::query;
use crate::routes::{Page, Route};
use crate::session::{Session, is_open};
use crate::theme::Theme;

/// The people whom these letters find; nobody where the reader does not see the directory.
pub(super) async fn people(here: Here, typed: String) -> Result<Vec<Entry>, Failure> {
    let sees = untrack(|| here.can(CoreScope::Members, Access::View));
    if typed.is_empty() || !sees {
        return Ok(Vec::new());
    }
    let asked = MembersQuery { q: Some(typed), limit: Some(6), ..MembersQuery::default() };
    let page: ListPage<Member> =
        client::get(format!("{}{}", here.path("/members"), query::of(&asked))).await?;
    let entry = |member: Member| Entry {
        id: member.id.to_string(),
        group: Group::People,
        icon: "user",
        label: member.user.name.to_string(),
        note: format!("{} · {}", member.role.name, member.user.email),
        keys: &[],
        does: Does::Go(here.link(Page::Member(member.id.to_string()))),
    };
    Ok(page.data.into_iter().map(entry).collect())
}

/// Workspaces and projects.
pub(super) fn places(here: Here, places: &[PlaceNames]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for place in places {
        entries.push(Entry {
            id: place.id.clone(),
            group: Group::Workspaces,
            icon: "squares",
            label: place.name.clone(),
            note: String::new(),
            keys: &[],
            does: Does::Go(here.link(Page::Workspace(place.id.clone()))),
        });
        entries.extend(place.projects.iter().map(|(id, name)| Entry {
            id: id.clone(),
            group: Group::Projects,
            icon: "folder",
            label: name.clone(),
            note: place.name.clone(),
            keys: &[],
            does: Does::Go(here.link(Page::Project(id.clone()))),
        }));
    }
    entries
}

/// Pages and acts. Tracks what the reader holds.
pub(super) fn fixed(here: Here, session: Session, shown: &Route) -> Vec<Entry> {
    let sees = |scope| here.can(scope, Access::View);
    let manages = here.can(CoreScope::Members, Access::Full);
    let members = |tab: &str| format!("{}?tab={tab}", here.link(Page::Members));
    let new = |page: Page| format!("{}?dialog=new", here.link(page));
    let pages: [(Page, &'static str, &'static [&'static str], bool, &'static str); 10] = [
        (Page::Members, "members", &["G", "M"], sees(CoreScope::Members), ""),
        (Page::Groups, "groups", &["G", "G"], sees(CoreScope::Members), ""),
        (
            Page::Domains,
            "globe",
            &["G", "D"],
            sees(CoreScope::Members),
            "Who comes in from an address at work",
        ),
        (Page::Workspaces, "squares", &["G", "P"], true, ""),
        (Page::Matrix, "filter", &["G", "X"], sees(CoreScope::Members), ""),
        (Page::Roles, "shield", &["G", "R"], sees(CoreScope::Members), ""),
        (Page::InviteLink, "link", &[], sees(CoreScope::Members), ""),
        (Page::AuditLog, "log", &["G", "A"], sees(CoreScope::Audit), ""),
        (
            Page::Settings,
            "building",
            &["G", "S"],
            sees(CoreScope::General),
            "Name, address, logo, ownership, deleting",
        ),
        (
            Page::Member("me".to_owned()),
            "shield-check",
            &["G", "Y"],
            true,
            "What you can open and why; leaving",
        ),
    ];
    let pages = pages.into_iter().filter(|page| page.3).map(|(page, icon, keys, _, note)| {
        let label = if matches!(page, Page::Member(_)) { "Your access" } else { page.title() };
        Entry { note: note.to_owned(), ..one(Group::Pages, icon, label, keys, Does::Go(here.link(page))) }
    });
    let mut entries: Vec<Entry> = pages.collect();
    if sees(CoreScope::Members) {
        entries.push(one(Group::Pages, "mail", "Pending invitations", &[], Does::Go(members("pending"))));
        entries.push(one(Group::Pages, "ban", "Deactivated members", &[], Does::Go(members("deactivated"))));
    }
    if manages {
        entries.push(one(
            Group::Pages,
            "user-plus",
            "Requests to join",
            &["G", "Q"],
            Does::Go(members("requests")),
        ));
    }
    let account = one(Group::Pages, "user", "Account", &[], Does::Go(Route::Account.path()));
    entries.push(Entry { note: "Name, addresses, sessions, keyboard".to_owned(), ..account });
    entries.push(one(Group::Pages, "inbox", "Notices", &[], Does::Go(Route::Notices.path())));
    let told = Does::Go(Route::NoticePreferences.path());
    entries.push(one(Group::Pages, "inbox", "What you are told", &[], told));
    let changes = here.read_only().is_none();
    if changes && manages {
        let path = format!("{}?dialog=invite", here.link(Page::Members));
        entries.push(one(Group::Acts, "user-plus", "Invite people", &["I"], Does::Go(path)));
        entries.push(one(Group::Acts, "groups", "New group", &[], Does::Go(new(Page::Groups))));
        entries.push(one(Group::Acts, "shield", "New role", &[], Does::Go(new(Page::Roles))));
    }
    let single = use_access_model()
        .content()
        .with_untracked(|model| model.as_ref().is_some_and(|model| model.single_workspace));
    if changes && !single && here.can(CoreScope::Projects, Access::Full) {
        entries.push(one(Group::Acts, "squares", "New workspace", &[], Does::Go(new(Page::Workspaces))));
    }
    if let Some(land) = changes.then(|| land_here(session, shown)).flatten() {
        entries.push(land);
    }
    for (theme, icon, label) in [
        (Theme::Light, "sun", "Light theme"),
        (Theme::Dark, "moon", "Dark theme"),
        (Theme::Auto, "monitor", "Theme as the system says"),
    ] {
        entries.push(one(Group::Acts, icon, label, &[], Does::Theme(theme)));
    }
    entries.push(one(Group::Acts, "help", "Keyboard shortcuts", &["?"], Does::Shortcuts));
    entries.push(one(Group::Acts, "plus", "New organization", &[], Does::Go(Route::Onboarding.path())));
    entries.push(one(Group::Acts, "leave", "Sign out", &[], Does::SignOut));
    entries.extend(organizations(here, session));
    entries
}

fn one(group: Group, icon: &'static str, label: &str, keys: &'static [&'static str], does: Does) -> Entry {
    let (id, label) = (format!("act:{label}"), label.to_owned());
    Entry { id, group, icon, label, note: String::new(), keys, does }
}

/// Makes the workspace that is shown the one that signing in lands on, where it is another.
fn land_here(session: Session, shown: &Route) -> Option<Entry> {
    let Route::Organization { page: Page::Workspace(id), .. } = shown else { return None };
    let default = session.user().and_then(|user| user.default_workspace);
    let name = session.memberships().with(|all| {
        let mut workspaces = all.iter().flat_map(|membership| &membership.workspaces);
        let workspace = workspaces.find(|workspace| workspace.id.to_string() == *id)?;
        (Some(workspace.id) != default).then(|| workspace.name.to_string())
    })?;
    let label = format!("Land in {name} after signing in");
    Some(one(Group::Acts, "check", &label, &[], Does::LandHere(id.clone(), name)))
}

fn organizations(here: Here, session: Session) -> Vec<Entry> {
    let own = here.known().with(|known| known.as_ref().map(|known| known.id));
    let entry = |membership: &shared::me::wire::MyMembership| {
        let organization = &membership.organization;
        Entry {
            id: organization.id.to_string(),
            group: Group::Organizations,
            icon: "building",
            label: organization.name.to_string(),
            note: membership.role.name.clone(),
            keys: &[],
            does: Does::Go(Route::within(&organization.slug, Page::Members).path()),
        }
    };
    session.memberships().with(|all| {
        let others = all.iter().filter(|membership| Some(membership.organization.id) != own);
        others.filter(|membership| is_open(membership)).map(entry).collect()
    })
}
