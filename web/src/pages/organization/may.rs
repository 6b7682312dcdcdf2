//! What the reader may do where, asked of the model in the page.

use leptos::prelude::*;
use shared::access::{Access, CoreScope, Resource};

use super::common;
use super::logic::in_page::InPage;
use crate::here::{Here, use_here};
use crate::load::Load;

/// Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct May {
    here: Here,
    page: Load<Option<InPage>>,
}

pub(super) fn use_may() -> May {
    let here = use_here();
    May { here, page: common::in_page(move || vec![here.me()]) }
}

impl May {
    /// Whether the reader holds full on a scope of this place.
    fn full(self, on: Resource, scope: CoreScope) -> bool {
        self.page.content().with(|page| match page.as_ref().and_then(Option::as_ref) {
            Some(page) => page
                .ask(self.here.me(), on, scope.key(), Access::Full)
                .is_some_and(|answer| answer.is_allowed()),
            // Without a model in the page the organization's own scopes are all that is known.
            None => self.here.can(scope, Access::Full),
        })
    }

    /// Why not, for a control that is shown all the same; `None` where the reader may.
    pub(super) fn reason(self, on: Resource, scope: CoreScope, act: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || (!self.full(on, scope)).then(|| self.needs(on, scope, act)))
    }

    /// Whether the reader manages who is in a place: by full on its own scope, or by administering members.
    pub(super) fn manages(self, on: Resource, scope: CoreScope) -> Signal<bool> {
        Signal::derive(move || self.here.can(CoreScope::Members, Access::Full) || self.full(on, scope))
    }

    /// Why they do not.
    pub(super) fn manages_or(
        self,
        on: Resource,
        scope: CoreScope,
        act: &'static str,
    ) -> Signal<Option<String>> {
        let manages = self.manages(on, scope);
        Signal::derive(move || (!manages.get()).then(|| self.needs(on, scope, act)))
    }

    fn needs(self, on: Resource, scope: CoreScope, act: &str) -> String {
        match on {
            Resource::Organization => crate::access::missing(self.here, act, scope, Access::Full),
            Resource::Workspace(_) => format!("{act} needs Full on {} in this workspace.", scope.label()),
            Resource::Project(_) => format!("{act} needs Full on {} of this project.", scope.label()),
            Resource::Item(_) => format!("{act} needs Full on {} of this item.", scope.label()),
        }
    }
}
