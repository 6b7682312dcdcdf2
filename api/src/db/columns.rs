//! Portable column types: one logical type, one representation a database.
//!
//! | type | PostgreSQL | SQLite |
//! | --- | --- | --- |
//! | [`Id`] | `uuid` | the UUID as text |
//! | [`Ts`] | `timestamptz` | RFC 3339 in UTC with six digits, so that text order is time order |
//! | [`Doc`] | `jsonb` | JSON as text |
//!
//! The SQL types are local, and so are the wrappers around the ids of `shared`: diesel's traits could not
//! be implemented otherwise, and `shared` stays free of diesel.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self as st, HasSqlType, SqlType};
use diesel::sqlite::Sqlite;
use shared::ids;
use uuid::Uuid;

use super::MultiBackend;

#[derive(Clone, Copy, Debug, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Id;

#[derive(Clone, Copy, Debug, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Ts;

#[derive(Clone, Copy, Debug, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Doc;

macro_rules! multi_type { ($($sql:ty),*) => { $(
    impl HasSqlType<$sql> for MultiBackend {
        fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
            MultiBackend::lookup_sql_type::<$sql>(lookup)
        }
    }
)* } }
multi_type!(Id, Ts, Doc);
impl st::SqlOrd for Id {}
impl st::SqlOrd for Ts {}

/// An id of `shared` that can stand in a column.
pub trait IdColumn: Copy + std::fmt::Debug + Send + Sync + 'static {
    /// The UUID that is stored.
    fn to_uuid(self) -> Uuid;
    /// The id that a stored UUID stands for.
    fn of_uuid(uuid: Uuid) -> Self;
}

macro_rules! id_column { ($($name:ident),* $(,)?) => { $(
    impl IdColumn for ids::$name {
        fn to_uuid(self) -> Uuid { self.uuid() }
        fn of_uuid(uuid: Uuid) -> Self { Self::from_uuid(uuid) }
    }
)* } }
id_column!(
    UserId,
    EmailId,
    OrganizationId,
    WorkspaceId,
    ProjectId,
    MemberId,
    InvitationId,
    DomainId,
    JoinRequestId,
    InviteLinkId,
    GroupId,
    RoleId,
    GrantId,
    ItemId,
    ShareId,
    ApiKeyId,
    AuditId,
    SessionId,
    NotificationId,
    RequestId,
);
impl IdColumn for Uuid {
    fn to_uuid(self) -> Uuid {
        self
    }
    fn of_uuid(uuid: Uuid) -> Self {
        uuid
    }
}

/// An id in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Id)]
pub struct Key<T: IdColumn>(pub T);

impl<T: IdColumn> ToSql<Id, Pg> for Key<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<st::Uuid, Pg>::to_sql(&self.0.to_uuid(), &mut out.reborrow())
    }
}
impl<T: IdColumn> FromSql<Id, Pg> for Key<T> {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(T::of_uuid(<Uuid as FromSql<st::Uuid, Pg>>::from_sql(bytes)?)))
    }
}
impl<T: IdColumn> ToSql<Id, Sqlite> for Key<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_uuid().to_string());
        Ok(IsNull::No)
    }
}
impl<T: IdColumn> FromSql<Id, Sqlite> for Key<T> {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<st::Text, Sqlite>>::from_sql(bytes)?;
        Ok(Self(T::of_uuid(Uuid::parse_str(&text)?)))
    }
}
impl<T: IdColumn> ToSql<Id, MultiBackend> for Key<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Id, self));
        Ok(IsNull::No)
    }
}
impl<T: IdColumn> FromSql<Id, MultiBackend> for Key<T> {
    fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, Id>()
    }
}

/// A moment in a column. Microseconds are kept, what is finer is cut: both databases then hold the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Ts)]
pub struct At(pub DateTime<Utc>);

/// A JSON document in a column.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Doc)]
pub struct Json(pub serde_json::Value);

impl Json {
    /// The document of a value whose form cannot fail to be written.
    pub fn of<T: serde::Serialize>(value: &T) -> Self {
        Self(serde_json::to_value(value).expect("our own types serialize"))
    }

    /// Reads back what [`Json::of`] wrote.
    pub fn read<T: serde::de::DeserializeOwned>(self) -> diesel::QueryResult<T> {
        serde_json::from_value(self.0)
            .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
    }
}

macro_rules! portable {
    ($rust:ty, $sql:ty,
        pg: |$pg:ident| $to_pg:expr, $pg_type:ty; |$from_pg:ident: $from_pg_type:ty| $of_pg:expr,
        sqlite: |$lite:ident| $to_lite:expr; |$from_lite:ident| $of_lite:expr) => {
        impl ToSql<$sql, Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let $pg = self;
                let value = $to_pg;
                ToSql::<$pg_type, Pg>::to_sql(&value, &mut out.reborrow())
            }
        }
        impl FromSql<$sql, Pg> for $rust {
            fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let $from_pg = <$from_pg_type as FromSql<$pg_type, Pg>>::from_sql(bytes)?;
                Ok($of_pg)
            }
        }
        impl ToSql<$sql, Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let $lite = self;
                let text: String = $to_lite;
                out.set_value(text);
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, Sqlite> for $rust {
            fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<st::Text, Sqlite>>::from_sql(bytes)?;
                let $from_lite = text.as_str();
                Ok($of_lite)
            }
        }
        impl ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
    };
}

portable!(At, Ts,
    pg: |at| at.0, st::Timestamptz; |at: DateTime<Utc>| At(at),
    sqlite: |at| at.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
        |text| At(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.fZ")?.and_utc()));

portable!(Json, Doc,
    pg: |json| json.0.clone(), st::Jsonb; |value: serde_json::Value| Json(value),
    sqlite: |json| json.0.to_string(); |text| Json(serde_json::from_str(text)?));
