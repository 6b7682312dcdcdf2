//! `DELETE /v1/me/join-requests/{jrq}`

use serde_json::json;
use shared::ids::JoinRequestId;
use shared::join_requests::rules::{Answering, withdrawing};
use shared::problem::Code;

use super::approve::closed;
use super::store;
use crate::app::App;
use crate::authn::principal::Principal;
use crate::authz::joiner::Found;
use crate::authz::{Joiner, Outcome, Record, Writing, party};
use crate::db::AnyConn;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, ByJoining, Empty, Operation, Refusal, Request, Spec};

/// Takes one's own request back.
pub struct Withdraw;

impl Operation for Withdraw {
    const SPEC: Spec = Spec::delete(
        "/v1/me/join-requests/{jrq}",
        "me.withdraw_join_request",
        "Take one of my requests to be let in back",
    )
    .silent()
    .refuses(&[Code::NotFound, Code::JoinRequestClosed]);
    type Inner = JoinRequestId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl ByJoining for Withdraw {
    type Name = JoinRequestId;
    type Way = store::Found;

    fn named(ask: &mut Ask<'_, Self>) -> Result<JoinRequestId, Refusal> {
        let NoBody {} = ask.body()?;
        Ok(ask.inner)
    }

    fn find(
        conn: &mut AnyConn,
        _: &App,
        _: &Request,
        principal: &Principal,
        name: &JoinRequestId,
    ) -> Result<Found<store::Found>, Refusal> {
        let way = store::of_person(conn, principal.user, *name)?;
        Ok(Found { organization: way.organization, way })
    }

    fn run(
        tx: &mut Writing<'_, Joiner>,
        _: Ask<'_, Self>,
        way: store::Found,
    ) -> Result<Outcome<Empty>, Refusal> {
        match withdrawing(way.status).map_err(|_| closed(way.status))? {
            Answering::Again => return Ok(Outcome::unchanged(Empty {})),
            Answering::Now => {}
        }
        store::withdraw(tx, way.id)?;
        let record = Record::new(
            "join_requests.withdraw",
            party("join_request", way.id, way.email),
            json!({ "status": "pending" }),
            json!({ "status": "withdrawn" }),
        );
        Ok(Outcome::changed(Empty {}, record))
    }
}
