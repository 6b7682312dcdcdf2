//! The access model, the rules and the bodies of Usher.
//!
//! This crate is compiled into the server and into the browser, so that what a page shows and what the
//! server enforces cannot disagree. It never reads a clock, makes no randomness and does no IO.
//!
//! [`access`] is the heart: read it first. Every other module is one capability, with its nouns, its
//! `rules` (pure functions that answer with a decision or a denial) and its `wire` (request and response
//! bodies).

pub mod access;

pub mod api_keys;
pub mod audit_log;
pub mod auth;
pub mod domains;
pub mod evaluations;
pub mod groups;
pub mod invitations;
pub mod invite_links;
pub mod join_requests;
pub mod me;
pub mod members;
pub mod notifications;
pub mod offboarding;
pub mod organizations;
pub mod plans;
pub mod projects;
pub mod roles;
pub mod shares;
pub mod undo;
pub mod workspaces;

pub mod ids;
pub mod list;
pub mod problem;
pub mod text;

/// Tells a field that is `null` from one that is not there: `deserialize_with` of an `Option<Option<T>>`.
pub(crate) fn given<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
