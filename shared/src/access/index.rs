//! Ranges in ordered sets of pairs: "every project of this workspace" without a second map.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::ids::{GrantId, GroupId, ItemId, MemberId, ProjectId, WorkspaceId};

/// The first and the last value that a type has.
pub(super) trait Ends: Copy + Ord {
    const FIRST: Self;
    const LAST: Self;
}

macro_rules! ends {
    ($($id:ty),*) => {
        $(impl Ends for $id {
            const FIRST: Self = Self::from_uuid(Uuid::nil());
            const LAST: Self = Self::from_uuid(Uuid::max());
        })*
    };
}

ends!(GrantId, GroupId, ItemId, MemberId, ProjectId, WorkspaceId);

/// The second halves of every pair that begins with `first`, in order.
pub(super) fn behind<A: Copy + Ord, B: Ends>(set: &BTreeSet<(A, B)>, first: A) -> impl Iterator<Item = B> {
    set.range((first, B::FIRST)..=(first, B::LAST)).map(|pair| pair.1)
}

/// The same for the keys of a map, with the values.
pub(super) fn entries_behind<A: Copy + Ord, B: Ends, V>(
    map: &BTreeMap<(A, B), V>,
    first: A,
) -> impl Iterator<Item = (B, &V)> {
    map.range((first, B::FIRST)..=(first, B::LAST)).map(|(pair, value)| (pair.1, value))
}
