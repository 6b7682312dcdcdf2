//! Names of domains: which can be claimed, and which an address is at.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Why a name is refused: a stable code, and a sentence for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameDenied {
    pub code: &'static str,
    pub detail: &'static str,
}

/// Domains where anybody can have an address, and how the list is renewed.
static PUBLIC_MAIL: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("public_mail.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// The longest name that still leaves room for the one of its record (RFC 1035 §2.3.4 allows 253 in all).
const LONGEST: usize = 253 - shared::domains::rules::RECORD_PREFIX.len() - 1;

/// The form in which names are kept and compared: ASCII (RFC 5891), lower case, without the dot at the end.
/// `None` for what is no name of a host.
fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_suffix('.').unwrap_or(text);
    let ascii = idna::domain_to_ascii_strict(text).ok()?;
    let labels = ascii.split('.').all(|label| !label.is_empty());
    // An address of a machine is no domain.
    let numeric = ascii.rsplit('.').next().is_none_or(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    (labels && !numeric && ascii.len() <= LONGEST).then_some(ascii)
}

/// The name of a domain that an organization may claim.
pub(crate) fn claimable(text: &str) -> Result<String, NameDenied> {
    if text.trim().is_empty() {
        return Err(NameDenied { code: "required", detail: "Give a domain, such as example.com." });
    }
    let malformed = NameDenied {
        code: "malformed_domain",
        detail: "This is not a domain. Give one such as example.com.",
    };
    let name = normal(text).ok_or(malformed)?;
    if !name.contains('.') {
        return Err(malformed);
    }
    // `co.uk`, `github.io`: what stands below belongs to many.
    if psl::domain_str(&name).is_none() {
        return Err(NameDenied {
            code: "public_suffix",
            detail: "Many organizations have names under this one. Give your own domain.",
        });
    }
    if is_public_mail(&name) {
        return Err(NameDenied {
            code: "public_mail_domain",
            detail: "Anybody can have an address at this domain. Give one that is yours alone.",
        });
    }
    Ok(name)
}

/// Whether anybody can have an address there, or at a domain around it.
fn is_public_mail(name: &str) -> bool {
    let around = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    std::iter::once(name).chain(around).any(|name| PUBLIC_MAIL.contains(name))
}

/// The domain that an address is at, in the form in which names are compared. Exactly that one: neither one
/// above it nor one below.
pub(crate) fn of_address(email_key: &str) -> Option<String> {
    let (_, host) = email_key.rsplit_once('@')?;
    normal(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_in_one_form_however_it_is_typed() {
        for typed in ["acme.test", "ACME.Test", " acme.test. ", "Acme.TEST."] {
            assert_eq!(claimable(typed), Ok("acme.test".to_owned()), "{typed}");
        }
        for typed in ["bücher.example", "BÜCHER.example.", "xn--bcher-kva.example", "bu\u{308}cher.example"]
        {
            assert_eq!(claimable(typed), Ok("xn--bcher-kva.example".to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_domain_is_refused_and_so_is_what_belongs_to_many() {
        let long = format!("{}.test", "a".repeat(64));
        let longest = format!("{}test", "abcdefgh.".repeat(30));
        for (typed, code) in [
            ("", "required"),
            ("  ", "required"),
            ("test", "malformed_domain"),
            (".", "malformed_domain"),
            ("acme..test", "malformed_domain"),
            (".acme.test", "malformed_domain"),
            ("acme.test..", "malformed_domain"),
            ("ann@acme.test", "malformed_domain"),
            ("https://acme.test", "malformed_domain"),
            ("acme .test", "malformed_domain"),
            ("acme\0.test", "malformed_domain"),
            ("-acme.test", "malformed_domain"),
            ("_acme.test", "malformed_domain"),
            ("10.0.0.1", "malformed_domain"),
            ("[::1]", "malformed_domain"),
            (&long, "malformed_domain"),
            (&longest, "malformed_domain"),
            ("com", "malformed_domain"),
            ("co.uk", "public_suffix"),
            ("github.io", "public_suffix"),
            ("gmail.com", "public_mail_domain"),
            ("GMail.com.", "public_mail_domain"),
            ("team.gmail.com", "public_mail_domain"),
            ("web.de", "public_mail_domain"),
        ] {
            assert_eq!(claimable(typed).map_err(|denied| denied.code), Err(code), "{typed:?}");
        }
    }

    #[test]
    fn an_address_is_at_one_domain_and_at_no_look_alike() {
        assert_eq!(of_address("ann@acme.test").as_deref(), Some("acme.test"));
        assert_eq!(of_address("ann@bücher.example").as_deref(), Some("xn--bcher-kva.example"));
        for other in [
            "ann@xacme.test",
            "ann@acme.test.evil.test",
            "ann@mail.acme.test",
            "acme.test",
            "ann@acme.test@evil.test",
            // A Cyrillic а.
            "ann@\u{430}cme.test",
        ] {
            assert_ne!(of_address(other).as_deref(), Some("acme.test"), "{other}");
        }
    }
}
