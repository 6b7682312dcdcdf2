//! M: the directory, and what is done to members.

mod bulk;
mod change_role;
mod deactivate;
mod list;
mod remove;
mod show;
