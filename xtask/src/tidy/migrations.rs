//! Both databases go through the same steps, by the same names.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::Tree;

const SQLITE: &str = "migrations/sqlite/";
const POSTGRES: &str = "migrations/postgres/";

/// Migrations that only one database has.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let (sqlite, postgres) = (names(tree, SQLITE), names(tree, POSTGRES));
    let lacks = |folder: &str, name: &&str| {
        Finding::broken(&format!("{folder}{name}"), None, "is missing; the other database has it")
    };
    let without_postgres = sqlite.difference(&postgres).map(|name| lacks(POSTGRES, name));
    let without_sqlite = postgres.difference(&sqlite).map(|name| lacks(SQLITE, name));
    without_postgres.chain(without_sqlite).collect()
}

/// The names of the folders, and of the files in them: a step that can be taken back on one can be on the other.
fn names<'a>(tree: &'a Tree, folder: &str) -> BTreeSet<&'a str> {
    let inside = tree.files().filter_map(|file| file.path().strip_prefix(folder));
    inside.filter(|name| name.contains('/')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str]) -> Vec<String> {
        let files: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
        findings(&Tree::of(&files)).into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn the_same_names_are_fine() {
        let both =
            ["migrations/sqlite/1_a/up.sql", "migrations/postgres/1_a/up.sql", "migrations/sqlite/.gitkeep"];
        assert!(found(&both).is_empty());
    }

    #[test]
    fn what_one_lacks_is_named_on_its_side() {
        let paths = ["migrations/sqlite/1_a/up.sql", "migrations/postgres/2_b/up.sql"];
        assert_eq!(found(&paths), ["migrations/postgres/1_a/up.sql", "migrations/sqlite/2_b/up.sql"]);
    }
}
