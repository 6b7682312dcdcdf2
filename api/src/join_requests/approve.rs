//! `POST …/join-requests/{jrq}/approve`

use serde_json::json;
use shared::access::GrantSource;
use shared::ids::{JoinRequestId, MemberId};
use shared::invitations::rules::{Newcomer, Offer, add};
use shared::join_requests::rules::{Answer, Answering, answering};
use shared::join_requests::wire::{ApproveJoinRequest, JoinRequest, JoinRequestStatus, RequestSource};
use shared::notifications::{Page, Topic};
use shared::problem::Code;

use super::body::body;
use super::store::{self, Found};
use crate::access::role_named;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Reading, Record, Writing, party};
use crate::domains::proof::{self, Claim};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Proves, Refusal, Spec, Write};
use crate::members::admit::{CameIn, admit};
use crate::notifications::Notice;
use crate::outbox::letters::JoinApproved;
use crate::{domains, runtime};

/// Lets somebody in who asked, with the role that is chosen here.
pub struct Approve;

impl Operation for Approve {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/join-requests/{jrq}/approve",
        "join_requests.approve",
        "Let somebody in who asked",
    )
    .previews()
    .refuses(&[
        Code::JoinRequestClosed,
        Code::RequesterUnverified,
        Code::DomainUnverified,
        Code::RecordNotFound,
        Code::DnsUnreachable,
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::MemberDeactivated,
        Code::ReachShared,
        Code::NoSeat,
    ]);
    type Inner = JoinRequestId;
    type Query = NoQuery;
    type Body = ApproveJoinRequest;
    type Answer = JoinRequest;
}

impl Proves for Approve {
    /// The domain is looked up again, unless that was done a moment ago.
    fn claim(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Option<Claim>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        let pending = found.status == JoinRequestStatus::Pending;
        let Some(id) = found.domain.filter(|_| pending) else { return Ok(None) };
        let (now, domain) = (tx.now(), domains::store::known(tx, id)?);
        let claim = domain.filter(|domain| domain.needs_a_look(now)).map(|domain| domain.claim());
        if claim.is_some() {
            tx.app().limits.count(Limited::DomainLooks, &tx.actor().user.to_string())?;
        }
        Ok(claim)
    }
}

impl Write for Approve {
    type Need = InOrganization<Members, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<JoinRequest>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        let ApproveJoinRequest { role, note } = ask.body()?;
        let picture = tx.picture();
        let role = role_named(picture.model(), &role, "/role")?;
        match answering(found.status, Answer::Approve).map_err(|_| closed(found.status))? {
            Answering::Again => return Ok(Outcome::unchanged(body(tx, found)?)),
            Answering::Now => {}
        }
        let (user, member) = (found.user, runtime::new_id::<MemberId>());
        let source = GrantSource::Person(tx.actor().user);
        let newcomer = Newcomer { user, member, grant_id: &mut runtime::new_id, source };
        let decision = add(&picture, tx.member()?, newcomer, role.id, &Offer::default(), tx.now())?;
        still_proven(tx, &found)?;

        let note = note.as_ref().map(|note| note.as_str()).filter(|text| !text.is_empty());
        // Answered first: what is still open for them when they come in is superseded.
        store::answer(tx, found.id, JoinRequestStatus::Approved, note)?;
        let CameIn { accepted, voided } = admit(tx, user, &decision, &[])?;
        let (actor, organization) = (tx.actor().name.clone(), accepted.organization.name.to_string());
        // Also in the notice: there may be no mail.
        let said = note.map(|note| format!(" They wrote: “{note}”")).unwrap_or_default();
        let text = format!("{actor} let you into {organization} as {}.{said}", role.name);
        let letter = JoinApproved {
            actor,
            organization,
            role: role.name.clone(),
            note: note.map(str::to_owned),
            link: tx.app().config.page(&accepted.organization.slug),
        };
        let notice = Notice::new(Topic::Membership, "join_requests.approve", text).at(Page::OwnAccess);
        tx.notify(user, &notice.with(letter))?;
        let record = Record::new(
            "join_requests.approve",
            party("member", member, found.user_name),
            json!({ "status": "pending" }),
            json!({ "status": "approved", "request": found.id, "email": found.email, "role": role.key }),
        );
        let answered = store::find(tx, found.id)?;
        Ok(Outcome::changed(body(tx, answered)?, record).and(voided))
    }
}

/// What let them ask has to hold still: their address is theirs, and its domain the organization's.
fn still_proven(tx: &mut Writing<'_, InOrganization<Members, Full>>, found: &Found) -> Result<(), Refusal> {
    if store::verified(tx, std::slice::from_ref(found))?.is_empty() {
        return Err(Refusal::new(
            Code::RequesterUnverified,
            format!(
                "{} is not their verified address any more. They can ask again, or be invited.",
                found.email
            ),
        ));
    }
    let domain = match (found.source, found.domain) {
        (RequestSource::Link, _) => return Ok(()),
        (RequestSource::Domain, Some(id)) => domains::store::known(tx, id)?,
        (RequestSource::Domain, None) => None,
    };
    match domain {
        Some(domain) => proof::require(&domain),
        None => Err(Refusal::new(
            Code::DomainUnverified,
            "The domain that they asked by was given up. Deny the request, or invite them by their address.",
        )),
    }
}

/// It was answered, or taken back.
pub(super) fn closed(status: JoinRequestStatus) -> Refusal {
    Refusal::new(
        Code::JoinRequestClosed,
        match status {
            JoinRequestStatus::Pending => "This request is open.",
            JoinRequestStatus::Approved => "This request was approved already.",
            JoinRequestStatus::Denied => {
                "This request was denied already. Invite them, if they are to come in."
            }
            JoinRequestStatus::Withdrawn => "Whoever asked has taken the request back.",
            JoinRequestStatus::Superseded => "They were invited, or came in another way.",
        },
    )
}
