//! Text that people type: parsed where it comes in, never checked again.
//!
//! Each type deserializes through its own parser, so a body that holds one is a body that is valid.

mod address;
mod search;
mod sent;

use std::fmt;
use std::str::FromStr;

pub use address::email_key;
use address::{parse_domain, parse_email};
pub use search::{search_key, search_words};
pub(crate) use sent::{all_sent, sent, sent_or_none};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Why a text was refused: a stable code, and a sentence for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextDenied {
    pub code: &'static str,
    pub detail: &'static str,
}

impl TextDenied {
    const SEPARATOR: char = '\u{1f}';

    /// Splits what [`fmt::Display`] wrote: serde carries errors as text alone.
    pub fn split(message: &str) -> Option<(&str, &str)> {
        message.split_once(Self::SEPARATOR)
    }
}

impl fmt::Display for TextDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.code, Self::SEPARATOR, self.detail)
    }
}

impl std::error::Error for TextDenied {}

const fn denied(code: &'static str, detail: &'static str) -> TextDenied {
    TextDenied { code, detail }
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $parse:expr, $format:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextDenied;
            fn try_from(text: String) -> Result<Self, TextDenied> {
                let parse: fn(&str) -> Result<String, TextDenied> = $parse;
                parse(&text).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = TextDenied;
            fn from_str(text: &str) -> Result<Self, TextDenied> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::SchemaType::Type(utoipa::openapi::Type::String))
                    .format(Some(utoipa::openapi::SchemaFormat::Custom($format.into())))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

macro_rules! readable {
    ($($name:ident),*) => { $(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )* };
}

text!(
    /// The name of a person, an organization, a workspace or a project: 1 to 100 characters on one line.
    Name, parse_name, "name"
);
text!(
    /// An e-mail address as it was typed, without the spaces around it. Compare [`EmailAddress::key`]s.
    EmailAddress, parse_email, "email"
);
text!(
    /// A domain of mail addresses, in the form in which [`EmailAddress::domain`]s are compared.
    MailDomain, parse_domain, "domain"
);
text!(
    /// An organization's name in addresses: 3 to 48 of `a-z`, `0-9` and single hyphens.
    Slug, parse_slug, "slug"
);
text!(
    /// A few lines to go with an invitation: at most 1,000 characters.
    Message, parse_message, "message"
);
text!(
    /// What something is for, under its name: at most 300 characters on one line.
    Description, parse_description, "description"
);
text!(
    /// What clients call a role: 2 to 40 of `a-z`, `0-9`, `_` and `-`, a letter first.
    RoleKey, parse_role_key, "role-key"
);
text!(
    /// What the host product calls a kind of its items, `document`: 1 to 40 of `a-z`, `0-9`, `_` and `-`,
    /// beginning with a letter, and none of the kinds that are known here.
    ItemKind, parse_item_kind, "item-kind"
);
text!(
    /// How the host product names one of its items: 1 to 200 characters on one line, kept as they are.
    ItemKey, parse_item_key, "item-key"
);
text!(
    /// What people call an item: 1 to 200 characters on one line.
    ItemName, parse_item_name, "item-name"
);
text!(
    /// A password that somebody chooses: 8 to 128 characters (NIST SP 800-63B-4 §3.1.1.2). Never printed.
    Password, parse_password, "password"
);
text!(
    /// A secret from a link, or a password that is tried. Never printed.
    Secret, parse_secret, "secret"
);
readable!(Name, EmailAddress, MailDomain, Slug, Message, Description, RoleKey, ItemKind, ItemKey, ItemName);

macro_rules! unreadable {
    ($($name:ident),*) => { $(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )* };
}
unreadable!(Password, Secret);

/// The slug that a name suggests, if it holds enough letters.
pub fn suggest_slug(name: &str) -> Option<Slug> {
    suggest_slug_text(name).parse().ok()
}

/// At most 40 letters, digits and single hyphens out of a name.
fn suggest_slug_text(name: &str) -> String {
    let plain = search_key(name);
    let mut slug = String::new();
    for c in plain.chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(40);
    slug.trim_matches('-').to_owned()
}

fn single_line(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || c == '\u{2028}' || c == '\u{2029}')
}

fn parse_name(text: &str) -> Result<String, TextDenied> {
    // Counted in the form that is kept: composing can lengthen, and what is kept is read again.
    let name: String = text.trim().nfc().collect();
    match name.chars().count() {
        0 => Err(denied("required", "Give it a name.")),
        1..=100 if single_line(&name) => Ok(name),
        1..=100 => Err(denied("malformed", "A name is one line of text.")),
        _ => Err(denied("too_long", "A name has at most 100 characters.")),
    }
}

