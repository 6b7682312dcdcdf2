//! A person's own account, sessions, addresses and invitations.

pub mod wire;
