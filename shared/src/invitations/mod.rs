//! Invitations: somebody is asked in, by address.

pub mod rules;
pub mod wire;
