//! Undoing a change of access as a true inverse: for ten minutes the very same facts come back.

pub mod rules;
pub mod wire;
