//! What is done in a workspace.

mod layered;
mod members;
mod remove;
mod restoring;
mod restriction;
