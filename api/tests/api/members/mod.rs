//! M: the directory, and what is done to members.

mod bulk;
mod change_role;
mod deactivate;
mod delete;
mod edit;
mod expiry;
mod export;
mod guests;
mod list;
mod offboarding;
mod remove;
mod set_workspaces;
mod show;
