//! Who is calling: passwords, sessions, tokens and the deployment's keys.

pub mod keys;
pub mod passwords;
pub mod principal;
pub mod secrets;
pub mod tokens;
