//! API keys: with which a host product's back end calls, in the name of the member who made each.
//!
//! | file | operation |
//! | --- | --- |
//! | `create` | `POST …/api-keys` |
//! | `list` | `GET …/api-keys` |
//! | `show` | `GET …/api-keys/{key}` |
//! | `revoke` | `DELETE …/api-keys/{key}` |
//! | `body`, `store` | answers and rows |
//!
//! How a request is told to come from one stands in `authn/api_keys.rs`.

mod body;
pub mod create;
pub mod list;
pub mod revoke;
pub mod show;
pub(crate) mod store;
