//! An operation behind its gate.
//!
//! A [`Route`] is made from an operation by the function of its gate, and from nothing else: it carries
//! the declaration, the permission, the way to run it, and its description for the OpenAPI document.

use serde::Serialize;
use serde_json::Value;
use shared::access::wire::Changes;
use shared::access::{Access, ResourceKind};
use shared::problem::Code;

use super::csv::{self, Csv};
use super::operation::{
    Answered, Ask, ByInvitation, ByJoining, ByLink, Check, Cookie, Operation, OwnRead, OwnWrite, Proves,
    Public, Read, Spec, Streamed, Write,
};
use super::picture::{self, Picture};
use super::request::etag;
use super::{Refusal, Request, idempotency};
use crate::app::App;
use crate::authn::principal::{Principal, authenticate};
use crate::authz::gate::{self, Seen, Written};
use crate::authz::need::Rule;
use crate::authz::own::{self, OwnWritten};
use crate::authz::{Inner, Need, Open, invitee, joiner};
use crate::db::AnyConn;
use crate::domains::proof;
use crate::evaluations::{self, Kind};
use crate::openapi::{self, Described};

/// Who may call an operation, for the document and for the matrix of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateKind {
    Permission {
        root: ResourceKind,
        rule: Rule,
    },
    Own,
    Invitation,
    Joining,
    Public {
        reason: &'static str,
    },
    /// A key that checks, a person about themselves, or one with `members: view`.
    Check,
}

/// What nearly every answer is written in.
const JSON: &str = "application/json";

/// An operation, ready to be served.
#[derive(Debug, Clone)]
pub struct Route {
    pub spec: Spec,
    pub gate: GateKind,
    /// It stays open, so its own module serves it; here are its gate and its description.
    pub streamed: bool,
    /// It is a question of the check API, which `evaluations` serves in the form of its standard.
    pub check: Option<Kind>,
    /// What the answer is written in.
    pub media: &'static str,
    pub run: fn(&App, &Request) -> Result<Reply, Refusal>,
    pub describe: fn(&mut openapi::Schemas) -> Described,
}

/// An answer, ready to be sent.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub media: &'static str,
    pub body: Option<Vec<u8>>,
    pub version: Option<u64>,
    pub etag: Option<String>,
    pub replayed: bool,
    pub cookie: Cookie,
    /// How long a browser may keep it.
    pub caching: &'static str,
}

/// What nearly every answer may be kept: not at all.
pub const NOT_KEPT: &str = "no-store";

fn route<O: Operation>(gate: GateKind, run: fn(&App, &Request) -> Result<Reply, Refusal>) -> Route {
    Route {
        spec: O::SPEC,
        gate,
        streamed: false,
        check: None,
        media: JSON,
        run,
        describe: openapi::describe::<O>,
    }
}

/// A read of an organization.
pub fn read<O: Read>() -> Route {
    let gate = GateKind::Permission { root: O::Need::ROOT, rule: O::Need::RULE };
    route::<O>(gate, |app, request| {
        let Seen { answer, version, revision } =
            gate::read::<O::Need, O::Inner, _>(app, request, |tx, inner| {
                let ask = ask::<O>(request, inner)?;
                O::run(tx, ask)
            })?;
        Ok(Reply { version: Some(version), etag: revision.map(etag), ..reply(O::SPEC.success, &answer)? })
    })
}

/// A read of an organization whose answer is a table for spreadsheets.
pub fn table<O: Read<Answer = Csv>>() -> Route {
    let gate = GateKind::Permission { root: O::Need::ROOT, rule: O::Need::RULE };
    let route = route::<O>(gate, |app, request| {
        let Seen { answer, version, .. } = gate::read::<O::Need, O::Inner, _>(app, request, |tx, inner| {
            let ask = ask::<O>(request, inner)?;
            O::run(tx, ask)
        })?;
        let body = Some(answer.as_str().as_bytes().to_vec());
        Ok(Reply { version: Some(version), media: csv::MEDIA, body, ..reply(O::SPEC.success, &())? })
    });
    Route { media: csv::MEDIA, ..route }
}

/// A read of an organization that stays open. `run` is its gate alone.
pub fn streamed<O: Streamed>() -> Route {
    let gate = GateKind::Permission { root: O::Need::ROOT, rule: O::Need::RULE };
    let gate_alone = route::<O>(gate, |app, request| {
        let Seen { version, .. } = gate::read::<O::Need, O::Inner, _>(app, request, |_, inner| {
            let _ = ask::<O>(request, inner)?;
            Ok(())
        })?;
        Ok(Reply { version: Some(version), body: None, ..reply(O::SPEC.success, &())? })
    });
    Route { streamed: true, media: "text/event-stream", ..gate_alone }
}

