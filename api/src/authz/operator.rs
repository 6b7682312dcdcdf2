//! The operator of the deployment, at its command line. Whoever can open the database needs no permission from
//! it; what they do to an organization is versioned, guarded, previewed and recorded all the same.

use shared::ids::OrganizationId;

use super::gate::{self, Written};
use super::need::Operator;
use super::{Actor, Outcome, Writing};
use crate::app::App;
use crate::http::{Refusal, Request};

/// Runs `body` over an organization, under its lock.
pub fn write<T: serde::Serialize>(
    app: &App,
    request: &Request,
    organization: OrganizationId,
    body: impl FnOnce(&mut Writing<'_, Operator>) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    gate::locked::<Operator, T>(app, request, organization, Actor::operator(), body)
}

/// The same where nobody acts: the service found something out, or time did.
pub fn as_the_service<T: serde::Serialize>(
    app: &App,
    request: &Request,
    organization: OrganizationId,
    body: impl FnOnce(&mut Writing<'_, Operator>) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    gate::locked::<Operator, T>(app, request, organization, Actor::service(), body)
}
