//! The table at the end of `cargo xtask test`.

use std::time::Duration;

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It holds.
    Passed,
    /// It could not be looked at, and that is fine; with the reason.
    Skipped(String),
    /// It does not hold.
    Failed,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Line {
    /// The step's name.
    pub(crate) name: &'static str,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// How long it took.
    pub(crate) took: Duration,
}

/// The whole table, without a newline at its end.
pub(crate) fn table(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.name.len()).max().unwrap_or_default().max("total".len());
    let row = |name: &str, took: Duration, word: &str| {
        format!("  {name:width$}  {:>8}  {word}", seconds(took)).trim_end().to_owned()
    };
    let rows = lines.iter().map(|line| row(line.name, line.took, &line.outcome.to_string()));
    let total = lines.iter().map(|line| line.took).sum();
    rows.chain([row("total", total, "")]).collect::<Vec<_>>().join("\n")
}

/// A duration in seconds with one decimal.
pub(crate) fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Passed => f.write_str("passed"),
            Self::Skipped(reason) => write!(f, "skipped: {reason}"),
            Self::Failed => f.write_str("FAILED"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_up_and_adds_up() {
        let line = |name, outcome, millis| Line { name, outcome, took: Duration::from_millis(millis) };
        let lines = [
            line("fmt", Outcome::Passed, 940),
            line("licences", Outcome::Skipped("not installed".into()), 0),
            line("api-postgres", Outcome::Failed, 123_456),
        ];
        let expected = "  fmt              0.9 s  passed
  licences         0.0 s  skipped: not installed
  api-postgres   123.5 s  FAILED
  total          124.4 s";
        assert_eq!(table(&lines), expected);
    }
}
