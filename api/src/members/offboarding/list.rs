//! `GET …/offboarding?members=…`: what some would leave behind if all of them went.

use shared::list::Page;
use shared::offboarding::wire::{Offboarding, OffboardingQuery};

use super::rehearse::rehearse;
use crate::access::slice::named;
use crate::authz::Reading;
use crate::authz::need::{Full, InOrganization, Members};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Rehearses what many would leave behind together: a project with two admins is left by both who go at once.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/offboarding",
        "members.list_offboarding",
        "Show what some members would leave behind if all of them went: those who leave something",
    );
    type Inner = ();
    type Query = OffboardingQuery;
    type Body = NoBody;
    type Answer = Page<Offboarding>;
}

impl Read for List {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Page<Offboarding>, Refusal> {
        let leaving = named(ask.query.members.as_deref().unwrap_or_default())?;
        let rehearsed = rehearse(tx, &leaving.into_iter().collect())?;
        Ok(Page::whole(rehearsed.into_iter().filter(Offboarding::leaves_something).collect()))
    }
}
