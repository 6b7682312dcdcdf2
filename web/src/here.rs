//! The organization that the page is in, as its member sees it.

use leptos::prelude::*;
use shared::access::Access;
use shared::access::CoreScope;
use shared::ids::{MemberId, OrganizationId};
use shared::organizations::wire::Organization;

use crate::routes::{Page, Route};

/// Around every page of an organization. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct Here {
    organization: RwSignal<Option<Organization>>,
}

/// The organization around this page.
pub(crate) fn use_here() -> Here {
    expect_context()
}

pub(crate) fn provide_here() -> Here {
    let here = Here { organization: RwSignal::new(None) };
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

    /// The reader's own membership.
    pub(crate) fn me(self) -> MemberId {
        self.organization_untracked().membership.id
    }

    /// A path of its API: `here.path("/members")` is `/v1/organizations/org_…/members`.
    pub(crate) fn path(self, rest: &str) -> String {
        format!("/v1/organizations/{}{rest}", self.id())
    }

    /// A link to one of its pages.
    pub(crate) fn link(self, page: Page) -> String {
        Route::within(self.organization_untracked().slug, page).path()
    }

    /// Whether the reader holds at least this much on one of the organization's scopes. Follows changes.
    pub(crate) fn can(self, scope: CoreScope, access: Access) -> bool {
        self.organization.with(|known| {
            known
                .as_ref()
                .is_some_and(|known| crate::access::permits(&known.membership.permissions, scope, access))
        })
    }

    /// Keeps what the server just said of it.
    pub(crate) fn set(self, organization: Organization) {
        if self.organization.with_untracked(|known| known.as_ref() != Some(&organization)) {
            self.organization.set(Some(organization));
        }
    }
}
