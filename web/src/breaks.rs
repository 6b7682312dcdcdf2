//! Where long addresses may break.

/// The text in parts, between which a line may break: addresses alone are parted.
pub(crate) fn breaks(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut word) = (Vec::new(), 0, 0);
    let is_address = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.split(char::is_whitespace).next().is_some_and(|word| word.contains('@'))
    };
    for (at, sign) in text.char_indices() {
        let next = at + sign.len_utf8();
        if sign.is_whitespace() {
            word = next;
        } else if matches!(sign, '@' | '.' | '_' | '+' | '-') && next < text.len() && is_address(word) {
            parts.extend(text.get(start..next));
            start = next;
        }
    }
    parts.extend(text.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    use super::breaks;

    #[test]
    fn an_address_breaks_behind_its_signs_and_a_sentence_where_it_does() {
        assert_eq!(
            breaks("Bo invited jo.lee@mail.test. Well-known."),
            ["Bo invited jo.", "lee@", "mail.", "test.", " Well-known."]
        );
        assert_eq!(breaks("No address. At all-"), ["No address. At all-"]);
        assert_eq!(breaks(""), [""]);
    }
}
