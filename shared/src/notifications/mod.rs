//! Notices to people: what was done that concerns them, and which of it they want where.
//!
//! | file | what it is |
//! | --- | --- |
//! | `topics` | the kinds of events that one can choose for |
//! | `page` | the page that a notice leads to |
//! | `wire` | bodies of `/v1/me/notifications` and `/v1/me/notification-preferences` |

pub mod page;
pub mod topics;
pub mod wire;

pub use page::Page;
pub use topics::{Channels, Topic};
