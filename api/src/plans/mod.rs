//! Plans: what an organization has paid for, and whether that has a feature.
//!
//! | file | operation |
//! | --- | --- |
//! | `show` | `GET …/plan` |
//! | `change` | `PUT …/plan` |
//! | `check` | the one place that asks for a feature |
//! | `store` | which plan an organization is on |

pub mod change;
pub mod show;

mod check;
mod store;

pub(crate) use check::plan;
pub use check::{has, require};
