//! The addresses in whatever was pasted: one a line, commas, `Name <mail>`, a mail client's header, CSV
//! with or without a heading, a role beside an address.

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
    /// The key of the role that stood beside it.
    pub(crate) role: Option<String>,
}

/// Words of a heading, which are not somebody's address.
const HEADINGS: [&str; 10] =
    ["email", "e-mail", "mail", "email address", "address", "name", "first name", "last name", "role", "to"];

/// Everything in `text` that is, or was meant to be, an address. What stands twice is found once.
pub(crate) fn parse(text: &str, roles: &[KnownRole]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for line in text.lines() {
        for next in line_of(line, roles) {
            let key = email_key(&next.text);
            match found.iter_mut().find(|known| email_key(&known.text) == key) {
                Some(known) => known.role = known.role.take().or(next.role),
                None => found.push(next),
            }
        }
    }
    found
}

fn line_of(line: &str, roles: &[KnownRole]) -> Vec<Found> {
    let line = strip_header(line);
    let cells: Vec<String> = cells(line).into_iter().filter(|cell| !cell.is_empty()).collect();
    let mut found: Vec<Found> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for cell in &cells {
        let inner = inside_brackets(cell);
        let tokens: Vec<String> = match inner {
            Some(inner) => vec![clean(inner)],
            None if cell.matches('@').count() > 1 || well_formed(&clean(cell)) => {
                cell.split_whitespace().map(clean).collect()
            }
            None => mail_in(cell),
        };
        for token in tokens.into_iter().filter(|token| !token.is_empty()) {
            if token.contains('@') || inner.is_some() {
                found.push(Found { well_formed: well_formed(&token), text: token, role: None });
            } else {
                words.push(token);
            }
        }
    }
    match found.as_mut_slice() {
        // Nothing with an @: what is not a heading was meant to be an address.
        [] => words
            .into_iter()
            .filter(|word| !HEADINGS.contains(&word.to_lowercase().as_str()))
            .map(|text| Found { text, well_formed: false, role: None })
            .collect(),
        // One address and other columns: a role among them is theirs, a name is not needed.
        [one] => {
            one.role = words.iter().find_map(|word| role_named(word, roles));
            found
        }
        _ => found,
    }
}

/// `To: a@example.com, b@example.com` of a mail's head.
fn strip_header(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['•', '*', '-', '–', '\u{feff}']).trim_start();
    for head in ["to:", "cc:", "bcc:"] {
        if line.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head)) {
            return &line[head.len()..];
        }
    }
    line
}

/// Splits at commas, semicolons and tabs that stand outside quotes and angle brackets.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut bracketed) = (false, false);
    // A quote that never closes is an apostrophe, not a quote.
    let quotes = line.matches('"').count().is_multiple_of(2);
    for c in line.chars() {
        match c {
            '"' if quotes => quoted = !quoted,
            '<' if !quoted => {
                bracketed = true;
                push(&mut cells, c);
            }
            '>' if !quoted => {
                bracketed = false;
                push(&mut cells, c);
            }
            ',' | ';' | '\t' if !quoted && !bracketed => cells.push(String::new()),
            _ => push(&mut cells, c),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], c: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(c);
    }
}

fn inside_brackets(cell: &str) -> Option<&str> {
    let (_, rest) = cell.split_once('<')?;
    Some(rest.split_once('>').map_or(rest, |(inner, _)| inner))
}

/// In `Bo Lind bo@example.com` the address is the word with the @; the name is left out.
fn mail_in(cell: &str) -> Vec<String> {
    let mut with_at: Vec<String> =
        cell.split_whitespace().filter(|word| word.contains('@')).map(clean).collect();
    if with_at.is_empty() {
        with_at.push(clean(cell));
    }
    with_at
}

fn clean(text: &str) -> String {
    let text = text.trim().trim_matches(|c: char| "\"'()[]{}<>,;:".contains(c)).trim_end_matches('.');
    text.strip_prefix("mailto:").unwrap_or(text).trim().to_owned()
}

fn well_formed(text: &str) -> bool {
    text.parse::<EmailAddress>().is_ok()
}

fn role_named(word: &str, roles: &[KnownRole]) -> Option<String> {
    let word = word.to_lowercase();
    roles
        .iter()
        .find(|role| role.key == word || role.name.to_lowercase() == word)
        .map(|role| role.key.clone())
}

