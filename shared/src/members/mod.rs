//! Members: people in an organization.

pub mod edit;
pub mod ownership;
pub mod rules;
pub mod wire;
