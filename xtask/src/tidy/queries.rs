//! SQL has homes: `store` files, whose functions take a proof, and the few files that make proofs. A query
//! anywhere else would be one that no gate stands before.

use super::Finding;
use super::tree::Tree;
use super::unfinished::contains_word;

/// What may speak to the database beside stores, each with the reason.
const HOMES: &[(&str, &str)] = &[
    ("api/src/db/", "the connection, the tables and the column types"),
    ("api/src/authz/lock.rs", "takes the organization's lock"),
    ("api/src/authz/inner.rs", "tells 404 from 403 before there is a proof"),
    ("api/src/authz/lookup.rs", "finds the caller's membership"),
    ("api/src/authz/own.rs", "takes a person's lock and keeps their log"),
    ("api/src/authn/", "finds sessions and keys"),
    ("api/src/http/idempotency.rs", "keeps answers in their change's transaction"),
    ("api/src/http/refusal.rs", "reads what the database refused"),
    ("api/src/activity.rs", "writes when people were last here, in the background"),
    ("api/src/health.rs", "asks whether the database answers"),
];

/// Queries away from home.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let away = tree.rust().filter(|file| file.path().starts_with("api/src/") && !is_home(file.path()));
    away.flat_map(|file| {
        let lines = file.code().filter(|(_, line)| contains_word(line, "diesel")).map(|(number, _)| number);
        let says = "a query away from home: move it to the capability's store, behind a proof";
        lines.take(1).map(move |number| Finding::broken(file.path(), Some(number), says)).collect::<Vec<_>>()
    })
    .collect()
}

fn is_home(path: &str) -> bool {
    let stores = path.ends_with("/store.rs") || path.contains("/store/");
    stores || HOMES.iter().any(|(home, _)| path.starts_with(home))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_in_an_operation_is_found() {
        let tree = Tree::of(&[
            ("api/src/members/list.rs", "use diesel::prelude::*;\n"),
            ("api/src/members/store.rs", "use diesel::prelude::*;\n"),
            ("api/src/invitations/store/rows.rs", "use diesel::prelude::*;\n"),
            ("api/src/members/show.rs", "// diesel is spoken of here alone\n"),
        ]);
        let found: Vec<String> = findings(&tree).iter().map(|finding| finding.path.clone()).collect();
        assert_eq!(found, ["api/src/members/list.rs"]);
    }
}
