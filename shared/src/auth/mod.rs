//! Signing up, signing in, and the mails that prove an address.

pub mod wire;
