//! Groups: members who are granted things together.

pub mod wire;
