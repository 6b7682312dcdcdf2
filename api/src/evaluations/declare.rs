//! The operations of the check API: declared once each, like every other, for the URL map, the document, the
//! tests and the routes. Each stands at two addresses: for the organization of the credential, and for one that
//! is named.

use serde::Serialize;
use shared::evaluations::wire;
use utoipa::ToSchema;

use super::Kind;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Check, Operation, Spec};

macro_rules! checks { ($(
    $(#[$doc:meta])* $name:ident, $named:ident: $spec:ident $path:literal, $operation:literal, $summary:literal,
    $kind:ident, $body:ty => $answer:ty;
)*) => { $(
    $(#[$doc])*
    pub struct $name;
    impl Operation for $name {
        const SPEC: Spec = Spec::$spec(concat!("/access/v1/", $path), concat!("evaluations.", $operation), $summary);
        type Inner = ();
        type Query = NoQuery;
        type Body = $body;
        type Answer = $answer;
    }
    impl Check for $name {
        const KIND: Kind = Kind::$kind;
    }

    #[doc = concat!("[`", stringify!($name), "`], in an organization that is named.")]
    pub struct $named;
    impl Operation for $named {
        const SPEC: Spec = Spec::$spec(
            concat!("/pdp/{org}/access/v1/", $path),
            concat!("evaluations.", $operation, "_in"),
            concat!($summary, ", in a named organization"),
        );
        type Inner = ();
        type Query = NoQuery;
        type Body = $body;
        type Answer = $answer;
    }
    impl Check for $named {
        const KIND: Kind = Kind::$kind;
    }
)* } }

checks! {
    /// Answers one question.
    Evaluate, EvaluateIn: post "evaluation", "evaluate", "May this subject do this on that",
        Evaluation, wire::Evaluation => wire::Decision;
    /// Answers many.
    EvaluateMany, EvaluateManyIn: post "evaluations", "evaluate_many", "Many questions at once",
        Evaluations, wire::Evaluations => ManyDecisions;
    /// Who may do this on that.
    SearchSubjects, SearchSubjectsIn: post "search/subject", "search_subjects", "Who may do this on that",
        SearchSubject, wire::Search => wire::Found;
    /// On what may they do this.
    SearchResources, SearchResourcesIn: post "search/resource", "search_resources", "On what may they do this",
        SearchResource, wire::Search => wire::Found;
    /// What may they do on that.
    SearchActions, SearchActionsIn: post "search/action", "search_actions", "What may they do on that",
        SearchAction, wire::Search => wire::Found;
}

/// What many questions are answered with: one decision where the list is absent or empty.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ManyDecisions {
    One(wire::Decision),
    Many(wire::Decisions),
}

macro_rules! configurations { ($($(#[$doc:meta])* $name:ident: $path:literal, $operation:literal, $summary:literal;)*) => { $(
    $(#[$doc])*
    pub struct $name;
    impl Operation for $name {
        const SPEC: Spec = Spec::get($path, concat!("evaluations.", $operation), $summary);
        type Inner = ();
        type Query = NoQuery;
        type Body = NoBody;
        type Answer = wire::Configuration;
    }
    impl Check for $name {
        const KIND: Kind = Kind::Configuration;
        const OPEN: Option<&'static str> = Some("clients find the check API by it");
    }
)* } }

configurations! {
    /// Where the check API is.
    Configuration: "/.well-known/authzen-configuration", "configuration", "Where the check API is";
    /// Where that of one organization is.
    ConfigurationIn: "/.well-known/authzen-configuration/pdp/{org}", "configuration_in",
        "Where the check API of a named organization is";
}
