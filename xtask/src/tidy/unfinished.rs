//! What may stand in a tree for an hour and not in a commit.

use super::Finding;
use super::tree::Tree;

const WORDS: [(&str, &str); 4] = [
    ("todo!", "not done yet: do it, or refuse the request with a problem of its own"),
    ("unimplemented!", "not done yet: do it, or refuse the request with a problem of its own"),
    ("dbg!", "left over from debugging"),
    ("#[ignore", "a test that does not run proves nothing: repair or delete it"),
];

/// Places that are not finished, in any Rust source.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        for (number, line) in file.code() {
            let told = WORDS.iter().filter(|(word, _)| contains_word(line, word));
            findings.extend(told.map(|(word, why)| {
                Finding::broken(
                    file.path(),
                    Some(number),
                    format!("{}: {why}", word.trim_start_matches("#[")),
                )
            }));
            if line.contains("cfg_attr") && contains_word(line, "ignore") {
                findings.push(Finding::broken(
                    file.path(),
                    Some(number),
                    "ignore, even conditionally: say why in the test and return early",
                ));
            }
        }
    }
    findings
}

/// Whether the word stands there by itself and not as the end of a longer name.
pub(crate) fn contains_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let continues = |character: char| character.is_alphanumeric() || character == '_';
        let longer_before = word.starts_with(continues) && before.is_some_and(continues);
        let longer_after = word.ends_with(continues) && after.is_some_and(continues);
        !longer_before && !longer_after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> usize {
        findings(&Tree::of(&[("api/src/lib.rs", source)])).len()
    }

    #[test]
    fn each_word_is_found() {
        assert_eq!(found("fn f() { todo!() }"), 1);
        assert_eq!(found("fn f() { std::unimplemented!(\"x\") }"), 1);
        assert_eq!(found("let x = dbg!(1);"), 1);
        assert_eq!(found("#[test]\n#[ignore]\nfn f() {}"), 1);
        assert_eq!(found("#[ignore = \"slow\"]"), 1);
        assert_eq!(found("#[cfg_attr(windows, ignore)]"), 1);
    }

    #[test]
    fn prose_samples_and_longer_names_are_not() {
        assert_eq!(found("// todo! is refused\nlet s = \"dbg!(1)\"; my_todo!(); #[ignored] x"), 0);
        assert_eq!(found("#[cfg_attr(windows, ignored)]"), 0);
    }

    #[test]
    fn other_files_may_say_what_they_like() {
        assert!(findings(&Tree::of(&[("CONTRIBUTING.md", "no `todo!`")])).is_empty());
    }
}
