//! Shares: single items of the host product, given to one person by address.

pub mod rules;
pub mod wire;
