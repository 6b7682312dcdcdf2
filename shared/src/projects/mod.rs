//! Projects: the units of work inside a workspace.

pub mod rules;
pub mod wire;
