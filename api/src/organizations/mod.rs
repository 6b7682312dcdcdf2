//! Organizations: the tenants.
//!
//! | file | operation |
//! | --- | --- |
//! | `create`, `list` | `POST`, `GET /v1/organizations` |
//! | `show`, `edit` | `GET`, `PATCH /v1/organizations/{org}` |
//! | `transfer_ownership` | `POST …/ownership-transfer`: from the owner to an admin |
//! | `stream` | `GET …/stream`: what just happened, for open pages |

pub mod create;
pub mod edit;
pub mod list;
pub mod show;
pub mod store;
pub mod stream;
pub mod transfer_ownership;
