//! The addresses in whatever was pasted: one a line, commas, `Name <mail>`, a mail's head, a table with or without a
//! heading, a role beside an address.
//!
//! What may have been meant as an address and is none stays, to be mended. Left out are only names beside an address,
//! headings and what is empty.

mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use shared::text::{EmailAddress, email_key};

/// A role that a list may name beside an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownRole {
    pub(crate) key: String,
    pub(crate) name: String,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) text: String,
    /// Whether it is an address.
    pub(crate) well_formed: bool,
    /// The key of the role that stood beside it; as it was written where a column of roles names one that is not known.
    pub(crate) role: Option<String>,
}

impl Found {
    fn new(text: String) -> Self {
        Self { well_formed: well_formed(&text), text, role: None }
    }
}

/// Words that stand over a list, or over the first of its columns.
const HEADINGS: [&str; 14] = [
    "email",
    "e-mail",
    "mail",
    "emails",
    "email address",
    "email addresses",
    "e-mail address",
    "address",
    "addresses",
    "name",
    "first name",
    "last name",
    "role",
    "to",
];

/// Everything in `text` that is, or may have been meant to be, an address. What stands twice is found once.
pub(crate) fn parse(text: &str, roles: &[KnownRole]) -> Vec<Found> {
    let text = text.trim_start_matches('\u{feff}');
    let meant =
        table::read(text, roles).unwrap_or_else(|| text.lines().flat_map(|line| list(line, roles)).collect());
    let mut found: Vec<Found> = Vec::new();
    let mut places = BTreeMap::new();
    for next in meant {
        match places.entry(email_key(&next.text)) {
            Entry::Occupied(place) => {
                let known: &mut Found = &mut found[*place.get()];
                known.role = known.role.take().or(next.role);
            }
            Entry::Vacant(place) => {
                place.insert(found.len());
                found.push(next);
            }
        }
    }
    found
}

/// What is in one line that is no row of a table.
fn list(line: &str, roles: &[KnownRole]) -> Vec<Found> {
    let line = strip_header(line);
    let several = |separators: &[char]| {
        pieces(line, separators).into_iter().filter(|piece| piece.contains(is_at)).count() > 1
    };
    if several(&[';']) {
        // Commas between semicolons part what is said of one person.
        pieces(line, &[';']).into_iter().flat_map(|one| record(&pieces(one, &[',', '\t']), roles)).collect()
    } else {
        record(&pieces(line, &[',', ';', '\t']), roles)
    }
}

/// What is in some pieces that stand beside each other.
fn record(pieces: &[&str], roles: &[KnownRole]) -> Vec<Found> {
    let pieces: Vec<&str> = pieces.iter().copied().filter(|piece| !unquote(piece).is_empty()).collect();
    let addresses: usize = pieces.iter().map(|piece| piece.matches(is_at).count()).sum();
    let mut found: Vec<Found> = Vec::new();
    let mut first_role = None;
    for (at, piece) in pieces.iter().enumerate() {
        if is_addressed(piece) {
            let before = found.len();
            found.extend(addressed(piece, roles));
            if let Some(one) = found.get_mut(before)
                && one.role.is_none()
            {
                one.role = first_role.take();
            }
            continue;
        }
        let words = clean(&unquote(piece));
        let role = role_named(&words, roles);
        match (role, found.last_mut()) {
            (Some(role), Some(last)) if last.role.is_none() => last.role = Some(role),
            // The role of the only address, before it.
            (Some(role), None) if addresses == 1 => first_role = Some(role),
            // `Weber, Jonas <jonas@example.com>` is one person.
            _ if pieces.get(at + 1).is_some_and(|next| next.contains('<')) && is_name(&words) => {}
            _ if addresses == 1 && is_name(&words) => {}
            _ if addresses == 0 && HEADINGS.contains(&words.to_lowercase().as_str()) => {}
            _ => found.push(Found::new(words)),
        }
    }
    found
}

/// Whether a piece holds what is, or was meant as, an address.
fn is_addressed(piece: &str) -> bool {
    piece.contains(is_at) || piece.contains('<')
}

/// What is in a piece that holds at least one address: `Bo <bo@example.com>`, or addresses with spaces between.
fn addressed(piece: &str, roles: &[KnownRole]) -> Vec<Found> {
    // Spaces in quotes before the sign are part of the address.
    if piece.contains("\"@") {
        return vec![Found::new(piece.trim().to_owned())];
    }
    let named = piece.contains('<');
    let (mut found, mut words) = (Vec::new(), Vec::new());
    for token in tokens(&unquote(piece)) {
        let (text, bracketed) = match token {
            Token::Bracketed(inner) => (clean(inner), true),
            Token::Word(word) => (clean(word), false),
        };
        if text.starts_with(is_at) || text.ends_with(is_at) {
            // Spaces came into it: taken apart it would say nothing.
            return vec![Found::new(clean(&unquote(piece)))];
        } else if bracketed || text.contains(is_at) || (looks_meant(&text) && !named) {
            let before = std::mem::take(&mut words);
            // Before the first bracket stands a name, whatever it looks like.
            if !bracketed || !found.is_empty() {
                between(&mut found, before, true, roles);
            }
            found.push(Found::new(text));
        } else if !text.is_empty() {
            words.push(text);
        }
    }
    between(&mut found, words, false, roles);
    found.retain(|one| !one.text.is_empty());
    if found.is_empty() {
        found.push(Found::new(clean(&unquote(piece))));
    }
    found
}

