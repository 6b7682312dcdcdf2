//! Organizations: the tenants.
//!
//! | file | operation |
//! | --- | --- |
//! | `create`, `list` | `POST`, `GET /v1/organizations` |
//! | `show`, `edit` | `GET`, `PATCH /v1/organizations/{org}` |
//! | `transfer_ownership` | `POST …/ownership-transfer`: from the owner to an admin |
//! | `delete`, `restore` | `DELETE`, `POST …/restore`: the end, and taking it back |
//! | `set_logo`, `remove_logo` | `PUT`, `DELETE …/logo` |
//! | `show_logo` | `GET /v1/logos/{logo}`: the picture |
//! | `check_slug` | `GET /v1/slugs/{slug}`: whether an address is free |
//! | `stream` | `GET …/stream`: what just happened, for open pages |

pub mod check_slug;
pub mod create;
pub mod delete;
pub mod edit;
pub mod list;
pub mod remove_logo;
pub mod restore;
pub mod set_logo;
pub mod show;
pub mod show_logo;
pub mod store;
pub mod stream;
pub mod transfer_ownership;
