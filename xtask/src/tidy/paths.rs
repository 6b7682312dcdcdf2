//! A document that names files is believed until the first one that is not there.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::Tree;

const DOCUMENT: &str = "ARCHITECTURE.md";

/// What builds and runs make; no clone has them.
const MADE: [&str; 3] = ["target", "dist", ".usher"];

/// Endings by which a name without a folder is taken for a file.
const EXTENSIONS: [&str; 8] = [".rs", ".md", ".toml", ".json", ".html", ".css", ".sql", ".lock"];

/// Types of content look like paths.
const MEDIA: [&str; 5] = ["application", "text", "image", "font", "multipart"];

/// Paths in backticks in ARCHITECTURE.md that lead nowhere.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let Some(document) = tree.file(DOCUMENT) else {
        return vec![Finding::notice(DOCUMENT, None, "is missing")];
    };
    let known = known_paths(tree);
    let mut findings = Vec::new();
    for (number, name) in quoted(document.text()) {
        if let Some(path) = path_of(name) {
            let made = MADE.iter().any(|folder| path.split('/').next() == Some(folder));
            if !made && !exists(&known, path) {
                findings.push(Finding::broken(DOCUMENT, Some(number), format!("`{name}` does not exist")));
            }
        }
    }
    findings
}

/// Files, and the folders above them.
fn known_paths(tree: &Tree) -> BTreeSet<&str> {
    let mut known = BTreeSet::new();
    for file in tree.files() {
        let path = file.path();
        known.insert(path);
        known.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
    }
    known
}

/// From the root, or the end of a path: what is said about one crate need not repeat its name.
fn exists(known: &BTreeSet<&str>, path: &str) -> bool {
    known.contains(path)
        || known.iter().any(|whole| whole.strip_suffix(path).is_some_and(|before| before.ends_with('/')))
}

/// What stands in backticks, with its line, outside fenced blocks.
fn quoted(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let mut quoted = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            quoted.extend(line.split('`').skip(1).step_by(2).map(|name| (index + 1, name)));
        }
    }
    quoted
}

/// The part of a quoted name that has to exist: nothing for what is not a path, and the folders before it for one
/// with a placeholder (`api/src/<capability>/store.rs`).
fn path_of(name: &str) -> Option<&str> {
    let name = match name.find(['<', '*', '{', '…']) {
        Some(at) => &name[..=name[..at].rfind('/')?],
        None => name,
    };
    let path = name.trim_end_matches('/');
    let plain = path.chars().all(|character| character.is_ascii_alphanumeric() || "._-/".contains(character));
    let (first, nested) = path.split_once('/').map_or((path, false), |(first, _)| (first, true));
    // A URL's path starts with a slash, a folder beside the project with dots; neither is a file of the tree.
    let inside = !path.is_empty() && !path.starts_with('/') && !path.starts_with("..");
    let file = EXTENSIONS.iter().any(|extension| path.ends_with(extension));
    let is_path = plain && inside && (file || name.ends_with('/') || nested && !MEDIA.contains(&first));
    is_path.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(text: &str) -> Vec<String> {
        let files = [
            (DOCUMENT, text),
            ("Trunk.toml", ""),
            ("api/src/authz/gate.rs", ""),
            ("api/src/members/store.rs", ""),
            ("migrations/sqlite/1_start/up.sql", ""),
        ];
        findings(&Tree::of(&files)).into_iter().map(|finding| finding.says).collect()
    }

    #[test]
    fn what_exists_may_be_named_from_the_root_or_shorter() {
        let text =
            "`api/src/authz/gate.rs` `authz/gate.rs` `store.rs` `api/` `migrations/sqlite` `Trunk.toml`";
        assert!(missing(text).is_empty(), "{:?}", missing(text));
    }

    #[test]
    fn what_does_not_exist_is_found_in_every_form() {
        for name in [
            "api/src/authz/door.rs",
            "door.rs",
            "ate.rs",
            "api/src/doors/",
            "doors/",
            "api/docs",
            "lost/<x>/y.rs",
        ] {
            assert_eq!(missing(&format!("see `{name}`")), [format!("`{name}` does not exist")]);
        }
    }

    #[test]
    fn placeholders_stand_for_anything_below_a_folder_that_exists() {
        assert!(
            missing("`api/src/<capability>/store.rs` `migrations/*/up.sql` `<capability>/mod.rs`").is_empty()
        );
    }

    #[test]
    fn other_things_in_backticks_are_not_paths() {
        let text =
            "`GET /readyz` `/dev/mail` `application/wasm` `usher` `a::b` `x.y` `target/web` `dist/` `../up`";
        assert!(missing(text).is_empty(), "{:?}", missing(text));
        assert!(missing("```\napi/src/lost.rs `lost.rs`\n```").is_empty());
    }

    #[test]
    fn a_missing_document_is_noticed() {
        assert_eq!(findings(&Tree::of(&[])).len(), 1);
    }
}
