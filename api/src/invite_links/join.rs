//! `POST /v1/invite-links/join`

use serde_json::json;
use shared::access::GrantSource;
use shared::ids::MemberId;
use shared::invitations::rules::Newcomer;
use shared::invite_links::rules::{is_for, join, may_try, stands};
use shared::invite_links::wire::{Asked, AskedState, InviteLinkToken, Joined};
use shared::members::rules::Past;
use shared::notifications::{Page, Topic};
use shared::plans::seats::is_paid;
use shared::problem::Code;
use shared::text::{EmailAddress, Name};

use super::store::{self, Link};
use super::{body, stalled};
use crate::app::App;
use crate::authn::principal::Principal;
use crate::authn::secrets;
use crate::authz::joiner::Found;
use crate::authz::{Joiner, Outcome, Proof, Record, Writing, party};
use crate::db::AnyConn;
use crate::http::request::NoQuery;
use crate::http::{Ask, ByJoining, Operation, Refusal, Request, Spec};
use crate::join_requests::ask::Asking;
use crate::join_requests::store::By;
use crate::members::admit::{CameIn, admins, admit, landing};
use crate::notifications::Notice;
use crate::{join_requests, members, organizations, runtime, seats};

/// Comes in by the link. Whoever is a member already is answered as they are, and not counted.
pub struct Join;

impl Operation for Join {
    const SPEC: Spec = Spec::post("/v1/invite-links/join", "invite_links.join", "Join by a shareable link")
        .previews()
        .defers()
        .refuses(&[
            Code::JoinRequestDenied,
            Code::LinkNotFound,
            Code::DomainNotAllowed,
            Code::LinkSetterMayNot,
            Code::LinkExpired,
            Code::LinkUsedUp,
            Code::SeatsFull,
        ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = InviteLinkToken;
    type Answer = Joined;
}

/// The link, and what whoever holds it is, or was, in its organization.
pub struct Way {
    link: Link,
    past: Past,
}

impl ByJoining for Join {
    /// The hash of the token.
    type Name = String;
    type Way = Way;

    fn named(ask: &mut Ask<'_, Self>) -> Result<String, Refusal> {
        Ok(secrets::hash(ask.body()?.token.as_str()))
    }

    fn find(
        conn: &mut AnyConn,
        app: &App,
        request: &Request,
        principal: &Principal,
        hash: &String,
    ) -> Result<Found<Way>, Refusal> {
        let link = store::by_token(conn, hash)?.ok_or_else(body::unknown)?;
        principal.require_verified(app)?;
        let past = members::store::past(conn, link.organization, principal.user, request.now)?;
        // A member joins again whatever has become of the link: nothing is done.
        if past != Past::Active {
            may_try(past, link.approval)?;
            if !is_for(&link.allowed_domains, &store::verified_addresses(conn, principal.user)?) {
                return Err(other_domain());
            }
            link.limits.let_in(request.now).map_err(body::spent)?;
        }
        Ok(Found { organization: link.organization, way: Way { link, past } })
    }

    fn run(tx: &mut Writing<'_, Joiner>, _: Ask<'_, Self>, way: Way) -> Result<Outcome<Joined>, Refusal> {
        let Way { link, past } = way;
        let user = tx.actor().user;
        if past == Past::Active {
            return Ok(Outcome::unchanged(Joined::In(landing(tx, user, &[])?)));
        }
        if link.approval {
            return ask(tx, &link);
        }
        let (picture, now, name) = (tx.picture(), tx.now(), tx.actor().name.clone());
        let member = runtime::new_id::<MemberId>();
        let newcomer = Newcomer { user, member, grant_id: &mut runtime::new_id, source: GrantSource::Link };
        let decision = join(&picture, Some(link.setter_member), newcomer, link.role, past, now)?;
        if is_paid(&picture, link.role) && !seats::has_one_for(tx, user)? {
            return Err(seats::full());
        }
        let CameIn { accepted, voided } = admit(tx, user, &decision, &[])?;
        store::count_use(tx, link.id)?;
        let organization = &accepted.organization.name;
        let role = &accepted.membership.role;
        let text = format!("{name} joined {organization} as {} by the invite link.", role.name);
        let notice = Notice::new(Topic::Joins, "invite_links.join", text).at(Page::Member(member));
        tx.notify_all(&admins(&picture, now), &notice)?;
        let after = json!({ "link": link.id, "role": role.key });
        let record = Record::new("invite_links.join", party("member", member, name), json!(null), after);
        Ok(Outcome::changed(Joined::In(accepted), record).and(voided))
    }

    fn refused(app: &App, request: &Request, hash: &String, refusal: &Refusal) {
        if !request.preview && matches!(refusal.code, Code::LinkSetterMayNot | Code::SeatsFull) {
            stalled::note(app, hash, refusal.code, request.now);
        }
    }
}

/// An admin decides. Whoever waits already is answered so again, and not counted.
fn ask(tx: &mut Writing<'_, Joiner>, link: &Link) -> Result<Outcome<Joined>, Refusal> {
    let asked = |request| Joined::Asked(Asked { state: AskedState::Requested, request });
    let name: Name = organizations::store::name(tx)?.parse().map_err(Refusal::internal)?;
    stands(tx.snapshot(), Some(link.setter_member), link.role, tx.now())?;
    if let Some(waiting) = join_requests::ask::waiting(tx)? {
        let request = join_requests::ask::answer(tx, waiting, &name)?;
        return Ok(Outcome::unchanged(asked(request)).deferred());
    }
    let user = tx.actor().user;
    // One at a domain of the link, where it has some.
    let fits = |address: &&EmailAddress| is_for(&link.allowed_domains, [*address]);
    let addresses = store::verified_addresses(tx.sql(), user)?;
    let address = match addresses.iter().find(fits) {
        Some(address) => address.clone(),
        None => members::store::address(tx, user)?.parse().map_err(Refusal::internal)?,
    };
    let (email, email_key) = (address.as_str(), address.key());
    let asking = Asking {
        email,
        email_key: &email_key,
        by: By::Link(link.id),
        suggested_role: link.role,
        note: None,
        reason: None,
    };
    let outcome = join_requests::ask::ask_admins(tx, &asking, &name, ("link", json!(link.id)))?;
    store::count_use(tx, link.id)?;
    Ok(outcome.map(asked).deferred())
}

fn other_domain() -> Refusal {
    Refusal::new(
        Code::DomainNotAllowed,
        "This link is for addresses at certain domains. Verify one of yours that is at such a domain, or ask for an invitation.",
    )
}
