//! `POST …/join-requests`

use serde_json::json;
use shared::access::{Denied, GrantSource};
use shared::domains::rules::Entry;
use shared::ids::MemberId;
use shared::invitations::rules::Newcomer;
use shared::join_requests::wire::{AskToJoin, JoinRequestStatus, MyJoinRequest};
use shared::members::rules::{Door, walk_in};
use shared::plans::seats::is_paid;
use shared::problem::Code;
use shared::text::Name;

use super::ask::{self, Asking};
use super::standing::{self, Standing};
use super::store::{self, By};
use crate::app::App;
use crate::authn::principal::{Principal, authenticate};
use crate::authz::joiner::Found;
use crate::authz::{Joiner, Outcome, Proof, Record, Writing, party};
use crate::db::AnyConn;
use crate::domains::proof;
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, ByJoining, Operation, Refusal, Request, Spec};
use crate::members::admit::{CameIn, admit};
use crate::{runtime, seats};

/// Asks to be let in, by an address at a domain of the organization; where the domain is open, comes straight in.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/join-requests",
        "join_requests.create",
        "Ask to be let in, or come straight in where the domain is open",
    )
    .creates()
    .previews()
    .refuses(&[Code::NotFound, Code::AlreadyMember, Code::JoinRequestDenied, Code::DnsUnreachable]);
    type Inner = ();
    type Query = NoQuery;
    type Body = AskToJoin;
    type Answer = MyJoinRequest;
}

impl ByJoining for Create {
    type Name = String;
    type Way = Standing;

    fn named(ask: &mut Ask<'_, Self>) -> Result<String, Refusal> {
        Ok(ask.request.segment("org").to_owned())
    }

    /// The domain may have been sold since it was proven: DNS is asked, with nothing locked.
    fn prepare(app: &App, request: &Request, name: &String) -> Result<(), Refusal> {
        let claim = app.db.read(|conn| {
            let principal = authenticate(conn, app, request)?;
            principal.require_verified(app)?;
            let domain = standing::find(conn, &principal, name, request.now)?.at.letting.domain;
            app.limits.count(Limited::JoinRequests, &principal.user.to_string())?;
            Ok::<_, Refusal>(domain.needs_a_look(request.now).then(|| domain.claim()))
        })?;
        claim.map_or(Ok(()), |claim| proof::look(app, request, &claim))
    }

    fn find(
        conn: &mut AnyConn,
        app: &App,
        request: &Request,
        principal: &Principal,
        name: &String,
    ) -> Result<Found<Standing>, Refusal> {
        principal.require_verified(app)?;
        let way = standing::proven(conn, principal, name, request.now)?;
        Ok(Found { organization: way.at.organization(), way })
    }

    fn run(
        tx: &mut Writing<'_, Joiner>,
        mut ask: Ask<'_, Self>,
        way: Standing,
    ) -> Result<Outcome<MyJoinRequest>, Refusal> {
        let AskToJoin { note } = ask.body()?;
        let note = note.as_ref().map(|note| note.as_str()).filter(|text| !text.is_empty());
        let name: Name = way.at.letting.organization.parse().map_err(Refusal::internal)?;
        let waiting = ask::waiting(tx)?;
        let role = way.at.letting.domain.default_role;
        // Without a seat nobody comes in, whatever the domain lets them: an admin decides when there is one.
        let me = tx.actor().user;
        let full =
            way.entry == Entry::StraightIn && is_paid(tx.snapshot(), role) && !seats::has_one_for(tx, me)?;
        if way.entry == Entry::StraightIn
            && !full
            && let Some(outcome) = straight_in(tx, &way, note, &name)?
        {
            return Ok(outcome);
        }
        if let Some(waiting) = waiting {
            return Ok(Outcome::unchanged(ask::answer(tx, waiting, &name)?));
        }
        let reason = match way.entry {
            Entry::AskAsNotTrusted => Some("method_not_trusted"),
            Entry::StraightIn if full => Some(Code::SeatsFull.key()),
            Entry::StraightIn | Entry::Ask | Entry::Closed => None,
        };
        let through = ("domain", json!(way.at.letting.domain.name));
        let asked = ask::ask_admins(tx, &asking(&way, note, reason), &name, through)?;
        Ok(asked.created(true))
    }
}

fn asking<'a>(way: &'a Standing, note: Option<&'a str>, reason: Option<&'static str>) -> Asking<'a> {
    let domain = &way.at.letting.domain;
    Asking {
        email: &way.at.email,
        email_key: &way.at.email_key,
        by: By::Domain(domain.id),
        suggested_role: domain.default_role,
        note,
        reason,
    }
}

/// Takes them in by the rule of the domain; `None` where its role has become one that nobody gets that way.
fn straight_in(
    tx: &mut Writing<'_, Joiner>,
    way: &Standing,
    note: Option<&str>,
    name: &Name,
) -> Result<Option<Outcome<MyJoinRequest>>, Refusal> {
    let domain = &way.at.letting.domain;
    let picture = tx.picture();
    let (user, member) = (tx.actor().user, runtime::new_id::<MemberId>());
    let source = GrantSource::DomainRule;
    let newcomer = Newcomer { user, member, grant_id: &mut runtime::new_id, source };
    let decision = match walk_in(&picture, newcomer, domain.default_role, way.past, Door::DomainRule) {
        Err(Denied::NotForWalkIns | Denied::UnknownRole) => return Ok(None),
        decision => decision?,
    };
    let CameIn { accepted, voided } = admit(tx, user, &decision, &[])?;
    let id = ask::insert(tx, &asking(way, note, None), JoinRequestStatus::Approved)?;
    let found = store::own(tx, id)?;
    let mut answer = ask::answer(tx, found, name)?;
    let record = Record::new(
        "members.join",
        party("member", member, tx.actor().name.as_str()),
        json!(null),
        json!({ "domain": domain.name, "email": way.at.email, "role": accepted.membership.role.key }),
    );
    answer.joined = Some(accepted);
    Ok(Some(Outcome::changed(answer, record).and(voided).created(true)))
}
