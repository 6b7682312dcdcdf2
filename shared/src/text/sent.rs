//! Text of one item among many, as it was sent: one that cannot be read is that item's alone.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A text that a body may hold in any form. What no text can hold, NUL and halves of surrogate pairs, reads as
/// U+FFFD: nothing that is looked for has it, and every database keeps it.
struct Sent(String);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for a str, serde_json refuses the whole document for what is no Unicode.
        deserializer.deserialize_bytes(SentVisitor)
    }
}

struct SentVisitor;

impl Visitor<'_> for SentVisitor {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Sent, E> {
        Ok(Sent(text.replace('\0', "\u{fffd}")))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Sent, E> {
        self.visit_str(&String::from_utf8_lossy(bytes))
    }
}

/// `deserialize_with` of one text.
pub(crate) fn sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Sent::deserialize(deserializer).map(|text| text.0)
}

/// `deserialize_with` of a text that may be left out.
pub(crate) fn sent_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Sent>::deserialize(deserializer)?.map(|text| text.0))
}

/// `deserialize_with` of a list.
pub(crate) fn all_sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(Vec::<Sent>::deserialize(deserializer)?.into_iter().map(|text| text.0).collect())
}
