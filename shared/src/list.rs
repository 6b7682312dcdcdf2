//! One page of a list.

use serde::{Deserialize, Serialize};

/// Rows when the caller names no `limit`.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most rows that one page holds.
pub const MAX_LIMIT: u32 = 200;

/// One page: the rows, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub data: Vec<T>,
    /// Opaque; `null` on the last page.
    pub next_cursor: Option<String>,
    /// How many rows the filter matches in all; only with `include=total`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Rows by facet, such as role or status; only with `include=counts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<std::collections::BTreeMap<String, std::collections::BTreeMap<String, u64>>>,
}

impl<T> Page<T> {
    /// A page that is the whole list.
    pub fn whole(data: Vec<T>) -> Self {
        Self { data, next_cursor: None, total: None, counts: None }
    }
}

/// The query of a list that has nothing to filter by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Rows, 1 to 200; 50 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
