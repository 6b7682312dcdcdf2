//! Where the numbers of generated organizations come from: proptest, which makes them smaller where a
//! property fails.

use proptest::collection::vec;
use proptest::prelude::*;

pub use super::world::*;

/// Some scopes with levels.
pub fn scopes(most: usize) -> impl Strategy<Value = Vec<ScopeNumbers>> {
    vec(any::<ScopeNumbers>(), 1..most)
}

pub fn role_numbers() -> impl Strategy<Value = RoleNumbers> {
    (any::<u8>(), scopes(12), scopes(12))
}

prop_compose! {
    /// Up to seven members, three roles of the organization's own, three workspaces, five projects, five
    /// items, three groups.
    fn numbers()(
        (model, deleted) in any::<(u8, u8)>(),
        roles in vec(role_numbers(), 0..3),
        members in vec(any::<MemberNumbers>(), 1..7),
        workspaces in vec(any::<bool>(), 1..4),
        projects in vec(any::<u8>(), 0..6),
        items in vec(any::<u8>(), 0..5),
        listed in vec(any::<(u8, u8, u8)>(), 0..8),
        restrictions in vec(any::<(u8, u8, u8)>(), 0..4),
        groups in 0..4u8,
        group_members in vec(any::<(u8, u8)>(), 0..7),
        grants in vec((any::<u8>(), any::<u8>(), scopes(5), any::<u8>()), 0..12),
    ) -> Numbers {
        Numbers {
            model, deleted, roles, members, workspaces, projects, items, listed, restrictions, groups,
            group_members, grants,
        }
    }
}

pub fn world() -> impl Strategy<Value = World> {
    numbers().prop_map(|numbers| World::of(&numbers))
}
