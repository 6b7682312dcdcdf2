//! The Usher server: organizations, workspaces, members and access over HTTP.
//!
//! Read [`authz`] first: it says how a request comes to a transaction. [`routes`] is the URL map on one
//! screen. Every other module is one capability, in a folder of the name that its URL, table, audit events
//! and tests have too.

pub mod access;
pub mod api_keys;
pub mod audit;
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
pub mod organizations;
pub mod plans;
pub mod projects;
pub mod roles;
pub mod seats;
pub mod shares;
pub mod undo;
pub mod workspaces;

pub mod authn;
pub mod authz;
pub mod db;
pub mod http;
pub mod live;
pub mod outbox;
pub mod upkeep;

pub mod activity;
pub mod app;
pub mod config;
pub mod demo;
pub mod dev;
mod docs;
pub mod health;
pub mod openapi;
pub mod operator;
pub mod routes;
pub mod runtime;
pub mod serve;
