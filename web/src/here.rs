//! The organization that the page is in, as its member sees it.

use std::sync::Arc;

use leptos::prelude::*;
use shared::access::wire::PermissionMap;
use shared::access::{Access, CoreScope, Resource, Role};
use shared::ids::{MemberId, OrganizationId};
use shared::organizations::wire::Organization;

use crate::routes::{Page, Route};
use crate::seen::{Seen, Whose};

/// Around every page of an organization. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct Here {
    organization: RwSignal<Option<Organization>>,
    /// Whose view is asked for.
    whose: RwSignal<Option<Whose>>,
    /// The same, once it is worked out.
    seen: RwSignal<Option<Arc<Seen>>>,
}

/// The organization around this page.
pub(crate) fn use_here() -> Here {
    expect_context()
}

pub(crate) fn provide_here() -> Here {
    let here =
        Here { organization: RwSignal::new(None), whose: RwSignal::new(None), seen: RwSignal::new(None) };
    provide_context(here);
    here
}

impl Here {
    /// The organization, which is known wherever a page of it is shown.
    pub(crate) fn organization(self) -> Organization {
        self.organization.get().expect("the shell shows a page only once its organization is known")
    }

    /// The same, outside a reactive place such as a press of a button.
    pub(crate) fn organization_untracked(self) -> Organization {
        self.organization.get_untracked().expect("the shell shows a page only once its organization is known")
    }

    /// The organization, while the shell may not know it yet.
    pub(crate) fn known(self) -> Signal<Option<Organization>> {
        self.organization.into()
    }

    /// Its id. It does not change while a page is shown, so reading it subscribes to nothing.
    pub(crate) fn id(self) -> OrganizationId {
        self.organization_untracked().id
    }

    /// The membership of whoever the page is shown as: the reader's own, but while it is seen as somebody else.
    pub(crate) fn me(self) -> MemberId {
        let seen = self.seen.with_untracked(|seen| seen.as_ref().map(|seen| seen.member()));
        seen.unwrap_or_else(|| self.organization_untracked().membership.id)
    }

    /// A path of its API: `here.path("/members")` is `/v1/organizations/org_…/members`.
    pub(crate) fn path(self, rest: &str) -> String {
        format!("/v1/organizations/{}{rest}", self.id())
    }

    /// A link to one of its pages.
    pub(crate) fn link(self, page: Page) -> String {
        Route::within(self.organization_untracked().slug, page).path()
    }

    /// Whether the page is shown to somebody who holds at least this much on one of the organization's scopes.
    /// Follows changes.
    pub(crate) fn can(self, scope: CoreScope, access: Access) -> bool {
        self.held(scope) >= access
    }

    /// How much whoever the page is shown as holds on one of the organization's scopes.
    pub(crate) fn held(self, scope: CoreScope) -> Access {
        let of = |map: &PermissionMap| map.get(scope.key()).copied().unwrap_or_default();
        let seen = self.seen.with(|seen| seen.as_ref().map(|seen| of(seen.organization())));
        let own =
            || self.organization.with(|known| known.as_ref().map(|known| of(&known.membership.permissions)));
        seen.or_else(own).unwrap_or_default()
    }

    /// The name of the role of whoever the page is shown as.
    pub(crate) fn role_name(self) -> String {
        let seen = self.seen.with(|seen| seen.as_ref().map(|seen| seen.role.name.clone()));
        seen.unwrap_or_else(|| self.organization().membership.role.name)
    }

    /// Shows the app as this member sees it.
    pub(crate) fn see_as_member(self, id: MemberId, name: String) {
        self.whose.set(Some(Whose::Member { id, name }));
    }

    /// Shows the app as somebody would see it who has this role, which may not exist yet.
    pub(crate) fn see_as_role(self, role: Role, name: String) {
        self.whose.set(Some(Whose::Role { role, name }));
    }

    /// The reader's own view again.
    pub(crate) fn see_as_oneself(self) {
        self.seen.set(None);
        self.whose.set(None);
    }

    /// Whose view is asked for; it may not be worked out yet.
    pub(crate) fn whose(self) -> Signal<Option<Whose>> {
        self.whose.into()
    }

    /// What they see; none in the reader's own view.
    pub(crate) fn seen(self) -> Signal<Option<Arc<Seen>>> {
        self.seen.into()
    }

    /// Keeps what was worked out, unless the reader has left that view meanwhile.
    pub(crate) fn keep_seen(self, seen: Arc<Seen>) {
        if self.whose.with_untracked(|whose| whose.as_ref() == Some(&seen.whose)) {
            self.seen.set(Some(seen));
        }
    }

    /// Whether a resource is there for whoever the page is shown as. What the server sent is all the reader's.
    pub(crate) fn shows(self, resource: Resource) -> bool {
        self.seen.with(|seen| seen.as_ref().is_none_or(|seen| seen.sees(resource)))
    }

    /// Why nothing can be changed while the page is shown as somebody else; `None` in the reader's own view.
    pub(crate) fn read_only(self) -> Option<String> {
        self.whose.with(|whose| whose.as_ref().map(Whose::reason))
    }

    /// Keeps what the server just said of it.
    pub(crate) fn set(self, organization: Organization) {
        if self.organization.with_untracked(|known| known.as_ref() != Some(&organization)) {
            self.organization.set(Some(organization));
        }
    }
}
