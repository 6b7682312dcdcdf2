//! What leaves the server: mails, written down in the transaction of the change they speak of.
//!
//! A mail that is sent inside a transaction tells of a change that may yet be rolled back; one that is
//! sent after it is lost with the process. So the change writes a row, and the worker sends what it finds.
//!
//! | file | what it is |
//! | --- | --- |
//! | `letters` | every mail there is, and what it says |
//! | `layout` | how a mail looks, in HTML and in plain text |
//! | `queue` | writes a mail down, or takes it back |
//! | `worker` | sends what is due, again if it has to |
//! | `mail` | the mail server |
//!
//! A row goes `waiting` → `sent`, `failed` (tried for a day), `bounced` (the address was refused), or
//! `void` (taken back). Its payload holds a live link: it is sealed, and wiped with the last step.

mod backoff;
mod layout;
pub mod letters;
pub mod mail;
mod queue;
mod store;
pub mod worker;

pub use queue::{About, queue, queue_all, ready, void};
pub use store::NewMail;
