//! Identifiers: a prefix that says what the thing is, and a UUIDv7 in 26 lower-case base32 characters
//! (the [TypeID](https://github.com/jetify-com/typeid) form: `usr_01jd8k…`).
//!
//! Written here rather than taken from a library because every library found also *makes* ids, and with
//! that brings a clock and a random source into a crate that must have neither.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Crockford's base32 in lower case: no `i`, `l`, `o`, `u`.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ENCODED: usize = 26;

/// The text was not an id of the kind that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind")]
pub struct MalformedId;

fn encode(prefix: &str, id: Uuid) -> String {
    let mut bits = id.as_u128();
    let mut text = [0u8; ENCODED];
    for slot in text.iter_mut().rev() {
        *slot = ALPHABET[(bits & 31) as usize];
        bits >>= 5;
    }
    let mut out = String::with_capacity(prefix.len() + 1 + ENCODED);
    out.push_str(prefix);
    out.push('_');
    out.extend(text.iter().map(|&byte| char::from(byte)));
    out
}

fn decode(prefix: &str, text: &str) -> Result<Uuid, MalformedId> {
    let body = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(MalformedId)?;
    // 26 characters hold 130 bits: a first character above 7 would not fit into 128.
    if body.len() != ENCODED || body.as_bytes()[0] > b'7' {
        return Err(MalformedId);
    }
    let mut bits: u128 = 0;
    for byte in body.bytes() {
        let value = ALPHABET.iter().position(|&known| known == byte).ok_or(MalformedId)?;
        bits = (bits << 5) | value as u128;
    }
    Ok(Uuid::from_u128(bits))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// What every id of this kind begins with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// The id that this UUID stands for.
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode($prefix, self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;
            fn from_str(text: &str) -> Result<Self, MalformedId> {
                decode($prefix, text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::SchemaType::Type(utoipa::openapi::Type::String))
                    .pattern(Some(concat!("^", $prefix, "_[0-7][0-9a-hjkmnp-tv-z]{25}$")))
                    .examples([encode($prefix, Uuid::from_u128(0x0193_5a00_0000_7000_8000_0000_0000_0001))])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

id!(
    /// A person, global to the deployment.
    UserId, "usr"
);
id!(
    /// One of a person's e-mail addresses.
    EmailId, "eml"
);
id!(
    /// An organization: the tenant.
    OrganizationId, "org"
);
id!(
    /// A workspace.
    WorkspaceId, "ws"
);
id!(
    /// A project.
    ProjectId, "prj"
);
id!(
    /// A membership: one person in one organization.
    MemberId, "mem"
);
id!(
    /// An invitation.
    InvitationId, "inv"
);
id!(
    /// A domain that an organization claims.
    DomainId, "dom"
);
id!(
    /// Somebody's request to be let in.
    JoinRequestId, "jrq"
);
id!(
    /// An organization's shareable link, from one reset to the next.
    InviteLinkId, "lnk"
);
id!(
    /// A group of members.
    GroupId, "grp"
);
id!(
    /// A role.
    RoleId, "rol"
);
id!(
    /// A grant.
    GrantId, "grt"
);
id!(
    /// An item of the host product, for this deployment alone: outside it is named by its kind and key.
    ItemId, "itm"
);
id!(
    /// One item shared with one person.
    ShareId, "shr"
);
id!(
    /// A key of an organization, for a host product's back end.
    ApiKeyId, "key"
);
id!(
    /// An entry of an organization's audit log.
    AuditId, "aud"
);
id!(
    /// A session: one sign-in, its refresh tokens being one family.
    SessionId, "ses"
);
id!(
    /// A notice to a person.
    NotificationId, "ntf"
);
id!(
    /// One request, in logs, audit entries and the `instance` of problems.
    RequestId, "req"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself() {
        for bits in [0, 1, u128::MAX, 0x0193_5a00_1234_7abc_8def_0123_4567_89ab] {
            let id = UserId::from_uuid(Uuid::from_u128(bits));
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn the_published_example_of_the_specification_holds() {
        let uuid = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").expect("a UUID");
        assert_eq!(encode("prefix", uuid), "prefix_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn anything_else_is_refused() {
        let good = UserId::from_uuid(Uuid::from_u128(7)).to_string();
        let long = format!("{good}0");
        for bad in [
            "",
            "usr",
            "usr_",
            "org_00000000000000000000000007",
            "usr_80000000000000000000000000",
            "usr_0000000000000000000000000U",
            "usr_0000000000000000000000000é",
            &good[..good.len() - 1],
            &long,
        ] {
            assert_eq!(bad.parse::<UserId>(), Err(MalformedId), "{bad}");
        }
    }
}
