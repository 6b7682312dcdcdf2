//! Some hundred organizations, and everything that the access model says of each, as one number.
//!
//! This crate is built twice, for this machine and for WebAssembly, and `tests/builds.rs` asks both builds
//! for every number: two that differ would be a page that shows what the server does not enforce. The
//! organizations are counted out from their own number, so there is no file to keep.

mod answers;
mod numbers;

#[path = "../../tests/support/names.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the model use all of it")]
mod names;

#[path = "../../tests/support/world.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the model use all of it")]
mod world;

pub use answers::{Met, answers};

/// How many organizations there are.
pub const CASES: u32 = 300;

/// The answers of one organization as one number.
pub fn digest(case: u32) -> u64 {
    fnv(&answers(case, &mut Met::default()))
}

/// FNV-1a: what differs in one bit differs in the end, and nothing is at stake but an accident.
fn fnv(bytes: &[u8]) -> u64 {
    let mixed = |digest: u64, byte: &u8| (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mixed)
}

/// What the page that runs the WebAssembly build calls: plain numbers, so that it needs no glue.
#[cfg(target_arch = "wasm32")]
mod exports {
    #[expect(unsafe_code, reason = "a name that the page can call; nothing behind it is unsafe")]
    #[unsafe(no_mangle)]
    extern "C" fn cases() -> u32 {
        super::CASES
    }

    #[expect(unsafe_code, reason = "a name that the page can call; nothing behind it is unsafe")]
    #[unsafe(no_mangle)]
    extern "C" fn digest(case: u32) -> u64 {
        super::digest(case)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_corpus_has_every_kind_of_answer_and_no_organization_twice() {
        let (mut met, mut digests) = (Met::default(), BTreeSet::new());
        for case in 0..CASES {
            assert!(
                digests.insert(fnv(&answers(case, &mut met))),
                "case {case} is one that was there before"
            );
        }
        assert_eq!(met.blockers.len(), 8, "{:?}", met.blockers);
        assert_eq!(met.levels.len(), 3);
        assert_eq!(met.models.len(), 6, "{:?}", met.models);
        assert!(met.differences > 1000 && met.listed > 1000, "{met:?}");
    }
}
