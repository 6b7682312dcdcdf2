//! Rules about the tree that no compiler checks, each a function from the [`Tree`] to what breaks it.
//!
//! | rule | what it keeps |
//! |---|---|
//! | `size` | files of handlers, stores, rules and pages stay short enough to be read |
//! | `paths` | ARCHITECTURE.md names only what exists |
//! | `unfinished` | nothing is left to be done, printed for debugging, or ignored |
//! | `sleeps` | tests wait for what they wait for |
//! | `migrations` | both databases have the same migrations |
//! | `routes` | no route beside the one declaration an operation |
//! | `queries` | SQL stands in stores and where proofs are made |
//! | `generated` | generated files say so |

mod code;
mod tree;

mod generated;
mod migrations;
mod paths;
mod queries;
mod routes;
mod size;
mod sleeps;
mod unfinished;

use std::fmt;

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

use tree::Tree;

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[Rule] = &[
    size::findings,
    paths::findings,
    unfinished::findings,
    sleeps::findings,
    migrations::findings,
    routes::findings,
    queries::findings,
    generated::findings,
];

/// Prints every finding and fails when one of them breaks a rule.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let tree = Tree::read(workspace)?;
    let findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    for finding in &findings {
        eprintln!("  {finding}");
    }
    match findings.iter().filter(|finding| finding.weight == Weight::Broken).count() {
        0 => Ok(()),
        broken => Err(Failure::new(format!("{broken} findings"))),
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// The rule is broken.
    Broken,
    /// It soon will be.
    Notice,
}

/// Something that a rule has to say about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: Option<usize>,
    says: String,
    weight: Weight,
}

impl Finding {
    fn broken(path: &str, line: Option<usize>, says: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, says: says.into(), weight: Weight::Broken }
    }

    fn notice(path: &str, line: Option<usize>, says: impl Into<String>) -> Self {
        Self { weight: Weight::Notice, ..Self::broken(path, line, says) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, says, weight } = self;
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let weight = match weight {
            Weight::Broken => "",
            Weight::Notice => " (not yet an error)",
        };
        write!(f, "{path}{line}: {says}{weight}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_compilers_write_them() {
        assert_eq!(Finding::broken("a.rs", Some(3), "no").to_string(), "a.rs:3: no");
        assert_eq!(Finding::notice("a.rs", None, "long").to_string(), "a.rs: long (not yet an error)");
    }
}
