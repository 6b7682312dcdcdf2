//! Query strings: what pages keep in the address, and what requests ask for.

use serde::Serialize;
use serde_json::Value;

/// `?key=value&…` of a flat body such as `MembersQuery`; empty where nothing is set.
pub(crate) fn of(body: &impl Serialize) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(body) else { return String::new() };
    let pairs = fields.into_iter().filter_map(|(key, value)| match value {
        Value::String(text) => Some((key, text)),
        Value::Number(number) => Some((key, number.to_string())),
        Value::Bool(flag) => Some((key, flag.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    });
    write(pairs)
}

/// `?key=value&…` of these pairs; empty where there are none.
pub(crate) fn write<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let mut text = String::new();
    for (key, value) in pairs {
        text.push(if text.is_empty() { '?' } else { '&' });
        encode(key.as_ref(), &mut text);
        text.push('=');
        encode(value.as_ref(), &mut text);
    }
    text
}

/// The value of a key in a query string, with or without its question mark.
pub(crate) fn get(query: &str, key: &str) -> Option<String> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(found, value)| (decode(found) == key).then(|| decode(value)))
}

fn encode(value: &str, text: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b'@' | b'/' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn decode(value: &str) -> String {
    let source = value.as_bytes();
    let mut bytes = Vec::with_capacity(source.len());
    let mut at = 0;
    while at < source.len() {
        let escaped = source.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (source[at], escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                at += 3;
            }
            (b'+', _) => {
                bytes.push(b' ');
                at += 1;
            }
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::members::wire::MembersQuery;

    #[test]
    fn a_body_becomes_a_query_without_what_is_not_set() {
        let query =
            MembersQuery { q: Some("Zoë & co".to_owned()), limit: Some(50), ..MembersQuery::default() };
        let text = of(&query);
        assert_eq!(text, "?limit=50&q=Zo%C3%AB%20%26%20co");
        assert_eq!(get(&text, "q").as_deref(), Some("Zoë & co"));
        assert_eq!(of(&MembersQuery::default()), "");
    }

    #[test]
    fn broken_escapes_survive() {
        assert_eq!(get("?a=%zz%4&b=1+2", "a").as_deref(), Some("%zz%4"));
        assert_eq!(get("?a=%zz%4&b=1+2", "b").as_deref(), Some("1 2"));
        assert_eq!(get("?a", "a"), None);
    }
}
