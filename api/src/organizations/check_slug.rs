//! `GET /v1/slugs/{slug}`

use shared::organizations::wire::{SlugCheck, SlugState};
use shared::text::Slug;

use super::store;
use crate::authz::OwnReading;
use crate::authz::own::Own;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Says whether an address is free, for a form that asks while somebody types. Founding an organization says the
/// same, so it tells nobody more.
pub struct CheckSlug;

impl Operation for CheckSlug {
    const SPEC: Spec = Spec::get(
        "/v1/slugs/{slug}",
        "organizations.check_slug",
        "Whether an address for an organization is free",
    );
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = SlugCheck;
}

impl OwnRead for CheckSlug {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<SlugCheck, Refusal> {
        tx.principal().require_verified(tx.app())?;
        let text = ask.request.segment("slug");
        let state = match text.parse::<Slug>() {
            Err(_) => SlugState::Invalid,
            Ok(slug) if store::is_slug_taken(tx, &slug)? => SlugState::Taken,
            Ok(_) => SlugState::Free,
        };
        Ok(SlugCheck { slug: text.to_owned(), state })
    }
}