/// A change of an organization.
pub fn write<O: Write>() -> Route {
    let gate = GateKind::Permission { root: O::Need::ROOT, rule: O::Need::RULE };
    route::<O>(gate, |app, request| {
        // Asked for or not, an operation that only rehearses does nothing else.
        let rehearsal = O::SPEC.rehearses.then(|| Request { preview: true, ..request.clone() });
        let request = rehearsal.as_ref().unwrap_or(request);
        let written = gate::write::<O::Need, O::Inner, _>(app, request, |tx, inner| {
            let ask = ask::<O>(request, inner)?;
            O::run(tx, ask)
        })?;
        written_reply(O::SPEC, written)
    })
}

/// A change of an organization that rests on the proof of a domain.
pub fn proving<O: Proves>() -> Route {
    let route = write::<O>();
    Route { run: run_proving::<O>, ..route }
}

fn run_proving<O: Proves>(app: &App, request: &Request) -> Result<Reply, Refusal> {
    let claim = gate::read::<O::Need, O::Inner, _>(app, request, |tx, inner| {
        let ask = ask::<O>(request, inner)?;
        O::claim(tx, ask)
    });
    // Refused here, it is refused again below, where refusals are recorded.
    let refused = match claim {
        Ok(Seen { answer, .. }) => {
            if let Some(claim) = answer {
                proof::look(app, request, &claim)?;
            }
            None
        }
        Err(refusal) => Some(refusal),
    };
    let written = gate::write::<O::Need, O::Inner, _>(app, request, |tx, inner| match refused {
        Some(refusal) => Err(refusal),
        None => O::run(tx, ask::<O>(request, inner)?),
    })?;
    written_reply(O::SPEC, written)
}

/// A read of one's own.
pub fn own_read<O: OwnRead>() -> Route {
    route::<O>(GateKind::Own, |app, request| {
        let answer = own::read::<O::Inner, _>(app, request, |tx, inner| {
            let ask = ask::<O>(request, inner)?;
            O::run(tx, ask)
        })?;
        reply(O::SPEC.success, &answer)
    })
}

/// A change of one's own.
pub fn own_write<O: OwnWrite>() -> Route {
    route::<O>(GateKind::Own, |app, request| {
        let written = own::write::<O::Inner, _>(app, request, |tx, inner| {
            let ask = ask::<O>(request, inner)?;
            O::run(tx, ask)
        })?;
        match written {
            OwnWritten::Done(answer) => reply(O::SPEC.success, &answer),
            OwnWritten::Replayed(stored) => replayed(O::SPEC, stored),
        }
    })
}

/// An answer to an invitation.
pub fn by_invitation<O: ByInvitation>() -> Route {
    route::<O>(GateKind::Invitation, |app, request| {
        // 401 before anything is said about the body.
        app.db.read(|conn| authenticate(conn, app, request).map(drop))?;
        let mut ask = ask::<O>(request, O::Inner::parse(request, None)?)?;
        let name = O::named(&mut ask)?;
        let written = invitee::write(app, request, &name, O::ANSWERING, |tx, found| O::run(tx, ask, found))?;
        written_reply(O::SPEC, written)
    })
}

/// Coming in by a way that stands open.
pub fn by_joining<O: ByJoining>() -> Route {
    route::<O>(GateKind::Joining, |app, request| {
        // 401 before anything is said about the body.
        app.db.read(|conn| authenticate(conn, app, request).map(drop))?;
        let mut ask = ask::<O>(request, O::Inner::parse(request, None)?)?;
        let name = O::named(&mut ask)?;
        O::prepare(app, request, &name)?;
        let find = |conn: &mut AnyConn, principal: &Principal| O::find(conn, app, request, principal, &name);
        let written = joiner::write(app, request, find, |tx, way| O::run(tx, ask, way));
        if let Err(refusal) = &written {
            O::refused(app, request, &name, refusal);
        }
        written_reply(O::SPEC, written?)
    })
}

/// What the holder of an invitation's link may do.
pub fn by_link<O: ByLink>() -> Route {
    route::<O>(GateKind::Invitation, |app, request| {
        // 401 before anything is said about the body.
        app.db.read(|conn| authenticate(conn, app, request).map(drop))?;
        let mut ask = ask::<O>(request, O::Inner::parse(request, None)?)?;
        let token = O::token(&mut ask)?;
        let written = invitee::write_as_holder(app, request, token.as_str(), |tx, found, asking| {
            O::run(tx, ask, found, asking)
        })?;
        written_reply(O::SPEC, written)
    })
}

/// An open operation.
pub fn public<O: Public>() -> Route {
    route::<O>(GateKind::Public { reason: O::REASON }, |app, request| {
        let ask = ask::<O>(request, O::Inner::parse(request, None)?)?;
        let Answered { answer, cookie } = O::run(&Open::new(app, request), ask)?;
        Ok(Reply { cookie, ..reply(O::SPEC.success, &answer)? })
    })
}

