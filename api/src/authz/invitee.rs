//! Possession of an invitation, by the account that it is for: the gate of accepting and declining. Another
//! account that holds the link passes a gate of its own, to no more than asking.
//!
//! Binding is to a verified address. What an account may learn depends on whether the invitation is for
//! one of its addresses: to any other account, an invitation that is over is one that never was.

use chrono::{DateTime, Utc};
use shared::ids::{InvitationId, MemberId};
use shared::invitations::rules::{
    Accepting, Asking, Declining, Reader, State, TurnedAway, accepting, asking_address, declining,
};
use shared::problem::Code;
use shared::text::EmailAddress;

use super::gate::{Written, locked};
use super::need::{Holder, Invitee};
use super::outcome::Outcome;
use super::proof::{Actor, Proof, Writing};
use crate::app::App;
use crate::authn::principal::{Principal, authenticate};
use crate::authn::secrets;
use crate::db::{AnyConn, Verdict};
use crate::http::{Refusal, Request};
use crate::invitations::store::{self, Found};

/// How a request names the invitation.
#[derive(Debug, Clone)]
pub enum InvitationName {
    /// By the secret of its link.
    Token(String),
    /// By its id, out of the person's own list.
    Id(InvitationId),
}

impl InvitationName {
    fn find(&self, conn: &mut AnyConn) -> Result<Option<Found>, Refusal> {
        match self {
            Self::Token(token) => store::by_token(conn, &secrets::hash(token)),
            Self::Id(id) => store::by_id(conn, *id),
        }
    }

    /// What is answered where there is none, or none of theirs.
    fn unknown(&self) -> Refusal {
        match self {
            Self::Token(_) => unknown(),
            Self::Id(_) => Refusal::not_found(),
        }
    }

    /// A link may be held by anybody, and they are told why it is not theirs. An id is told to nobody: to
    /// whom it does not belong it does not exist (T1).
    fn turned_away(&self, why: TurnedAway, found: &Found) -> Refusal {
        match (self, why) {
            (Self::Id(_), TurnedAway::WrongAccount | TurnedAway::NotFound) => self.unknown(),
            (Self::Token(_), _) | (Self::Id(_), TurnedAway::Expired | TurnedAway::Used) => {
                turned_away(why, found)
            }
        }
    }
}

/// The 404 that unknown, revoked and replaced invitations share.
pub fn unknown() -> Refusal {
    Refusal::new(
        Code::InvitationNotFound,
        "This link leads to no open invitation. Ask whoever invited you for a new one.",
    )
}

/// Who looks at an invitation, and what it is to them.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub reader: Reader,
    /// Whether they have verified the address.
    pub verified: bool,
    pub state: State,
}

/// Looks at an invitation. Where it is older than the end of their membership it is void to whoever it is for, as it
/// would be to everybody if the address had been known for theirs then (M8).
pub fn look(
    conn: &mut AnyConn,
    principal: Option<&Principal>,
    found: &Found,
    now: DateTime<Utc>,
) -> Result<Look, Refusal> {
    let state = found.state(now);
    let stranger = |reader| Look { reader, verified: false, state };
    let Some(principal) = principal else { return Ok(stranger(Reader::SignedOut)) };
    let Some(verified) = store::address_of(conn, principal.user, &found.email_key)? else {
        return Ok(stranger(Reader::Another));
    };
    let void = store::UNANSWERED.contains(&found.recorded) && store::outlived(conn, principal.user, found)?;
    let state = if void { State::Revoked } else { state };
    Ok(Look { reader: Reader::Invited, verified, state })
}

/// The problem of somebody who is turned away.
pub fn turned_away(why: TurnedAway, found: &Found) -> Refusal {
    match why {
        TurnedAway::NotFound => unknown(),
        TurnedAway::Expired => Refusal::new(
            Code::InvitationExpired,
            "This invitation has expired. Ask whoever invited you to send it again.",
        ),
        TurnedAway::Used => Refusal::new(
            Code::InvitationUsed,
            "This invitation was answered already. Sign in to see where you are a member.",
        ),
        TurnedAway::WrongAccount => {
            let hint = found.email.parse::<EmailAddress>().map(|email| email.hint()).unwrap_or_default();
            Refusal {
                email_hint: Some(hint),
                ..Refusal::new(
                    Code::InvitationWrongAccount,
                    "This invitation is for another address. Sign in with that one, or add it to your account.",
                )
            }
        }
    }
}

