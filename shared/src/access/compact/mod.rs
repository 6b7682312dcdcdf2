//! How a snapshot lies in memory.
//!
//! An organization has up to a hundred thousand members, and a million grants; a check has fifty
//! nanoseconds; and a write may take as long as what it writes, not as long as what is there. So:
//!
//! | file | |
//! | --- | --- |
//! | [`chunks`] | a list that is copied a piece at a time |
//! | [`table`] | from an id to a number, by hash |
//! | [`register`] | everything of one kind: numbered, found by id, listed by id |
//! | [`on`] | a resource as one word, and so whoever holds a grant |
//! | [`given`] | what was granted on one place |
//! | [`rows`] | workspaces, projects, items and groups, with what points to them |
//! | [`roles`] | roles as a check reads them |
//! | [`terms`] | what grants say, each different thing once |
//! | [`record`] | a member as a check reads them |
//! | [`block`] | members by the hundred |
//! | [`roster`] | all members |
//!
//! A check reads, anywhere in memory: a cache line of the table of members and the two of a member's slot, a line
//! of the table of projects and the one of a project's row. All else that it reads is little, or seldom read.
//!
//! Inside, everything is pointed to by a number of four bytes rather than by its id of sixteen. Numbers
//! never leave: two snapshots of the same facts may number them differently, and are equal.
//!
//! A copy of a snapshot shares everything with it. Where a piece is the same one in both, everything in it
//! is the same in both: that is how a difference is found without reading what did not change. It holds
//! because whatever a piece points to is there for as long as it points there, and keeps its number.

pub(crate) mod block;
pub(crate) mod chunks;
pub(crate) mod given;
pub(crate) mod on;
pub(crate) mod record;
pub(crate) mod register;
pub(crate) mod roles;
pub(crate) mod roster;
pub(crate) mod rows;
pub(crate) mod table;
pub(crate) mod terms;
