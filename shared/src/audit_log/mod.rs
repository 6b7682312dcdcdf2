//! The audit log: who did what to whom, and what was refused.

pub mod wire;
