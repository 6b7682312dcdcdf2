//! Answers that are pictures.

use serde::{Serialize, Serializer};

use super::Refusal;

/// The media types that there are.
const MEDIA: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// How the document calls them all.
pub const ANY: &str = "image/*";

/// A picture of a name that never means another: it can be kept for as long as one likes, by the browser alone.
pub const CACHING: &str = "private, max-age=604800, immutable";

/// A picture's bytes, with what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub media: &'static str,
    pub bytes: Vec<u8>,
}

impl Picture {
    /// Only what was kept as one of the known media types is ever called so.
    pub fn new(media: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let media = MEDIA.into_iter().find(|known| *known == media);
        let media = media.ok_or_else(|| Refusal::internal("a picture of an unknown kind"))?;
        Ok(Self { media, bytes })
    }
}

/// It is sent as bytes, and never as JSON.
impl Serialize for Picture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl utoipa::PartialSchema for Picture {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let text = utoipa::openapi::schema::SchemaType::Type(utoipa::openapi::Type::String);
        let binary = utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Binary);
        utoipa::openapi::ObjectBuilder::new().schema_type(text).format(Some(binary)).into()
    }
}

impl utoipa::ToSchema for Picture {}
