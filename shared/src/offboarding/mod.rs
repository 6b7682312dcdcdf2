//! What somebody who goes leaves behind, and who takes it on.

pub mod rules;
pub mod wire;