/// Runs `body` for the account that the invitation is for, under the organization's lock. The invitation
/// is looked at twice: before the lock, so that strangers hold nobody up, and under it, because it may
/// have been answered or revoked meanwhile.
pub fn write<T: serde::Serialize>(
    app: &App,
    request: &Request,
    name: &InvitationName,
    answering: Answering,
    body: impl FnOnce(&mut Writing<'_, Invitee>, Found) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    let mut seen = None;
    let looked = app.db.read(|conn| {
        let principal = authenticate(conn, app, request)?;
        let found = name.find(conn)?.ok_or_else(|| name.unknown())?;
        seen = Some(found.id);
        let member = admit(conn, app, &principal, name, &found, answering, request.now)?;
        Ok::<_, Refusal>((principal, found, member))
    });
    let result = looked.and_then(|(principal, found, member)| {
        let actor = Actor::of(principal.clone().into(), member);
        locked(app, request, found.organization, actor, |tx| {
            let now = tx.now();
            let again = name.find(tx.sql())?.ok_or_else(|| name.unknown())?;
            // Another acceptance may have made them a member since the first look.
            let member = admit(tx.sql(), app, &principal, name, &again, answering, now)?;
            tx.acts_as(member);
            body(tx, again)
        })
    });
    if let (Err(refusal), Some(id)) = (&result, seen)
        && !request.preview
        && matches!(
            refusal.code,
            Code::InvitationWrongAccount | Code::InvitationExpired | Code::EmailUnverified | Code::SeatsFull
        )
    {
        note_refusal(app, id, refusal, request.now);
    }
    result
}

/// Runs `body` for whoever holds the link, where the invitation is open and for another address than theirs;
/// [`Asking::Theirs`] where it is for them. Whatever else it is was never there, to another account.
pub fn write_as_holder<T: serde::Serialize>(
    app: &App,
    request: &Request,
    token: &str,
    body: impl FnOnce(&mut Writing<'_, Holder>, Found, Asking) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    let name = InvitationName::Token(token.to_owned());
    let hold = |conn: &mut AnyConn, principal: &Principal, found: &Found| {
        let Look { reader, state, .. } = look(conn, Some(principal), found, request.now)?;
        let asking = asking_address(state, reader).map_err(|why| turned_away(why, found))?;
        if asking == Asking::Note && !principal.verified && app.config.require_verified_email() {
            return Err(Refusal::new(
                Code::EmailUnverified,
                "Verify your own address first: an invitation is sent to none that is not proven.",
            ));
        }
        Ok(asking)
    };
    let (principal, found) = app.db.read(|conn| {
        let principal = authenticate(conn, app, request)?;
        let found = name.find(conn)?.ok_or_else(unknown)?;
        hold(conn, &principal, &found)?;
        Ok::<_, Refusal>((principal, found))
    })?;
    let actor = Actor::of(principal.clone().into(), None);
    locked(app, request, found.organization, actor, |tx| {
        let again = name.find(tx.sql())?.ok_or_else(unknown)?;
        let asking = hold(tx.sql(), &principal, &again)?;
        body(tx, again, asking)
    })
}

/// What the invited account is doing with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    Accept,
    Decline,
}

/// Lets the invited account through; an answered invitation only to whoever gave the same answer.
fn admit(
    conn: &mut AnyConn,
    app: &App,
    principal: &Principal,
    name: &InvitationName,
    found: &Found,
    answering: Answering,
    now: DateTime<Utc>,
) -> Result<Option<MemberId>, Refusal> {
    let member = store::membership_of(conn, principal.user, found.organization)?;
    let Look { reader, verified, state } = look(conn, Some(principal), found, now)?;
    let again = match answering {
        Answering::Accept => {
            let accepting = accepting(state, reader, principal.user, found.accepted_by);
            accepting.map_err(|why| name.turned_away(why, found))? == Accepting::Again
        }
        Answering::Decline => {
            declining(state, reader).map_err(|why| name.turned_away(why, found))? == Declining::Again
        }
    };
    if again {
        // They accepted, and were removed since: a return needs a new invitation.
        return match (answering, member) {
            (Answering::Accept, None) => Err(name.turned_away(TurnedAway::Used, found)),
            (Answering::Accept | Answering::Decline, member) => Ok(member),
        };
    }
    // Where no mail can be sent nobody could verify anything: the link was passed on by hand.
    // By id there is no secret that was passed on: whoever read the id could have claimed the address.
    if !verified && matches!(name, InvitationName::Id(_)) {
        return Err(name.unknown());
    }
    if !verified && app.config.require_verified_email() {
        return Err(Refusal::new(
            Code::EmailUnverified,
            "Verify your address first: open the link in the mail that we sent to it. Then answer the invitation.",
        ));
    }
    Ok(member)
}

/// Admins see on the pending tab that somebody was turned away, and why. It consumes nothing.
pub fn note_refusal(app: &App, invitation: InvitationId, refusal: &Refusal, now: DateTime<Utc>) {
    let noted = app.db.write::<_, Refusal>(|conn| {
        store::note_refusal(conn, invitation, refusal.code, now)?;
        Ok(Verdict::Commit(()))
    });
    if let Err(error) = noted {
        tracing::warn!(code = error.code.key(), "a refused invitation was not noted");
    }
}
