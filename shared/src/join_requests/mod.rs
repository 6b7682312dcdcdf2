//! Join requests: somebody asks to be let in, at a domain of the organization or by its link.

pub mod rules;
pub mod wire;
