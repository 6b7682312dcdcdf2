//! The organization's settings.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page; name, address, how people come in |
//! | `logo` | the picture |
//! | `picture` | making a small one of any that a browser can read |
//! | `plan` | the plan, and what is taken of its seats |
//! | `ending` | deleting it |

mod ending;
mod logo;
mod page;
mod picture;
mod plan;

pub(crate) use page::SettingsPage;
