//! Bodies out of JSON.
//!
//! serde compiles the reading of every body anew for the reader that it meets. serde_json's would put a parser, every
//! field's place in an array and a sentence for each thing that can be wrong around each of them: half a megabyte
//! that nobody runs. This one is handed a parsed value, takes bodies from objects alone, and says only that
//! something was wrong.

use std::fmt;
use std::slice;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Value, map};

/// A body out of a text, where the text is one.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Malformed> {
    from_value(&serde_json::from_str(text).map_err(|_| Malformed)?)
}

/// A body out of a value, where the value is one.
pub(crate) fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, Malformed> {
    T::deserialize(Reader(value))
}

/// The text was not JSON, or not of this body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not what was expected")
    }
}

impl std::error::Error for Malformed {}

impl de::Error for Malformed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[derive(Clone, Copy)]
struct Reader<'de>(&'de Value);

impl<'de> Reader<'de> {
    fn text(self) -> Result<&'de str, Malformed> {
        self.0.as_str().ok_or(Malformed)
    }

    fn fields(self) -> Result<Fields<'de>, Malformed> {
        let fields = self.0.as_object().ok_or(Malformed)?.iter();
        Ok(Fields { fields, value: &Value::Null })
    }

    fn values(self) -> Result<Values<'de>, Malformed> {
        Ok(Values(self.0.as_array().ok_or(Malformed)?.iter()))
    }

    /// An enum: a word, or an object of one field for a variant that holds something.
    fn variant(self) -> Result<Variant<'de>, Malformed> {
        match self.0 {
            Value::String(name) => Ok(Variant { name, content: &Value::Null }),
            Value::Object(fields) if fields.len() == 1 => {
                let (name, content) = fields.iter().next().ok_or(Malformed)?;
                Ok(Variant { name, content })
            }
            _ => Err(Malformed),
        }
    }
}

