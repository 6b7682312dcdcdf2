//! Query strings, both ways. Values are percent-encoded, so that any name or address survives.

/// `key=value` pairs of a query string, with or without its question mark.
pub(crate) fn read(query: &str) -> Vec<(String, String)> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect()
}

/// A query string with its question mark; empty without pairs.
pub(crate) fn write(pairs: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (key, value) in pairs {
        text.push(if text.is_empty() { '?' } else { '&' });
        encode(key, &mut text);
        text.push('=');
        encode(value, &mut text);
    }
    text
}

fn encode(value: &str, text: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b'@' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex: Vec<u8> = rest.clone().take(2).collect();
                match std::str::from_utf8(&hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    Some(decoded) if hex.len() == 2 => {
                        bytes.push(decoded);
                        rest.next();
                        rest.next();
                    }
                    _ => bytes.push(b'%'),
                }
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let written = write(&[("q", "Zoë & co. 100%+".to_owned()), ("role", "editor,viewer".to_owned())]);
        assert_eq!(written, "?q=Zo%C3%AB%20%26%20co.%20100%25%2B&role=editor,viewer");
        assert_eq!(
            read(&written),
            [("q".to_owned(), "Zoë & co. 100%+".to_owned()), ("role".to_owned(), "editor,viewer".to_owned())]
        );
    }

    #[test]
    fn a_broken_escape_stands_for_itself() {
        assert_eq!(
            read("a=%zz&b=%4&c=x+y"),
            [
                ("a".to_owned(), "%zz".to_owned()),
                ("b".to_owned(), "%4".to_owned()),
                ("c".to_owned(), "x y".to_owned())
            ]
        );
        assert_eq!(write(&[]), "");
    }
}
