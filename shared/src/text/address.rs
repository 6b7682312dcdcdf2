//! Addresses of mail, and their domains.

use unicode_normalization::UnicodeNormalization;

use super::{EmailAddress, TextDenied, denied, single_line};

impl EmailAddress {
    /// The form in which addresses are compared: compatibility-normalised, lower case, no spaces.
    pub fn key(&self) -> String {
        email_key(&self.0)
    }

    /// The domain of the address, in the form in which domains are compared.
    pub fn domain(&self) -> String {
        self.key().rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default()
    }

    /// What may be shown to somebody who holds a link but not the mailbox: `m•••@e•••.com`.
    pub fn hint(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let (host, suffix) = domain.rsplit_once('.').unwrap_or((domain, ""));
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        let dot = if suffix.is_empty() { "" } else { "." };
        format!("{}•••@{}•••{dot}{suffix}", first(local), first(host))
    }
}

/// [`EmailAddress::key`] of a text that may not be an address, for looking one up.
///
/// A domain that is written in the ASCII form of IDNA (RFC 5891 §4.4) is the same as in its own letters.
pub fn email_key(text: &str) -> String {
    let folded = |text: &str| text.nfkc().collect::<String>().to_lowercase().nfkc().collect::<String>();
    let key = folded(&without_invisible(text));
    let Some((local, domain)) = key.trim().rsplit_once('@') else { return key.trim().to_owned() };
    let label = |label: &str| {
        let decoded = label.strip_prefix("xn--").and_then(idna::punycode::decode_to_string);
        decoded.map_or_else(|| label.to_owned(), |decoded| folded(&decoded))
    };
    // The full stop of ideographic scripts separates labels, too (RFC 3490 §3.1).
    let labels: Vec<String> = domain.split(['.', '\u{3002}']).map(label).collect();
    format!("{local}@{}", labels.join("."))
}

/// Without signs that have no width: they come along unseen with what is pasted.
fn without_invisible(text: &str) -> String {
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}');
    text.chars().filter(|c| !invisible(*c)).collect()
}

pub(super) fn parse_email(text: &str) -> Result<String, TextDenied> {
    // The sign of a wide keyboard is the same sign.
    let address: String = without_invisible(text).trim().nfc().collect::<String>().replace('\u{ff20}', "@");
    if address.is_empty() {
        return Err(denied("required", "Give an e-mail address."));
    }
    let options = email_address::Options::default().without_display_text().without_domain_literal();
    let well_formed = address.len() <= 254
        && single_line(&address)
        // What stands for signs that could not be read.
        && !address.contains('\u{fffd}')
        && email_address::EmailAddress::parse_with_options(&address, options.with_required_tld()).is_ok();
    if well_formed { Ok(address) } else { Err(denied("malformed_email", "This is not an e-mail address.")) }
}

pub(super) fn parse_domain(text: &str) -> Result<String, TextDenied> {
    let domain = email_key(text);
    // People paste it as it stands in an address.
    let domain = domain.strip_prefix('@').unwrap_or(&domain);
    if domain.is_empty() {
        return Err(denied("required", "Give a domain."));
    }
    let label = |label: &str| {
        let letters = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        (1..=63).contains(&label.len()) && letters && !label.starts_with('-') && !label.ends_with('-')
    };
    if domain.len() > 253 || !domain.contains('.') || !domain.split('.').all(label) {
        return Err(denied("malformed_domain", "This is not a domain. Write it as in example.com."));
    }
    Ok(domain.to_owned())
}
