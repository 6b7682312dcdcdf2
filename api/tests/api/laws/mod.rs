//! The laws of the access model that only a server can keep.
//!
//! | file | laws |
//! | --- | --- |
//! | `sequences` | L11: whatever is done, the answers are those of the slow evaluator; L6 and L18 on the way |
//! | `escalation` | L10: nobody gives what they do not hold, by any path |
//!
//! L9 has its races in `races.rs`.

mod calls;
mod counted;
mod escalation;
mod mirror;
mod sequences;
mod ways_back;

#[path = "../../../../shared/tests/support/rows.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the model use all of it")]
mod rows;

#[path = "../../../../shared/tests/support/slow.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the model use all of it")]
mod slow;
