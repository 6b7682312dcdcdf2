//! Notices to people: what was done that concerns them.

pub mod wire;
