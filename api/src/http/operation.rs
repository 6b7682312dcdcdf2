//! One declaration an operation: its route, its place in the OpenAPI document, and the gate that it stands
//! behind. Nothing else registers a route.
//!
//! An operation is a unit type. [`Operation`] says what it is called and what it takes and answers; exactly
//! one of the gate traits ([`Read`], [`Streamed`], [`Write`] (with [`Proves`] or without), [`OwnRead`],
//! [`OwnWrite`], [`ByInvitation`], [`ByJoining`], [`ByLink`], [`Public`], [`Check`])
//! says who may call it and holds its body. A body gets a transaction from its gate and cannot get one
//! elsewhere.

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::invitations::rules::Asking;
use shared::problem::Code;
use shared::text::Secret;

use super::{Refusal, Request};
use crate::app::App;
use crate::authn::principal::Principal;
use crate::authz::invitee::Answering;
use crate::authz::{
    Holder, Inner, InvitationName, Invitee, Joiner, Need, Open, Outcome, OwnOutcome, OwnReading, OwnWriting,
    Reading, Writing, joiner,
};
use crate::db::AnyConn;
use crate::domains::proof::Claim;
use crate::evaluations::Kind;
use crate::invitations::store::Found;

/// What an operation is called and how it answers.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    pub method: &'static str,
    pub path: &'static str,
    /// Capability and verb, `members.change_role`: the operation's id in the document, and its file.
    pub name: &'static str,
    pub summary: &'static str,
    /// The status of success.
    pub success: u16,
    /// Codes of its own, beside those that every operation can answer.
    pub refusals: &'static [Code],
    /// Keys that a replay leaves out of the answer.
    pub secrets: &'static [&'static str],
    pub previews: bool,
    /// Never does anything but rehearse: what it answers is the preview.
    pub rehearses: bool,
    /// Success is 201 where what a PUT is about was not there before.
    pub creates: bool,
    /// Success is 202 where it waits for somebody else.
    pub defers: bool,
    /// Decides each item of a list by itself: a text that cannot be kept is that item's alone.
    pub itemized: bool,
}

impl Spec {
    const fn new(
        method: &'static str,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            name,
            summary,
            success: 200,
            refusals: &[],
            secrets: &[],
            previews: false,
            rehearses: false,
            creates: false,
            defers: false,
            itemized: false,
        }
    }
    pub const fn get(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self::new("GET", path, name, summary)
    }
    pub const fn post(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self::new("POST", path, name, summary)
    }
    pub const fn put(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self::new("PUT", path, name, summary)
    }
    pub const fn patch(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self::new("PATCH", path, name, summary)
    }
    pub const fn delete(path: &'static str, name: &'static str, summary: &'static str) -> Self {
        Self::new("DELETE", path, name, summary)
    }
    pub const fn created(self) -> Self {
        Self { success: 201, ..self }
    }
    /// A PUT: 201 where it makes what was not there, and 200 where it replaces.
    pub const fn creates(self) -> Self {
        Self { creates: true, ..self }
    }
    /// 202 where what was asked waits for somebody else.
    pub const fn defers(self) -> Self {
        Self { defers: true, ..self }
    }
    /// Each item is applied or refused by itself. The items' texts are read by [`shared::text`]'s `sent`, and the
    /// other fields by types that hold no NUL: the body as a whole is not refused for one.
    pub const fn itemized(self) -> Self {
        Self { itemized: true, ..self }
    }
    /// Success is 204 and no body.
    pub const fn silent(self) -> Self {
        Self { success: 204, ..self }
    }
    pub const fn refuses(self, refusals: &'static [Code]) -> Self {
        Self { refusals, ..self }
    }
    pub const fn secrets(self, secrets: &'static [&'static str]) -> Self {
        Self { secrets, ..self }
    }
    /// Writes nothing, and answers with the preview of what it was asked about.
    pub const fn rehearses(self) -> Self {
        Self { rehearses: true, ..self }
    }
    /// A change of access: answers `changes`, and only rehearses with `?preview=true`.
    pub const fn previews(self) -> Self {
        Self { previews: true, ..self }
    }
}

/// What every operation declares.
pub trait Operation: Sized + 'static {
    const SPEC: Spec;
    /// The id inside the organization that the path names, or `()`.
    type Inner: Inner;
    type Query: DeserializeOwned + QueryParameters;
    type Body: DeserializeOwned + utoipa::ToSchema;
    type Answer: Serialize + utoipa::ToSchema;
}

/// A read of an organization's data, by a member who holds [`Read::Need`].
pub trait Read: Operation {
    type Need: Need;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal>;
}

/// A read that stays open, by a member who holds [`Streamed::Need`]: its module serves it, and asks the gate
/// again before every event.
pub trait Streamed: Operation {
    type Need: Need;
}

