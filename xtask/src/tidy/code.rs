//! Rust without its comments and literals, so that a rule that looks for a word finds code that uses it and not
//! prose, or a test's sample, that mentions it.

/// The source with every character of comments, strings and character literals replaced by a space. Lines stay
/// where they are.
pub(crate) fn only(source: &str) -> String {
    let characters: Vec<char> = source.chars().collect();
    let mut code = String::with_capacity(source.len());
    let mut at = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        let before = at.checked_sub(1).map(|index| characters[index]);
        let length = literal_or_comment(rest, before);
        if length == 0 {
            code.push(rest[0]);
            at += 1;
        } else {
            code.extend(rest[..length].iter().map(|character| if *character == '\n' { '\n' } else { ' ' }));
            at += length;
        }
    }
    code
}

/// How many characters from here on belong to a comment or a literal that starts here.
fn literal_or_comment(rest: &[char], before: Option<char>) -> usize {
    match rest {
        ['/', '/', ..] => rest.iter().position(|character| *character == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => block_comment(rest),
        ['"', ..] => string(rest),
        ['\'', ..] => character(rest),
        ['r', '"' | '#', ..] if !before.is_some_and(continues_a_name) => raw_string(rest),
        // `br"…"`, `cr"…"`: the letter before is part of the literal, not of a name.
        ['b' | 'c', 'r', '"' | '#', ..] if !before.is_some_and(continues_a_name) => {
            match raw_string(&rest[1..]) {
                0 => 0,
                length => length + 1,
            }
        }
        _ => 0,
    }
}

fn continues_a_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => {
                depth += 1;
                at += 2;
            }
            ['*', '/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    rest.len()
}

fn string(rest: &[char]) -> usize {
    quoted(rest, '"')
}

/// From an opening quote to its closing one, over escapes.
fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            character if character == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Zero for a lifetime, which has no closing quote.
fn character(rest: &[char]) -> usize {
    match rest {
        [_, '\\', ..] => quoted(rest, '\''),
        [_, _, '\'', ..] => 3,
        _ => 0,
    }
}

/// Zero for a raw name such as `r#type`.
fn raw_string(rest: &[char]) -> usize {
    let hashes = rest[1..].iter().take_while(|character| **character == '#').count();
    let open = 1 + hashes;
    if rest.get(open) != Some(&'"') {
        return 0;
    }
    let mut at = open + 1;
    while at < rest.len() {
        let closing = rest[at + 1..].iter().take(hashes).filter(|character| **character == '#').count();
        if rest[at] == '"' && closing == hashes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left, word by word.
    fn words(source: &str) -> String {
        only(source).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_go() {
        assert_eq!(words("a // b\nc /* d /* e */ f */ g"), "a c g");
        assert_eq!(words("/// doc\n//! doc\nx"), "x");
        assert_eq!(words("a /* never ends"), "a");
    }

    #[test]
    fn strings_go_with_what_they_contain() {
        assert_eq!(words(r#"a("b \" // c", d) e"#), "a( , d) e");
        assert_eq!(words(r###"a(r#"b " c"#, br"d", r##"e"# f"##) g"###), "a( , , ) g");
        assert_eq!(words("b\"x\" y"), "b y");
    }

    #[test]
    fn characters_go_and_lifetimes_stay() {
        assert_eq!(words(r#"f('a', '\'', '\u{1F600}', '"') g"#), "f( , , , ) g");
        assert_eq!(words("fn f<'a>(x: &'a str) -> &'static str"), "fn f<'a>(x: &'a str) -> &'static str");
    }

    #[test]
    fn names_that_look_like_prefixes_stay() {
        assert_eq!(words("r#type bar br#match"), "r#type bar br#match");
        assert_eq!(words("var\"x\" y"), "var y");
    }

    #[test]
    fn lines_stay_where_they_are() {
        let code = only("a /* \n \n */ b \"x\ny\" c");
        assert_eq!(code.lines().count(), 4);
        assert_eq!(code.lines().nth(2).map(str::trim), Some("b"));
    }
}
