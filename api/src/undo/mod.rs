//! Undo: for ten minutes a change of access is taken back as a true inverse.
//!
//! | file | operation |
//! | --- | --- |
//! | `apply` | `POST …/undo` |
//!
//! What comes back are facts: roles, status, ends, workspaces, restrictions, groups, grants, each the very row that
//! there was, and the shares that grants of theirs belong to. What was ended for good stays ended: API keys, links of
//! invitations, and everything that was deleted (M7) or handed over (M10). Invitations that an heir took over stay the
//! heir's.

pub mod apply;

pub(crate) mod store;
