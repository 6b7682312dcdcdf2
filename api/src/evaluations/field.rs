//! One member of a request: there, not there, or of another JSON type.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Stop;

/// A member of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Field<T> {
    /// Not there, or null.
    #[default]
    Absent,
    Given(T),
    /// Of another JSON type.
    Wrong,
}

impl<T> Field<T> {
    /// This one; where it is not there, the other.
    pub(super) fn or<'f>(&'f self, default: &'f Self) -> &'f Self {
        match self {
            Self::Absent => default,
            Self::Given(_) | Self::Wrong => self,
        }
    }

    /// The member, if it is there at all.
    pub(super) fn optional(&self, name: &str, kind: &str) -> Result<Option<&T>, Stop> {
        match self {
            Self::Given(value) => Ok(Some(value)),
            Self::Absent => Ok(None),
            Self::Wrong => Err(Stop::bad(format!("{name} is not {kind}."))),
        }
    }

    /// The member, which has to be there.
    pub(super) fn needed(&self, name: &str, kind: &str) -> Result<&T, Stop> {
        self.optional(name, kind)?.ok_or_else(|| Stop::bad(format!("{name} is missing.")))
    }
}

/// A text, borrowed from the body where nothing in it is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

/// What a JSON value of each type makes of a member; where nothing is said, it is of a wrong type.
pub(super) trait Part<'de>: Sized {
    fn text(_: Cow<'de, str>) -> Option<Self> {
        None
    }
    fn boolean(_: bool) -> Option<Self> {
        None
    }
    fn number(_: u64) -> Option<Self> {
        None
    }
    fn object<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl<'de: 'a, 'a> Part<'de> for Text<'a> {
    fn text(text: Cow<'de, str>) -> Option<Self> {
        Some(Self(text))
    }
}

impl Part<'_> for bool {
    fn boolean(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Part<'_> for u64 {
    fn number(value: u64) -> Option<Self> {
        Some(value)
    }
}

impl<'de, T: Part<'de>> Part<'de> for Vec<Field<T>> {
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut all = Self::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Some(all))
    }
}

impl<'de, T: Part<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

fn field<T>(part: Option<T>) -> Field<T> {
    part.map_or(Field::Wrong, Field::Given)
}

impl<'de, T: Part<'de>> Visitor<'de> for Reader<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Absent)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(field(T::boolean(value)))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(field(T::number(value)))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(field(u64::try_from(value).ok().and_then(T::number)))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Field::Wrong)
    }
    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(field(T::text(Cow::Borrowed(value))))
    }
    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(field(T::text(Cow::Owned(value.to_owned()))))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::object(map).map(field)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        T::list(list).map(field)
    }
}
