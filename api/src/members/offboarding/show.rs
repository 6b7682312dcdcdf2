//! `GET …/members/{member}/offboarding`: what would be left behind.

use std::collections::BTreeSet;

use shared::ids::MemberId;
use shared::offboarding::wire::Offboarding;

use super::rehearse::rehearse;
use crate::authz::Reading;
use crate::authz::need::{Full, InOrganization, Members};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Rehearses what a member would leave behind. Projects that the asker does not see are not spoken of.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/members/{member}/offboarding",
        "members.show_offboarding",
        "Show what a member would leave behind",
    );
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Offboarding;
}

impl Read for Show {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Offboarding, Refusal> {
        let rehearsed = rehearse(tx, &BTreeSet::from([ask.inner]))?;
        rehearsed.into_iter().next().ok_or_else(Refusal::not_found)
    }
}
