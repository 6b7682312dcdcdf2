//! X1: accounts and sessions.

mod passwords;
mod sessions;
mod sign_up;
