//! `PUT …/invite-link`

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::access::Role;
use shared::ids::InviteLinkId;
use shared::invitations::rules::Offer;
use shared::invite_links::rules::Setting;
use shared::invite_links::wire::{InviteLink, MOST_DOMAINS, MOST_USES, SetInviteLink};
use shared::members::rules::may_leave_open;
use shared::problem::Code;

use super::body;
use super::store::{self, Link, NewToken, Set};
use crate::access::role_named;
use crate::authn::secrets;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::invitations::create::prospect;
use crate::runtime;

/// Turns the link on, or sets it anew: whoever does stands for it from then on. Another role makes another link.
pub struct SetLink;

pub(super) type Tx<'t> = Writing<'t, InOrganization<Members, Full>>;

impl Operation for SetLink {
    const SPEC: Spec = Spec::put(
        "/v1/organizations/{org}/invite-link",
        "invite_links.set",
        "Turn the shareable link on, or set it anew",
    )
    .creates()
    .previews()
    .refuses(&[Code::MayNotGrant, Code::UseOwnershipTransfer, Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = SetInviteLink;
    type Answer = InviteLink;
}

impl Write for SetLink {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Tx<'_>, mut ask: Ask<'_, Self>) -> Result<Outcome<InviteLink>, Refusal> {
        let present = store::find(tx)?;
        let asked = ask.body()?;
        let picture = tx.picture();
        let role = role_named(picture.model(), &asked.role, "/role")?;
        may_give(tx, role, present.as_ref())?;
        let domains = checked(tx, &asked)?;
        let set = Set {
            role: role.id,
            max_uses: asked.max_uses,
            expires_at: asked.expires_at,
            allowed_domains: &domains,
            approval: asked.approval,
        };
        let before = present.as_ref().map(|link| body::facts(tx, link)).transpose()?.unwrap_or(Value::Null);
        let setting = Setting::of(present.as_ref().map(|link| link.role), role.id);
        match (setting, &present) {
            (Setting::Keep, Some(link)) => {
                if is_so(tx, link, &set)? {
                    let answer = body::body(tx, link)?;
                    return Ok(Outcome::unchanged(answer));
                }
                store::edit(tx, &set)?;
            }
            (Setting::Open | Setting::Reset | Setting::Keep, _) => {
                let token = new_token(tx);
                store::open(tx, &token, &set)?;
            }
        }
        let link = store::find(tx)?.ok_or_else(body::disabled)?;
        let record = Record::new("invite_links.set", body::target(&link), before, body::facts(tx, &link)?);
        let answer = body::body(tx, &link)?;
        // What one who comes in by it gets, whether or not anybody does.
        let gains = if tx.request().preview {
            prospect(&picture, role, &Offer::default(), tx.now())?
        } else {
            Vec::new()
        };
        Ok(Outcome::changed(answer, record).created(setting == Setting::Open).rehearsed(gains, 0, Vec::new()))
    }
}

/// Whether the actor may leave the link open with this role. 403 comes before 412, and that before 422.
pub(super) fn may_give(tx: &mut Tx<'_>, role: &Role, present: Option<&Link>) -> Result<(), Refusal> {
    let allowed = may_leave_open(tx.snapshot(), tx.member()?, role.id, tx.now()).map_err(Refusal::from);
    match (allowed, present) {
        (Err(refusal), _) if refusal.code.status() == 403 => Err(refusal),
        (allowed, Some(link)) => tx.expect_revision(link.revision).and(allowed),
        (allowed, None) => allowed,
    }
}

/// A token, and what is kept of it.
pub(super) fn new_token(tx: &Tx<'_>) -> NewToken {
    let token = secrets::new_secret();
    NewToken {
        id: runtime::new_id::<InviteLinkId>(),
        hash: secrets::hash(&token),
        sealed: tx.app().keys.seal(token.as_bytes()),
    }
}

/// The domains, each once, of a body whose numbers and times can be.
fn checked(tx: &Tx<'_>, asked: &SetInviteLink) -> Result<Vec<shared::text::MailDomain>, Refusal> {
    if asked.max_uses.is_some_and(|most| !(1..=MOST_USES).contains(&most)) {
        return Err(Refusal::field("/max_uses", "out_of_range", "A link lets in 1 to 100,000 people."));
    }
    if asked.expires_at.is_some_and(|end| end <= tx.now()) {
        return Err(Refusal::field("/expires_at", "past", "This moment has passed. Choose a later one."));
    }
    let domains: BTreeSet<_> = asked.allowed_domains.iter().cloned().collect();
    if domains.len() > MOST_DOMAINS {
        return Err(Refusal::field("/allowed_domains", "too_many", "A link is for 50 domains at most."));
    }
    Ok(domains.into_iter().collect())
}

/// Whether the link is set so already, by this very member.
fn is_so(tx: &Tx<'_>, link: &Link, set: &Set<'_>) -> Result<bool, Refusal> {
    let facts = |max_uses, expires_at, domains, approval| json!([max_uses, expires_at, domains, approval]);
    let micros = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.timestamp_micros());
    let present = facts(
        link.limits.max_uses,
        micros(link.limits.expires_at),
        link.allowed_domains.as_slice(),
        link.approval,
    );
    let wanted = facts(set.max_uses, micros(set.expires_at), set.allowed_domains, set.approval);
    Ok(present == wanted && link.setter_member == tx.member()?)
}
