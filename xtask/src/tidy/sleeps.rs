//! A test that sleeps is slow on a fast machine and fails on a slow one. It waits for what it waits for, or moves
//! the clock that it was handed.

use super::Finding;
use super::tree::{File, Tree};
use super::unfinished::contains_word;

/// Files that may sleep, each with the reason. The list only shrinks: a file that no longer sleeps has to leave it.
const ALLOWED: &[(&str, &str)] = &[];

/// Sleeping tests.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    check(tree, ALLOWED)
}

fn check(tree: &Tree, allowed: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        let sleeping = sleeping_lines(file);
        if allowed.iter().any(|(path, _)| *path == file.path()) {
            if sleeping.is_empty() {
                findings.push(Finding::broken(
                    file.path(),
                    None,
                    "no longer sleeps: take it off the list in tidy/sleeps.rs",
                ));
            }
            continue;
        }
        findings.extend(sleeping.into_iter().map(|number| {
            Finding::broken(
                file.path(),
                Some(number),
                "a test that sleeps: wait for the event, or move the clock",
            )
        }));
    }
    let gone = allowed.iter().filter(|(path, _)| tree.file(path).is_none());
    findings.extend(gone.map(|(path, _)| {
        Finding::broken(path, None, "does not exist: take it off the list in tidy/sleeps.rs")
    }));
    findings
}

fn sleeping_lines(file: &File) -> Vec<usize> {
    let whole = is_test_file(file.path());
    let mut in_tests = whole;
    let mut lines = Vec::new();
    for (number, line) in file.code() {
        // Unit tests stand at the end of their file.
        in_tests |= line.contains("#[cfg(test)]");
        if in_tests && contains_word(line, "sleep") && line.contains("sleep(") {
            lines.push(number);
        }
    }
    lines
}

fn is_test_file(path: &str) -> bool {
    path.starts_with("e2e/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLEEP: &str = "fn wait() { std::thread::sleep(TICK) }";

    fn found(path: &str, source: &str) -> usize {
        check(&Tree::of(&[(path, source)]), &[]).len()
    }

    #[test]
    fn tests_do_not_sleep_by_any_name() {
        assert_eq!(found("api/tests/api/members.rs", SLEEP), 1);
        assert_eq!(found("e2e/src/lib.rs", "tokio::time::sleep(TICK).await"), 1);
        assert_eq!(found("api/tests/api/members.rs", "sleep(TICK).await"), 1);
        assert_eq!(found("shared/src/a.rs", &format!("{SLEEP}\n#[cfg(test)]\nmod tests {{\n{SLEEP}\n}}")), 1);
    }

    #[test]
    fn the_server_may_and_so_may_other_words() {
        assert_eq!(found("api/src/outbox/worker.rs", SLEEP), 0);
        assert_eq!(found("e2e/tests/a.rs", "// thread::sleep(x)\nfn asleep() { oversleep(1) }"), 0);
    }

    #[test]
    fn a_listed_file_may_sleep_as_long_as_it_does() {
        let listed = [("e2e/src/lib.rs", "waits for a process")];
        assert!(check(&Tree::of(&[("e2e/src/lib.rs", SLEEP)]), &listed).is_empty());
        assert_eq!(check(&Tree::of(&[("e2e/src/lib.rs", "fn f() {}")]), &listed).len(), 1);
        assert_eq!(check(&Tree::of(&[]), &listed).len(), 1);
    }
}
