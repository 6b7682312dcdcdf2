//! The server over HTTP, on either database: a file for each capability and operation, a test for each
//! behaviour, named by its id.

mod support;

mod access_preview;
mod api_keys;
mod audit_log;
mod auth;
mod domains;
mod email_change;
mod evaluations;
mod groups;
mod habits;
mod invitations;
mod invite_links;
mod join_requests;
mod laws;
mod members;
mod model_file;
mod notifications;
mod operations;
mod organizations;
mod ownership;
mod plans;
mod previews;
mod projects;
mod races;
mod roles;
mod seats;
mod shares;
mod stream;
mod tenancy;
mod undo;
mod upkeep;
mod workspace_groups;
mod workspaces;
