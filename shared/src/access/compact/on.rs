//! A resource, and whoever holds a grant, as one word: its kind and its number.

/// What something is granted on. Ordered from the organization inwards, and by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct On(u32);

/// A resource taken apart again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbered {
    Organization,
    Workspace(u32),
    Project(u32),
    Item(u32),
}

/// Two bits say the kind; what is left counts further than memory does.
const SHIFT: u32 = 30;
const NUMBER: u32 = (1 << SHIFT) - 1;

impl On {
    pub(crate) const ORGANIZATION: Self = Self(0);

    #[inline]
    pub(crate) fn workspace(number: u32) -> Self {
        Self::of(1, number)
    }

    #[inline]
    pub(crate) fn project(number: u32) -> Self {
        Self::of(2, number)
    }

    #[inline]
    pub(crate) fn item(number: u32) -> Self {
        Self::of(3, number)
    }

    #[inline]
    fn of(kind: u32, number: u32) -> Self {
        debug_assert!(number <= NUMBER, "a thousand million of one kind do not fit into memory");
        Self(kind << SHIFT | number)
    }

    pub(crate) fn numbered(self) -> Numbered {
        let number = self.0 & NUMBER;
        match self.0 >> SHIFT {
            0 => Numbered::Organization,
            1 => Numbered::Workspace(number),
            2 => Numbered::Project(number),
            // Two bits have no more values.
            _ => Numbered::Item(number),
        }
    }

    #[inline]
    pub(crate) fn word(self) -> u32 {
        self.0
    }

    #[inline]
    pub(crate) fn from_word(word: u32) -> Self {
        Self(word)
    }
}

/// Who holds a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    Member(u32),
    Group(u32),
}

const GROUP: u32 = 1 << 31;

impl Holder {
    pub(crate) fn word(self) -> u32 {
        match self {
            Self::Member(number) => number,
            Self::Group(number) => GROUP | number,
        }
    }

    pub(crate) fn from_word(word: u32) -> Self {
        if word & GROUP == 0 { Self::Member(word) } else { Self::Group(word & !GROUP) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_comes_apart_as_what_it_was() {
        assert_eq!(On::ORGANIZATION.numbered(), Numbered::Organization);
        for number in [0, 1, 77, NUMBER] {
            assert_eq!(On::workspace(number).numbered(), Numbered::Workspace(number));
            assert_eq!(On::project(number).numbered(), Numbered::Project(number));
            assert_eq!(On::item(number).numbered(), Numbered::Item(number));
            assert_eq!(On::from_word(On::item(number).word()), On::item(number));
        }
        for holder in [Holder::Member(0), Holder::Member(7), Holder::Group(0), Holder::Group(7)] {
            assert_eq!(Holder::from_word(holder.word()), holder);
        }
        assert!(On::ORGANIZATION < On::workspace(0) && On::workspace(9) < On::project(0));
    }
}
