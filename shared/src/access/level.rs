//! How much access is given over one scope.

use std::fmt;

use serde::{Deserialize, Serialize};

/// `None < View < Full`. View reads; full also creates, edits, deletes and runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Access {
    #[default]
    None,
    View,
    Full,
}

impl Access {
    /// Every level, the least first.
    pub const ALL: [Self; 3] = [Self::None, Self::View, Self::Full];

    /// The word used in JSON, TOML and sentences.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::View => "view",
            Self::Full => "full",
        }
    }

    /// The level as two bits, one more bit set for each step up.
    pub(super) const fn bits(self) -> u128 {
        match self {
            Self::None => 0b00,
            Self::View => 0b01,
            Self::Full => 0b11,
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