/// A change inside an organization, by a member who holds [`Write::Need`].
pub trait Write: Operation {
    type Need: Need;
    fn run(tx: &mut Writing<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Outcome<Self::Answer>, Refusal>;
}

/// A change that rests on the proof of a domain, which may have to be looked up first: over the network, so with
/// no transaction open. What the look came to stands on the domain, where the change reads it.
pub trait Proves: Write {
    /// The domain to look up, if one has to be.
    fn claim(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Option<Claim>, Refusal>;
}

/// A read of the caller's own account.
pub trait OwnRead: Operation {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal>;
}

/// A change of the caller's own account.
pub trait OwnWrite: Operation {
    fn run(tx: &mut OwnWriting<'_>, ask: Ask<'_, Self>) -> Result<OwnOutcome<Self::Answer>, Refusal>;
}

/// An answer to an invitation, by the account that it is for.
pub trait ByInvitation: Operation {
    const ANSWERING: Answering;
    /// How the path or the body names the invitation.
    fn named(ask: &mut Ask<'_, Self>) -> Result<InvitationName, Refusal>;
    fn run(
        tx: &mut Writing<'_, Invitee>,
        ask: Ask<'_, Self>,
        found: Found,
    ) -> Result<Outcome<Self::Answer>, Refusal>;
}

/// Coming in by a way that stands open.
pub trait ByJoining: Operation {
    /// How the path or the body names the way.
    type Name;
    type Way;
    fn named(ask: &mut Ask<'_, Self>) -> Result<Self::Name, Refusal>;
    /// What has to be asked outside first. Called with no transaction open.
    fn prepare(_: &App, _: &Request, _: &Self::Name) -> Result<(), Refusal> {
        Ok(())
    }
    /// Finds the way, and refuses whoever may not go it. Asked before the lock, and again under it.
    fn find(
        conn: &mut AnyConn,
        app: &App,
        request: &Request,
        principal: &Principal,
        name: &Self::Name,
    ) -> Result<joiner::Found<Self::Way>, Refusal>;
    fn run(
        tx: &mut Writing<'_, Joiner>,
        ask: Ask<'_, Self>,
        way: Self::Way,
    ) -> Result<Outcome<Self::Answer>, Refusal>;
    /// What is noted of a refusal, once nothing of the request is left.
    fn refused(_: &App, _: &Request, _: &Self::Name, _: &Refusal) {}
}

/// What whoever holds an invitation's link may do, though it is for another address.
pub trait ByLink: Operation {
    /// The secret, out of the body.
    fn token(ask: &mut Ask<'_, Self>) -> Result<Secret, Refusal>;
    fn run(
        tx: &mut Writing<'_, Holder>,
        ask: Ask<'_, Self>,
        found: Found,
        asking: Asking,
    ) -> Result<Outcome<Self::Answer>, Refusal>;
}

/// Open to everybody, for a written reason.
pub trait Public: Operation {
    const REASON: &'static str;
    fn run(open: &Open<'_>, ask: Ask<'_, Self>) -> Result<Answered<Self::Answer>, Refusal>;
}

/// A question of the check API, which `evaluations` answers in the form of its standard.
pub trait Check: Operation {
    const KIND: Kind;
    /// Why it is open to everybody, where it is.
    const OPEN: Option<&'static str> = None;
}

/// An answer, with what it does to the browser's refresh cookie.
#[derive(Debug)]
pub struct Answered<T> {
    pub answer: T,
    pub cookie: Cookie,
}

/// What an answer does to the refresh cookie.
#[derive(Debug, PartialEq, Eq)]
pub enum Cookie {
    Keep,
    Set(String),
    Clear,
}

impl<T> From<T> for Answered<T> {
    fn from(answer: T) -> Self {
        Self { answer, cookie: Cookie::Keep }
    }
}

/// What was asked: the id, the query and the body, parsed.
#[derive(Debug)]
pub struct Ask<'r, O: Operation> {
    pub inner: O::Inner,
    pub query: O::Query,
    body: Result<O::Body, Refusal>,
    pub request: &'r Request,
}

impl<'r, O: Operation> Ask<'r, O> {
    pub(crate) fn new(
        inner: O::Inner,
        query: O::Query,
        body: Result<O::Body, Refusal>,
        request: &'r Request,
    ) -> Self {
        Self { inner, query, body, request }
    }

    /// The body. Asked for after the checks that come before validation (404, 403, 412).
    pub fn body(&mut self) -> Result<O::Body, Refusal> {
        std::mem::replace(&mut self.body, Err(Refusal::internal("a body was asked for twice")))
    }
}

/// A query's parameters, for the OpenAPI document.
pub trait QueryParameters {
    fn parameters() -> Vec<utoipa::openapi::path::Parameter>;
}

impl QueryParameters for super::request::NoQuery {
    fn parameters() -> Vec<utoipa::openapi::path::Parameter> {
        Vec::new()
    }
}

macro_rules! query_parameters { ($($query:path),* $(,)?) => { $(
    impl QueryParameters for $query {
        fn parameters() -> Vec<utoipa::openapi::path::Parameter> {
            <$query as utoipa::IntoParams>::into_params(|| Some(utoipa::openapi::path::ParameterIn::Query))
        }
    }
)* } }
query_parameters!(
    shared::members::wire::MembersQuery,
    shared::members::wire::MembersTableQuery,
    shared::workspaces::wire::WorkspaceMembersQuery,
    shared::invitations::wire::InvitationsQuery,
    shared::join_requests::wire::JoinRequestsQuery,
    shared::notifications::wire::NotificationsQuery,
    shared::audit_log::wire::AuditQuery,
    shared::list::PageQuery,
    shared::projects::wire::ProjectAccessQuery,
    shared::shares::wire::SharesQuery,
    shared::access::wire::SnapshotQuery,
    shared::offboarding::wire::OffboardingQuery,
    shared::access::wire::MemberAccessQuery,
    shared::access::wire::ExplainQuery,
    shared::roles::wire::DeleteRoleQuery,
    shared::groups::wire::GroupsQuery,
    shared::groups::wire::GroupsTableQuery,
);

impl utoipa::PartialSchema for super::request::NoBody {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new().into()
    }
}
impl utoipa::ToSchema for super::request::NoBody {}
