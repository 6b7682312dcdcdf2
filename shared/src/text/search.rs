//! The form in which texts are looked for.

use unicode_normalization::UnicodeNormalization;

/// The form in which names and addresses are searched, on both databases alike.
pub fn search_key(text: &str) -> String {
    text.nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect::<String>()
        .to_lowercase()
}

/// The words of a text as directories search for them: in the form of [`search_key`], without punctuation.
///
/// Scripts that put no space between words have each sign for one, so that any run of signs is found.
pub fn search_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut open = false;
    for c in search_key(text).chars() {
        if is_ideograph(c) {
            words.push(c.to_string());
            open = false;
        } else if !c.is_alphanumeric() {
            open = false;
        } else if let (true, Some(word)) = (open, words.last_mut()) {
            word.push(c);
        } else {
            words.push(c.to_string());
            open = true;
        }
    }
    words
}

/// Han, Hiragana and Katakana.
const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plain_and_without_punctuation() {
        for (text, words) in [
            (
                "Zoë O’Leary zoe.o-leary+x@example.com",
                &["zoe", "o", "leary", "zoe", "o", "leary", "x", "example", "com"][..],
            ),
            ("  ", &[]),
            ("王小明 ming", &["王", "小", "明", "ming"]),
            ("Straße 12b", &["straße", "12b"]),
        ] {
            assert_eq!(search_words(text), words, "{text}");
        }
    }
}
