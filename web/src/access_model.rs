//! What access is made of in the organization around the page: its scopes and its roles.

use std::sync::Arc;

use leptos::prelude::*;
use shared::access::Model;
use shared::access::wire::{AccessModelBody, RoleBody};

use crate::client;
use crate::live::Live;
use crate::load::{Load, load};

/// Loaded once an organization, and again whenever something changed. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct AccessModel {
    load: Load<AccessModelBody>,
    body: Memo<Option<AccessModelBody>>,
    model: Memo<Option<Arc<Model>>>,
}

/// The access model around this page.
pub(crate) fn use_access_model() -> AccessModel {
    expect_context()
}

/// Called by the shell, for the organization with this slug.
pub(crate) fn provide_access_model(org: String, live: Live) {
    let load = load(move || {
        live.follow();
        client::get::<AccessModelBody>(format!("/v1/organizations/{org}/access-model"))
    });
    // Most changes are of something else: what reads these is not drawn again for them.
    let body = Memo::new(move |_| load.content().get());
    let model = Memo::new(move |_| {
        let read = body.with(|body| body.as_ref().map(Model::from_body));
        // The facts of a slice name the organization's own roles again.
        read.and_then(Result::ok).map(|model| Arc::new(model.without_own_roles()))
    });
    provide_context(AccessModel { load, body, model });
}

impl AccessModel {
    /// As the server sent it; none while it is on its way.
    pub(crate) fn content(self) -> Signal<Option<AccessModelBody>> {
        self.body.into()
    }

    /// To evaluate with. None while it is on its way, and where this build cannot read it.
    pub(crate) fn model(self) -> Option<Arc<Model>> {
        self.model.get()
    }

    /// With the organization's own roles in it.
    pub(crate) fn whole(self) -> Option<Model> {
        self.body.with(|body| Model::from_body(body.as_ref()?).ok())
    }

    /// Every role, the top one first, the organization's own last.
    pub(crate) fn roles(self) -> Vec<RoleBody> {
        self.body.with(|body| body.as_ref().map(|body| body.roles.clone()).unwrap_or_default())
    }

    /// For the three states of a page that shows nothing else.
    pub(crate) fn load(self) -> Load<AccessModelBody> {
        self.load
    }
}