/// What a malformed address was probably meant to be, from the domains of its neighbours.
pub(crate) fn suggest(text: &str, neighbours: &[String]) -> Option<String> {
    let squeezed: String = text.split_whitespace().collect::<String>().replace(",", ".").replace("..", ".");
    if squeezed != text && well_formed(&squeezed) {
        return Some(squeezed);
    }
    let domains = neighbours.iter().filter_map(|mail| mail.rsplit_once('@')).map(|(_, domain)| domain);
    let (local, domain) = squeezed.split_once('@').unwrap_or((&squeezed, ""));
    let whole =
        domains.into_iter().find(|known| domain.is_empty() || known.starts_with(&format!("{domain}.")))?;
    let suggestion = format!("{local}@{whole}");
    well_formed(&suggestion).then_some(suggestion)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles() -> Vec<KnownRole> {
        [("editor", "Editor"), ("viewer", "Viewer")]
            .map(|(key, name)| KnownRole { key: key.to_owned(), name: name.to_owned() })
            .to_vec()
    }

    fn texts(text: &str) -> Vec<String> {
        parse(text, &roles()).into_iter().map(|found| found.text).collect()
    }

    #[test]
    fn i1_commas_lines_semicolons_tabs_and_spaces_all_separate() {
        let expected = ["a@example.com", "b@example.com", "c@example.com"];
        for text in [
            "a@example.com, b@example.com; c@example.com",
            "a@example.com\r\nb@example.com\n\nc@example.com\n",
            "a@example.com\tb@example.com\tc@example.com",
            "a@example.com b@example.com c@example.com",
            "To: a@example.com, <b@example.com>, mailto:c@example.com.",
            "- a@example.com\n• b@example.com\n* c@example.com",
        ] {
            assert_eq!(texts(text), expected, "{text}");
            assert!(parse(text, &[]).iter().all(|found| found.well_formed), "{text}");
        }
    }

    #[test]
    fn i1_names_from_a_mail_client_are_left_out() {
        let text =
            "\"Weber, Jonas\" <jonas@example.com>, Noor Haddad <noor@example.com>, Bo Lind bo@example.com";
        assert_eq!(texts(text), ["jonas@example.com", "noor@example.com", "bo@example.com"]);
    }

    #[test]
    fn i1_csv_brings_its_roles_and_not_its_heading() {
        let text = "Name,Email,Role\n\"Kaya, Elif\",elif@example.com,Viewer\nKenji,kenji@example.com,\n";
        let found = parse(text, &roles());
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text, "elif@example.com");
        assert_eq!(found[0].role.as_deref(), Some("viewer"));
        assert_eq!(found[1].role, None);
    }

    #[test]
    fn i11_what_stands_twice_is_found_once_whatever_its_case() {
        assert_eq!(texts("Bo@Example.com, bo@example.COM\nbo@example.com;viewer"), ["Bo@Example.com"]);
        assert_eq!(
            parse("bo@example.com\nbo@example.com,Viewer", &roles())[0].role.as_deref(),
            Some("viewer")
        );
    }

    #[test]
    fn i1_a_malformed_one_is_kept_to_be_mended_and_loses_no_other() {
        let found = parse("a@example.com, marco@example, someone", &roles());
        let bad: Vec<&str> = found.iter().filter(|f| !f.well_formed).map(|f| f.text.as_str()).collect();
        assert_eq!(bad, ["marco@example"], "a word beside addresses is a name");
        assert_eq!(texts("just words"), ["just words"]);
        assert!(!parse("just words", &[])[0].well_formed);
        assert_eq!(texts("  \n , ; "), Vec::<String>::new());
        assert_eq!(texts("Broken <marco@example"), ["marco@example"]);
    }

    #[test]
    fn a_mended_address_is_suggested_where_one_is_near() {
        let near = ["nadia@example.com".to_owned()];
        assert_eq!(suggest("marco@example", &near).as_deref(), Some("marco@example.com"));
        assert_eq!(suggest("marco", &near).as_deref(), Some("marco@example.com"));
        assert_eq!(suggest("mar co@example.com", &[]).as_deref(), Some("marco@example.com"));
        assert_eq!(suggest("marco@other", &near), None);
    }
}
