//! Whom a directory shows: everybody's, and the tables of workspaces.
//!
//! | file | |
//! | --- | --- |
//! | `order` | what members are sorted by, and where somebody stands in it |
//! | `filter` | what they are narrowed to |
//! | `find` | a page of them, and how many there are |
//! | `store` | their rows |
//!
//! A page costs about the same among a thousand and among a hundred thousand. Few are found by what they have in
//! common, and put in order here; many are met soon enough on a walk along an index that is in order. Which of the
//! two it is, the snapshot's counts of roles, groups and workspaces say, and the number of those who have a word.

mod filter;
mod find;
mod order;
mod store;

pub(crate) use filter::{Filter, inside, outside, table};
pub(crate) use find::{Found, find};
pub(super) use order::{read_cursor, read_order};