/// Words that would collide with a page or sound like the service itself.
const RESERVED_SLUGS: [&str; 30] = [
    "access",
    "account",
    "admin",
    "api",
    "dev",
    "docs",
    "email-change",
    "forgot-password",
    "healthz",
    "invitations",
    "join",
    "magic-link",
    "metrics",
    "new",
    "notices",
    "onboarding",
    "openapi",
    "organizations",
    "pdp",
    "projects",
    "readyz",
    "reset-password",
    "scim",
    "settings",
    "sign-in",
    "sign-out",
    "sign-up",
    "usher",
    "verify-email",
    "workspaces",
];

fn parse_slug(text: &str) -> Result<String, TextDenied> {
    let bytes = text.as_bytes();
    let letters = bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-');
    let hyphens = text.starts_with('-') || text.ends_with('-') || text.contains("--");
    if !(3..=48).contains(&bytes.len()) || !letters || hyphens {
        return Err(denied("malformed", "Use 3 to 48 of a–z, 0–9 and single hyphens."));
    }
    if RESERVED_SLUGS.contains(&text) {
        return Err(denied("reserved", "This word is kept for the product. Choose another."));
    }
    Ok(text.to_owned())
}

fn parse_message(text: &str) -> Result<String, TextDenied> {
    let message: String = text.trim().nfc().collect();
    if message.chars().count() > 1_000 {
        return Err(denied("too_long", "A message has at most 1,000 characters."));
    }
    if message.chars().any(|c| c.is_control() && c != '\n' && c != '\t' && c != '\r') {
        return Err(denied("malformed", "A message is plain text."));
    }
    Ok(message)
}

fn parse_description(text: &str) -> Result<String, TextDenied> {
    let description: String = text.trim().nfc().collect();
    if description.chars().count() > 300 {
        return Err(denied("too_long", "A description has at most 300 characters."));
    }
    if !single_line(&description) {
        return Err(denied("malformed", "A description is one line of text."));
    }
    Ok(description)
}

fn parse_role_key(text: &str) -> Result<String, TextDenied> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
    let letter_first = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if !(2..=40).contains(&text.len()) || !letter_first || !text.bytes().all(plain) {
        return Err(denied("malformed", "Use 2 to 40 of a–z, 0–9, _ and -, a letter first."));
    }
    // A request names a role by its key or its id: no key may read as an id.
    if text.starts_with("rol_") {
        return Err(denied("reserved", "A key does not begin with rol_, as ids do."));
    }
    Ok(text.to_owned())
}

/// Kinds of our own, which an item of the host product cannot pass for.
const OWN_KINDS: [&str; 8] =
    ["api_key", "group", "item", "member", "organization", "project", "user", "workspace"];

fn parse_item_kind(text: &str) -> Result<String, TextDenied> {
    let bytes = text.as_bytes();
    let letters =
        bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    let begins = bytes.first().is_some_and(u8::is_ascii_lowercase);
    if !(1..=40).contains(&bytes.len()) || !letters || !begins {
        return Err(denied("malformed", "Use 1 to 40 of a–z, 0–9, _ and -, beginning with a letter."));
    }
    if OWN_KINDS.contains(&text) {
        return Err(denied("reserved", "This word is kept for the product. Choose another."));
    }
    Ok(text.to_owned())
}

fn parse_item_key(text: &str) -> Result<String, TextDenied> {
    match text.chars().count() {
        0 => Err(denied("required", "Say which item it is.")),
        // Kept to the letter: it is the host's own name for it.
        1..=200 if single_line(text) && text.trim() == text => Ok(text.to_owned()),
        1..=200 => Err(denied("malformed", "An id is one line of text, without spaces around it.")),
        _ => Err(denied("too_long", "An id has at most 200 characters.")),
    }
}

fn parse_item_name(text: &str) -> Result<String, TextDenied> {
    let name: String = text.trim().nfc().collect();
    match name.chars().count() {
        0 => Err(denied("required", "Give it a name.")),
        1..=200 if single_line(&name) => Ok(name),
        1..=200 => Err(denied("malformed", "A name is one line of text.")),
        _ => Err(denied("too_long", "A name has at most 200 characters.")),
    }
}

fn parse_password(text: &str) -> Result<String, TextDenied> {
    // Counted and kept in one form, so that the same keys on another keyboard are the same password.
    let password: String = text.nfkc().collect();
    match password.chars().count() {
        0..=7 => Err(denied("too_short", "Use at least 8 characters.")),
        8..=128 => Ok(password),
        _ => Err(denied("too_long", "Use at most 128 characters.")),
    }
}

fn parse_secret(text: &str) -> Result<String, TextDenied> {
    if text.is_empty() {
        return Err(denied("required", "This is needed."));
    }
    if text.len() > 1_024 {
        return Err(denied("too_long", "This is too long to be right."));
    }
    Ok(text.nfkc().collect())
}

/// The key that a role's name suggests, if it holds enough letters.
pub fn suggest_role_key(name: &str) -> Option<RoleKey> {
    let slug = suggest_slug_text(name).replace('-', "_");
    slug.trim_start_matches(|c: char| !c.is_ascii_lowercase()).parse().ok()
}

#[cfg(test)]
mod tests;
