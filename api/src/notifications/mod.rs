//! Notices to a person: what others did that concerns them. Written in the transaction of what they tell.
//!
//! | file | what it is |
//! | --- | --- |
//! | `list` | `GET /v1/me/notifications` |
//! | `mark_read` | `POST /v1/me/notifications/read` |
//! | `store` | the notices |

pub mod list;
pub mod mark_read;
pub(crate) mod store;
