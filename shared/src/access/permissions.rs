//! Scope → access as one value: the only currency of the model.

use super::level::Access;
use super::scope::Scope;

/// The low bit of every scope's pair.
const LOW: u128 = u128::MAX / 3;

/// A map scope → access, two bits a scope, unary-coded (none `00`, view `01`, full `11`), so that the
/// more of two is bitwise or and the less of two is bitwise and.
///
/// `10` is not a value and cannot be made: the field is private, every operation here keeps the form, and
/// there is no subtraction (`a & !b` can leave the high bit alone). To take something away, compute again
/// from the facts. It has no JSON form, see [`Scope`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u128);

/// The bits had a high bit without its low one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a set of permissions")]
pub struct MalformedBits;

impl Permissions {
    /// Nothing on every scope.
    pub const NONE: Self = Self(0);
    /// Full on every scope that any catalogue can have.
    pub const ALL: Self = Self(u128::MAX);

    /// These bits, if they are well-formed.
    pub const fn from_bits(bits: u128) -> Result<Self, MalformedBits> {
        if (bits >> 1) & LOW & !bits == 0 { Ok(Self(bits)) } else { Err(MalformedBits) }
    }

    /// The bits inside; for comparing two builds of this crate, not for storing.
    pub const fn bits(self) -> u128 {
        self.0
    }

    /// The same but for one scope. Both bits of that scope are replaced, so the form is kept.
    #[must_use]
    pub fn with(self, scope: impl Into<Scope>, access: Access) -> Self {
        let shift = 2 * scope.into().position();
        Self(self.0 & !(0b11 << shift) | (access.bits() << shift))
    }

    /// How much is given over this scope.
    pub fn get(self, scope: impl Into<Scope>) -> Access {
        match (self.0 >> (2 * scope.into().position())) & 0b11 {
            0b00 => Access::None,
            0b11 => Access::Full,
            // 10 cannot be: see the type.
            _ => Access::View,
        }
    }

    /// The more of each.
    #[must_use]
    pub const fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The less of each.
    #[must_use]
    pub const fn meet(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether `other` gives at least this much on every scope.
    pub const fn within(self, other: Self) -> bool {
        self.0 & other.0 == self.0
    }

    /// Whether nothing is given at all.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Every scope that has more than none, in catalogue order.
    pub fn iter(self) -> impl Iterator<Item = (Scope, Access)> {
        (0..Scope::MOST)
            .filter_map(Scope::at)
            .map(move |scope| (scope, self.get(scope)))
            .filter(|(_, access)| *access > Access::None)
    }
}

impl std::fmt::Debug for Permissions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter().map(|(scope, access)| (scope.position(), access))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::scope::CoreScope;
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        for access in Access::ALL {
            let one =
                Permissions::ALL.with(CoreScope::Members, access).with(CoreScope::Billing, Access::View);
            assert_eq!(one.get(CoreScope::Members), access);
            assert_eq!(one.get(CoreScope::Billing), Access::View);
            assert_eq!(one.get(CoreScope::Audit), Access::Full);
            assert_eq!(Permissions::from_bits(one.bits()), Ok(one));
        }
    }

    #[test]
    fn a_high_bit_alone_is_refused_at_every_position() {
        for position in 0..Scope::MOST {
            assert_eq!(Permissions::from_bits(0b10 << (2 * position)), Err(MalformedBits));
            assert_eq!(Permissions::from_bits(u128::MAX ^ (0b01 << (2 * position))), Err(MalformedBits));
        }
    }

    #[test]
    fn iteration_names_what_is_given() {
        let some = Permissions::NONE.with(CoreScope::Content, Access::View);
        assert_eq!(some.iter().collect::<Vec<_>>(), [(CoreScope::Content.into(), Access::View)]);
        assert_eq!(Permissions::ALL.iter().count(), Scope::MOST);
    }
}
