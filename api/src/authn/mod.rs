//! Who is calling: passwords, sessions, tokens, API keys, and the deployment's keys.

pub mod api_keys;
pub mod keys;
pub mod passwords;
pub mod principal;
pub mod recent;
pub mod secrets;
pub mod tokens;
