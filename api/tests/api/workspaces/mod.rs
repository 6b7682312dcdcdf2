//! What is done in a workspace.

mod edit;
mod layered;
mod members;
mod remove;
mod restoring;
mod restriction;
