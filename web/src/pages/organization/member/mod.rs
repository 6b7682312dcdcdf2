//! One member's page: what they can get at and why, what a change would do, and leaving. A person sees their
//! own page by the same evaluation, without what changes others.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page and its head |
//! | `state` | what its parts share |
//! | `access` | effective access, a row for each place |
//! | `why` | the table of sources behind one row |
//! | `ask` | "can X do Y in Z" |
//! | `what_if` | trying another role |
//! | `workspaces` | where they are |
//! | `history` | what happened to them, for whoever may read the audit log |
//! | `groups` | the groups that they are in |
//! | `yours` | the same for oneself: what I can open, and why |
//! | `leaving` | deactivate, activate, remove; leave for oneself |

mod access;
mod ask;
mod groups;
mod history;
mod leaving;
mod page;
mod state;
mod what_if;
mod why;
mod workspaces;
mod yours;

pub(crate) use page::MemberPage;