/// The types that look at nothing but what they are.
macro_rules! of {
    ($($method:ident $visit:ident $as:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
            visitor.$visit(self.0.$as().ok_or(Malformed)?)
        }
    )* };
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Malformed;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, Some(number)) => visitor.visit_f64(number),
                (None, None, None) => Err(Malformed),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(values) => visitor.visit_seq(Values(values.iter())),
            Value::Object(_) => visitor.visit_map(self.fields()?),
        }
    }

    of! {
        deserialize_bool visit_bool as_bool
        deserialize_u8 visit_u64 as_u64
        deserialize_u16 visit_u64 as_u64
        deserialize_u32 visit_u64 as_u64
        deserialize_u64 visit_u64 as_u64
        deserialize_i8 visit_i64 as_i64
        deserialize_i16 visit_i64 as_i64
        deserialize_i32 visit_i64 as_i64
        deserialize_i64 visit_i64 as_i64
        deserialize_f32 visit_f64 as_f64
        deserialize_f64 visit_f64 as_f64
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        self.0.as_null().ok_or(Malformed)?;
        visitor.visit_unit()
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Malformed> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_seq(self.values()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_seq(self.values()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Malformed> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Malformed> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit_struct tuple_struct }
}

struct Fields<'de> {
    fields: map::Iter<'de>,
    /// Of the name that was handed out last.
    value: &'de Value,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Malformed;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Malformed> {
        let Some((name, value)) = self.fields.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(Name(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Malformed> {
        seed.deserialize(Reader(self.value))
    }
}

/// A field's name: text, or a word of an enum.
struct Name<'de>(&'de str);

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = Malformed;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_str(self.0)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Malformed> {
        visitor.visit_enum(Variant { name: self.0, content: &Value::Null })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Malformed> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Values<'de>(slice::Iter<'de, Value>);

impl<'de> SeqAccess<'de> for Values<'de> {
    type Error = Malformed;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Malformed> {
        self.0.next().map(|value| seed.deserialize(Reader(value))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Variant<'de> {
    name: &'de str,
    /// Null where it holds nothing.
    content: &'de Value,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Malformed;
    type Variant = Reader<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Reader<'de>), Malformed> {
        Ok((seed.deserialize(Name(self.name))?, Reader(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Reader<'de> {
    type Error = Malformed;

    fn unit_variant(self) -> Result<(), Malformed> {
        self.0.as_null().ok_or(Malformed)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Malformed> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Malformed> {
        self.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Malformed> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;
    use shared::access::wire::AccessModelBody;
    use shared::access::{Model, Resource};
    use shared::problem::Code;

    use super::*;

    /// Every shape that serde derives.
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shapes {
        small: u8,
        negative: i32,
        real: f64,
        large: u64,
        flag: bool,
        none: Option<String>,
        #[serde(default)]
        left_out: Vec<u8>,
        pair: (u8, String),
        nothing: (),
        code: Code,
        wrapped: Wrapped,
        by_code: BTreeMap<Code, u8>,
        by_wrapped: BTreeMap<Wrapped, u8>,
        variants: Vec<Outer>,
        tagged: Vec<Tagged>,
        either: Vec<Either>,
        flat: Flat,
        on: Resource,
        any: Value,
    }

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    struct Wrapped(String);

    #[derive(Debug, PartialEq, Deserialize)]
    enum Outer {
        Unit,
        New(u8),
        Tuple(u8, u8),
        Named { at: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Tagged {
        Plain,
        With { at: Option<u8> },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Word(String),
        Many(Vec<u8>),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Flat {
        own: u8,
        #[serde(flatten)]
        inner: Inner,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        deep: Option<Code>,
    }

    fn shapes() -> Value {
        json!({
            "small": 7, "negative": -7, "real": 1.5, "large": u64::MAX, "flag": true, "none": null, "pair": [1, "b"],
            "nothing": null, "code": "not_found", "wrapped": "w", "by_code": { "not_found": 1 }, "by_wrapped": { "k": 2 },
            "variants": ["Unit", { "New": 1 }, { "Tuple": [1, 2] }, { "Named": { "at": 3 } }],
            "tagged": [{ "kind": "plain" }, { "at": 4, "kind": "with" }], "either": ["x", [1, 2]],
            "flat": { "own": 1, "deep": "not_found" }, "on": { "type": "organization" },
            "any": { "a": [1, -1, 0.5, "t", null, false] },
        })
    }

    #[test]
    fn a_body_is_what_serde_json_reads() {
        let text = shapes().to_string();
        let expected: Shapes = serde_json::from_str(&text).expect("readable");
        assert_eq!(read::<Shapes>(&text), Ok(expected));
    }

    #[test]
    fn what_serde_json_refuses_is_refused() {
        let spoiled = |field: &str, value: Value| {
            let mut body = shapes();
            body[field] = value;
            body.to_string()
        };
        for text in [
            spoiled("small", json!(256)),
            spoiled("small", json!("7")),
            spoiled("negative", json!(1.5)),
            spoiled("flag", json!(null)),
            spoiled("code", json!("unheard_of")),
            spoiled("by_code", json!([])),
            spoiled("variants", json!([{ "Unit": 1 }])),
            spoiled("variants", json!([{ "New": 1, "Tuple": [1, 2] }])),
            spoiled("tagged", json!([{ "at": 4 }])),
            spoiled("on", json!({ "type": "planet" })),
            spoiled("unknown", json!(1)),
            "{}".to_owned(),
            "<html>".to_owned(),
        ] {
            assert!(serde_json::from_str::<Shapes>(&text).is_err(), "{text}");
            assert_eq!(read::<Shapes>(&text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn every_preset_arrives() {
        for preset in Model::presets() {
            let text = serde_json::to_string(&AccessModelBody::of(preset)).expect("written");
            let body: AccessModelBody = read(&text).expect("readable");
            assert_eq!(Model::from_body(&body).as_ref(), Ok(&**preset));
        }
    }
}
