//! The numbers of an organization, counted out: the same in every build, of today and of tomorrow.

use crate::world::{Numbers, ScopeNumbers};

/// SplitMix64, by Steele, Lea and Flood: three lines, and the same everywhere.
struct Counted(u64);

impl Counted {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn byte(&mut self) -> u8 {
        (self.next() >> 56) as u8
    }

    fn several<T>(&mut self, least: u8, most: u8, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let number = least + self.byte() % (most - least + 1);
        (0..number).map(|_| one(self)).collect()
    }

    fn scopes(&mut self, most: u8) -> Vec<ScopeNumbers> {
        self.several(1, most, |counted| (counted.byte(), counted.byte().is_multiple_of(2)))
    }
}

pub(crate) fn of(case: u32) -> Numbers {
    let mut counted = Counted(u64::from(case));
    Numbers {
        model: counted.byte(),
        deleted: counted.byte(),
        roles: counted.several(0, 3, |counted| (counted.byte(), counted.scopes(10), counted.scopes(10))),
        members: counted.several(2, 7, |counted| (counted.byte(), counted.byte(), counted.byte())),
        workspaces: counted.several(1, 3, |counted| counted.byte().is_multiple_of(2)),
        projects: counted.several(1, 5, Counted::byte),
        items: counted.several(0, 4, Counted::byte),
        listed: counted.several(0, 8, |counted| (counted.byte(), counted.byte(), counted.byte())),
        restrictions: counted.several(0, 4, |counted| (counted.byte(), counted.byte(), counted.byte())),
        groups: counted.byte() % 4,
        group_members: counted.several(0, 7, |counted| (counted.byte(), counted.byte())),
        grants: counted
            .several(2, 12, |counted| (counted.byte(), counted.byte(), counted.scopes(5), counted.byte())),
    }
}
