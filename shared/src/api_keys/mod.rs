//! Keys with which a host product's back end calls, in the name of the member who made them.

pub mod rules;
pub mod wire;
