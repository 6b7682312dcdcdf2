//! One page of a list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Rows when the caller names no `limit`.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most rows that one page holds.
pub const MAX_LIMIT: u32 = 200;

/// One page: the rows, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    /// Opaque; `null` on the last page.
    pub next_cursor: Option<String>,
    /// How many rows the filter matches in all; only with `include=total`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Rows by facet, such as role or status; only with `include=counts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
}

/// Rows by facet and value.
pub type Counts = BTreeMap<String, BTreeMap<String, u64>>;

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

/// Written by hand: the derived name leaves the rows' type out, and every page would share one schema.
#[cfg(feature = "openapi")]
impl<T: utoipa::ToSchema> utoipa::PartialSchema for Page<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ArrayBuilder, SchemaType};
        use utoipa::openapi::{ObjectBuilder, Ref, Type};
        let cursor = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
        let counts = ObjectBuilder::new().description(Some("Rows by facet and value; with `include=counts`"));
        ObjectBuilder::new()
            .property("data", ArrayBuilder::new().items(Ref::from_schema_name(T::name())))
            .required("data")
            .property("next_cursor", cursor)
            .required("next_cursor")
            .property("total", ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer)))
            .property("counts", counts)
            .into()
    }
}

#[cfg(feature = "openapi")]
impl<T: utoipa::ToSchema> utoipa::ToSchema for Page<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
