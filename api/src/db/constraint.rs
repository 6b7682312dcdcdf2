//! Which rule of the tables a write ran into: the one place that knows how the databases say it.

use diesel::result::{DatabaseErrorKind, Error};

/// A unique rule that a request can run into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Another account holds this address.
    Email,
    /// The slug was given out before.
    Slug,
    /// The person is a member already.
    Membership,
    /// The address has an open invitation.
    Invitation,
    /// Another organization has proven the domain.
    Domain,
    /// The same idempotency key is in use by a request under way.
    IdempotencyKey,
}

/// The unique rule that this error broke, if it is one that a request can run into.
///
/// PostgreSQL names the index. SQLite names the columns (`user_emails.address_key`), and for an index
/// over some rows alone it says `index 'name'`.
pub fn taken(error: &Error) -> Option<Taken> {
    let Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = error else { return None };
    let said = info.constraint_name().unwrap_or_else(|| info.message());
    const RULES: [(&str, &str, Taken); 6] = [
        ("user_emails_address", "user_emails.address_key", Taken::Email),
        ("organization_slugs", "organization_slugs.slug", Taken::Slug),
        ("memberships_person", "memberships.organization_id", Taken::Membership),
        ("invitations_open", "invitations.organization_id", Taken::Invitation),
        ("domains_proven", "domains.name", Taken::Domain),
        ("idempotency_keys", "idempotency_keys.scope", Taken::IdempotencyKey),
    ];
    RULES.iter().find(|(index, columns, _)| said.contains(index) || said.contains(columns)).map(|rule| rule.2)
}

/// Whether the database refused a value that it cannot hold: NUL in a text, a date beyond its calendar.
pub fn is_unholdable(error: &Error) -> bool {
    match error {
        Error::DatabaseError(_, info) => {
            let said = info.message();
            said.contains("invalid byte sequence") || said.contains("out of range")
        }
        _ => false,
    }
}

/// Whether a wait for a lock ran out: worth trying again.
pub fn is_lock_timeout(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(_, info) => {
            let said = info.message();
            said.contains("database is locked")
                || said.contains("lock timeout")
                || said.contains("deadlock detected")
        }
        _ => false,
    }
}
