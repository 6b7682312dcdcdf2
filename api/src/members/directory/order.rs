//! What members are sorted by, and where somebody stands in it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::ids::{MemberId, RoleId};

use crate::http::{Refusal, page};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Name,
    Email,
    Role,
    JoinedAt,
    LastActiveAt,
}

/// A value that members are sorted by. Those of one order are of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum SortKey {
    Text(String),
    Role(RoleId),
    Time(DateTime<Utc>),
}

/// Where somebody stands. Ties are broken by the member's id.
pub(super) type Position = (SortKey, MemberId);

impl SortKey {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Role(_) | Self::Time(_) => None,
        }
    }
    pub(super) fn role(&self) -> Option<RoleId> {
        match self {
            Self::Role(role) => Some(*role),
            Self::Text(_) | Self::Time(_) => None,
        }
    }
    pub(super) fn time(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Time(at) => Some(*at),
            Self::Text(_) | Self::Role(_) => None,
        }
    }
    fn fits(&self, order: Order) -> bool {
        match (self, order) {
            (Self::Text(_), Order::Name | Order::Email)
            | (Self::Role(_), Order::Role)
            | (Self::Time(_), Order::JoinedAt | Order::LastActiveAt) => true,
            (Self::Text(_) | Self::Role(_) | Self::Time(_), _) => false,
        }
    }
}

/// Reads a `sort` parameter that knows these words; whether it is turned comes with it.
pub(crate) fn read_order(sort: Option<&str>, known: &[&str]) -> Result<(Order, bool), Refusal> {
    let sort = sort.unwrap_or("name");
    let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
    let order = match name {
        "name" => Order::Name,
        "email" => Order::Email,
        "role" => Order::Role,
        "joined_at" => Order::JoinedAt,
        "last_active_at" => Order::LastActiveAt,
        _ => return Err(unsorted(known)),
    };
    if known.contains(&name) { Ok((order, descending)) } else { Err(unsorted(known)) }
}

fn unsorted(known: &[&str]) -> Refusal {
    let detail = format!("Use {}, with - to turn it.", known.join(", "));
    Refusal::field("?sort", "unknown_value", detail)
}

/// Reads a position of this order.
pub(crate) fn read_cursor(cursor: Option<&str>, order: Order) -> Result<Option<Position>, Refusal> {
    let cursor: Option<Position> = cursor.map(page::read_cursor).transpose()?;
    if cursor.as_ref().is_some_and(|cursor| !cursor.0.fits(order)) {
        let detail = "This cursor is of another order. Begin at the first page.";
        return Err(Refusal::field("?cursor", "unknown_value", detail));
    }
    Ok(cursor)
}
