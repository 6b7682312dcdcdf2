//! Projects: the units of work inside a workspace, and who works on them.

pub mod granting;
pub mod rules;
pub mod wire;