/// An open operation whose answer is a picture.
pub fn picture<O: Public<Answer = Picture>>() -> Route {
    let route = route::<O>(GateKind::Public { reason: O::REASON }, |app, request| {
        let ask = ask::<O>(request, O::Inner::parse(request, None)?)?;
        let Answered { answer: Picture { media, bytes }, cookie } = O::run(&Open::new(app, request), ask)?;
        let plain = reply(O::SPEC.success, &())?;
        Ok(Reply { media, body: Some(bytes), cookie, caching: picture::CACHING, ..plain })
    });
    Route { media: picture::ANY, ..route }
}

/// A question of the check API.
pub fn check<O: Check>() -> Route {
    let gate = O::OPEN.map_or(GateKind::Check, |reason| GateKind::Public { reason });
    let route = route::<O>(gate, |app, request| evaluations::run(app, O::KIND, request));
    Route { check: Some(O::KIND), ..route }
}

fn ask<'r, O: Operation>(request: &'r Request, inner: O::Inner) -> Result<Ask<'r, O>, Refusal> {
    if let Some(flaw) = request.flaw {
        return Err(flaw.refusal());
    }
    if !O::SPEC.previews && !O::SPEC.rehearses && request.preview {
        return Err(Refusal::field("?preview", "unknown_parameter", "There is no parameter “preview” here."));
    }
    let query = request.parse_query::<O::Query>()?;
    let body = if O::SPEC.itemized { request.parse_items() } else { request.parse_body() };
    Ok(Ask::new(inner, query, body, request))
}

fn reply<T: Serialize>(success: u16, answer: &T) -> Result<Reply, Refusal> {
    let body = match success {
        204 => None,
        _ => Some(serde_json::to_vec(answer).map_err(Refusal::internal)?),
    };
    Ok(Reply {
        status: success,
        media: JSON,
        body,
        version: None,
        etag: None,
        replayed: false,
        cookie: Cookie::Keep,
        caching: NOT_KEPT,
    })
}

fn written_reply<T: Serialize>(spec: Spec, written: Written<T>) -> Result<Reply, Refusal> {
    match written {
        Written::Done { answer, version, changes, revision, created, deferred } => {
            let answer = serde_json::to_value(answer).map_err(Refusal::internal)?;
            let success = match (created && spec.creates, deferred && spec.defers) {
                (_, true) => 202,
                (true, false) => 201,
                (false, false) => spec.success,
            };
            let reply = reply(success, &with_changes(spec, answer, &changes)?)?;
            Ok(Reply { version: Some(version), etag: revision.map(etag), ..reply })
        }
        Written::Rehearsed(preview) => Ok(Reply { version: Some(preview.version), ..reply(200, &preview)? }),
        Written::Replayed(stored) => replayed(spec, stored),
    }
}

fn replayed(spec: Spec, stored: idempotency::Stored) -> Result<Reply, Refusal> {
    let answer = with_changes(spec, stored.answer, &stored.changes)?;
    Ok(Reply { version: stored.version, replayed: true, ..reply(spec.success, &answer)? })
}

/// Puts `changes` beside the answer's own fields, as `Changed<T>` reads it.
fn with_changes(spec: Spec, mut answer: Value, changes: &Changes) -> Result<Value, Refusal> {
    if spec.previews
        && let Value::Object(fields) = &mut answer
    {
        fields.insert("changes".to_owned(), serde_json::to_value(changes).map_err(Refusal::internal)?);
    }
    Ok(answer)
}

/// What a gate can refuse, whatever the operation.
pub fn gate_refusals(gate: GateKind) -> &'static [Code] {
    match gate {
        GateKind::Permission { rule: Rule::Member, .. } => {
            &[Code::Unauthenticated, Code::NotFound, Code::MembershipDeactivated, Code::EmailUnverified]
        }
        GateKind::Permission {
            rule:
                Rule::Scope(_, Access::None | Access::View | Access::Full)
                | Rule::OneselfOr(..)
                | Rule::Oversees(_),
            ..
        } => &[
            Code::Unauthenticated,
            Code::NotFound,
            Code::MembershipDeactivated,
            Code::EmailUnverified,
            Code::PermissionDenied,
        ],
        // A key has no account of its own.
        GateKind::Own => &[Code::Unauthenticated, Code::PermissionDenied],
        GateKind::Invitation => &[
            Code::Unauthenticated,
            Code::InvitationNotFound,
            Code::InvitationWrongAccount,
            Code::InvitationExpired,
            Code::InvitationUsed,
            Code::EmailUnverified,
            Code::PermissionDenied,
        ],
        GateKind::Joining => &[
            Code::Unauthenticated,
            Code::PermissionDenied,
            Code::EmailUnverified,
            Code::MembershipDeactivated,
            Code::NeedsInvitation,
        ],
        // The check API says what it refuses by its standard: see `openapi.rs`.
        GateKind::Public { .. } | GateKind::Check => &[],
    }
}