/// Takes in the words behind an address, which another one follows or not: the role of the one before, a name, or one
/// more that is to be mended.
fn between(found: &mut Vec<Found>, words: Vec<String>, followed: bool, roles: &[KnownRole]) {
    let whole = words.join(" ");
    let beside = (followed || found.len() == 1) && (whole.is_empty() || is_name(&whole));
    match (role_named(&whole, roles), found.last_mut()) {
        (Some(role), Some(last)) if last.role.is_none() => last.role = Some(role),
        _ if beside => {}
        _ => found.extend(words.into_iter().map(Found::new)),
    }
}

enum Token<'a> {
    /// Between `<` and `>`.
    Bracketed(&'a str),
    Word(&'a str),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('<') {
        tokens.extend(before.split_whitespace().map(Token::Word));
        let (inner, after) = inside.split_once('>').unwrap_or((inside, ""));
        tokens.push(Token::Bracketed(inner));
        rest = after;
    }
    tokens.extend(rest.split_whitespace().map(Token::Word));
    tokens
}

/// `To: a@example.com, b@example.com` of a mail's head, and the sign before an entry of a list.
fn strip_header(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['•', '*', '-', '–']).trim_start();
    for head in ["to:", "cc:", "bcc:"] {
        if line.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head)) {
            return &line[head.len()..];
        }
    }
    line
}

/// Splits at separators that stand outside quotes and angle brackets. Quotes stay: a piece may be split again.
fn pieces<'a>(line: &'a str, separators: &[char]) -> Vec<&'a str> {
    let (mut quoted, mut bracketed) = (false, false);
    // A quote that never closes is an apostrophe, not a quote; a bracket that never closes is a slip.
    let quotes = line.matches('"').count().is_multiple_of(2);
    let brackets = line.matches('<').count() == line.matches('>').count();
    line.split(move |c| {
        match c {
            '"' if quotes => quoted = !quoted,
            '<' if brackets && !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            _ => {}
        }
        !quoted && !bracketed && separators.contains(&c)
    })
    .collect()
}

/// A piece without its quotes; two that stand together are one that was meant.
fn unquote(piece: &str) -> String {
    let piece = piece.trim();
    let inner = piece.strip_prefix('"').and_then(|piece| piece.strip_suffix('"')).unwrap_or(piece);
    inner.replace("\"\"", "\u{201d}").replace('"', "").trim().to_owned()
}

fn clean(text: &str) -> String {
    let text = text.trim().trim_matches(|c: char| "\"'()[]{}<>,;:".contains(c)).trim_end_matches('.');
    // Also in `[Bo](mailto:bo@example.com?subject=Hello)`.
    let text = text
        .rsplit_once("mailto:")
        .map_or(text, |(_, address)| address.split_once('?').map_or(address, |(address, _)| address));
    text.trim().to_owned()
}

/// The sign of an address, on a wide keyboard too.
const fn is_at(c: char) -> bool {
    matches!(c, '@' | '\u{ff20}')
}

fn well_formed(text: &str) -> bool {
    text.parse::<EmailAddress>().is_ok()
}

/// Words without the sign that look like an address all the same: `bo.example.com`, `bo(at)example.com`.
fn looks_meant(words: &str) -> bool {
    let lower = words.to_lowercase();
    if ["(at)", "[at]", " at "].iter().any(|at| lower.contains(at)) && lower.contains('.') {
        return true;
    }
    let labels: Vec<&str> = lower.split('.').collect();
    let ends = labels.last().is_some_and(|last| last.chars().count() >= 2);
    let whole =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_+".contains(c));
    labels.len() > 1 && ends && labels.iter().all(whole) && !lower.chars().all(|c| c.is_numeric() || c == '.')
}

/// What a person may be called. An address that was not finished is one small word.
fn is_name(words: &str) -> bool {
    let small_word =
        words.chars().next().is_some_and(char::is_lowercase) && !words.contains(char::is_whitespace);
    !small_word && !looks_meant(words)
}

fn role_named(word: &str, roles: &[KnownRole]) -> Option<String> {
    let word = word.trim().to_lowercase();
    roles
        .iter()
        .find(|role| role.key == word || role.name.to_lowercase() == word)
        .map(|role| role.key.clone())
}

/// What a malformed address was probably meant to be, from the domains of its neighbours.
pub(crate) fn suggest(text: &str, neighbours: &[String]) -> Option<String> {
    let spelled = ["(at)", "[at]", " at "].iter().fold(text.to_lowercase(), |text, at| text.replace(at, "@"));
    let signed = if text.contains('@') { text } else { &spelled };
    let squeezed: String = signed.split_whitespace().collect::<String>().replace(',', ".").replace("..", ".");
    if squeezed != text && well_formed(&squeezed) {
        return Some(squeezed);
    }
    let domains: Vec<&str> =
        neighbours.iter().filter_map(|mail| mail.rsplit_once('@')).map(|(_, domain)| domain).collect();
    let mended = match squeezed.split_once('@') {
        Some((local, domain)) => {
            let begins = |known: &&&str| domain.is_empty() || known.starts_with(&format!("{domain}."));
            format!("{local}@{}", domains.iter().find(begins)?)
        }
        None if signed.contains(char::is_whitespace) => return None,
        // A full stop for the sign, or nothing behind the name.
        None => {
            let local = |known: &&str| squeezed.strip_suffix(*known)?.strip_suffix('.').map(str::to_owned);
            let split = domains.iter().find_map(|known| Some(format!("{}@{known}", local(known)?)));
            split.or_else(|| Some(format!("{squeezed}@{}", domains.first()?)))?
        }
    };
    well_formed(&mended).then_some(mended)
}
