//! The access model, the rules and the bodies of Usher.
//!
//! This crate is compiled into the server and into the browser, so that what a page shows and what the
//! server enforces cannot disagree. It never reads a clock, makes no randomness and does no IO.

pub mod access;
pub mod ids;
pub mod list;
