//! `GET …/seats`

use shared::plans::wire::Seats;

use crate::authz::Reading;
use crate::authz::need::{InOrganization, Members, View};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows how many paid seats the plan has, how many are taken and kept, and how many invitations wait for one.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec =
        Spec::get("/v1/organizations/{org}/seats", "seats.show", "Show how many seats are taken and free");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Seats;
}

impl Read for Show {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, _: Ask<'_, Self>) -> Result<Seats, Refusal> {
        Ok(super::of(tx)?.body())
    }
}
