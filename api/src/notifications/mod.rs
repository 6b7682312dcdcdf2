//! Notices to a person: what others did that concerns them. Written in the transaction of what they tell.
//!
//! Whoever has something to tell makes a [`Notice`] and hands it to `notify` of its transaction; whether it is listed
//! in the app, mailed or both is what the person chose.
//!
//! | file | what it is |
//! | --- | --- |
//! | `notice` | one notice, before it is told |
//! | `tell` | tells people, where they chose to be told |
//! | `list` | `GET /v1/me/notifications` |
//! | `mark_read` | `POST /v1/me/notifications/read` |
//! | `show_preferences` | `GET /v1/me/notification-preferences` |
//! | `set_preferences` | `PUT /v1/me/notification-preferences` |
//! | `store` | the notices, and what people chose |

pub mod list;
pub mod mark_read;
mod notice;
pub mod set_preferences;
pub mod show_preferences;
mod store;
mod tell;

pub use notice::Notice;
pub(crate) use tell::{Place, list_one, tell, tell_all};
