//! Runs cargo's tests, lets their output through as it comes, and counts what it says.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::command::{announce, line};
use crate::failure::{Context, Failure, Result};

/// Tests that passed and failed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    /// Runs a `cargo test` and adds its counts. Fails when a test fails, when the command does, and when
    /// nothing ran at all: a filter that matches nothing must not look like success.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        self.run_into(command, &mut std::io::stdout())
    }

    fn run_into(&mut self, command: &mut Command, to: &mut impl Write) -> Result<()> {
        let before = *self;
        self.show(command, to)?;
        if *self == before {
            return Err(Failure::new(format!("{} ran no test", line(command))));
        }
        Ok(())
    }

    /// Like [`Self::run`], for tests that there may be none of.
    pub(crate) fn run_if_any(&mut self, command: &mut Command) -> Result<()> {
        self.show(command, &mut std::io::stdout())
    }

    fn show(&mut self, command: &mut Command, to: &mut impl Write) -> Result<()> {
        announce(command);
        let mut child = command.stdout(Stdio::piped()).spawn().cannot("start cargo")?;
        if let Some(stdout) = child.stdout.take() {
            self.follow(BufReader::new(stdout), to)?;
        }
        let status = child.wait().cannot("wait for cargo")?;
        if !status.success() {
            return Err(Failure::new(format!("{} ended with {status}", line(command))));
        }
        Ok(())
    }

    /// Counts one failure for a step that failed without a failing test, so that the sum never looks like success.
    pub(crate) fn count_failed_step(&mut self) {
        if self.failed == 0 {
            self.failed = 1;
        }
    }

    fn follow(&mut self, mut from: impl BufRead, to: &mut impl Write) -> Result<()> {
        let mut bytes = Vec::new();
        while from.read_until(b'\n', &mut bytes).cannot("read what the tests print")? > 0 {
            to.write_all(&bytes).and_then(|()| to.flush()).cannot("pass on what the tests print")?;
            self.count(&String::from_utf8_lossy(&bytes));
            bytes.clear();
        }
        Ok(())
    }

    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
    fn count(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split(';') {
            match count.trim().split_once(' ').map(|(number, word)| (number.parse::<usize>(), word)) {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok(number), "failed")) => self.failed += number,
                Some(_) | None => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 2 tests
test a ... ok
test b ... FAILED

test result: FAILED. 1 passed; 1 failed; 3 ignored; 0 measured; 9 filtered out; finished in 0.00s

running 12 tests
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s
the words: test result: ok. 5 passed; 5 failed
";

    #[test]
    fn results_are_added_and_everything_is_passed_on() {
        let (mut tally, mut shown) = (Tally::default(), Vec::new());
        tally.follow(OUTPUT.as_bytes(), &mut shown).expect("memory can be read");
        assert_eq!(tally, Tally { passed: 13, failed: 1 });
        assert_eq!(shown, OUTPUT.as_bytes());
        assert_eq!(tally.to_string(), "13 passed, 1 failed");
    }

    fn prints(text: &str, end: u8) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut command = Command::new("sh");
        command.args(["-c", "printf '%s' \"$0\"; exit $1", text, &end.to_string()]);
        // Into nowhere: on the real output the run that this test is part of would count it.
        tally.run_into(&mut command, &mut std::io::sink())?;
        Ok(tally)
    }

    #[test]
    fn a_run_without_tests_or_with_a_bad_end_fails() {
        let good = "test result: ok. 2 passed; 0 failed; 0 ignored";
        assert_eq!(prints(good, 0).expect("it passes"), Tally { passed: 2, failed: 0 });
        assert!(prints(good, 1).is_err());
        assert!(prints("test result: ok. 0 passed; 0 failed; 0 ignored", 0).is_err());
    }

    #[test]
    fn a_step_that_failed_otherwise_is_one_failure() {
        let mut tally = Tally { passed: 7, failed: 0 };
        tally.count_failed_step();
        assert_eq!(tally.to_string(), "7 passed, 1 failed");
        tally.count_failed_step();
        assert_eq!(tally.to_string(), "7 passed, 1 failed");
    }
}
