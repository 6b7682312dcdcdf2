//! One declaration an operation gives its route, its entry in openapi.json and its permission. A route macro of
//! actix-web would give the first without the others.

use super::Finding;
use super::tree::Tree;

const MACROS: [&str; 11] =
    ["get", "post", "put", "patch", "delete", "head", "options", "trace", "connect", "route", "routes"];

/// Uses of actix-web's route macros.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        for (number, line) in file.code() {
            if attributes(line).any(|name| MACROS.contains(&name)) {
                findings.push(Finding::broken(
                    file.path(),
                    Some(number),
                    "a route macro; declare the operation instead, so that it has a permission",
                ));
            }
        }
    }
    findings
}

/// The names of attributes on a line, without the path to them. Only those that take arguments or close at once:
/// `#[get = …]` is somebody else's.
fn attributes(line: &str) -> impl Iterator<Item = &str> {
    line.split("#[").skip(1).filter_map(|rest| {
        let end = rest.find(|character: char| !(character.is_alphanumeric() || "_:".contains(character)))?;
        let (name, after) = rest.split_at(end);
        let called = after.starts_with('(') || after.starts_with(']');
        called.then(|| name.rsplit("::").next().unwrap_or(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> usize {
        findings(&Tree::of(&[("api/src/members/list.rs", source)])).len()
    }

    #[test]
    fn every_way_to_write_them_is_found() {
        assert_eq!(found("#[get(\"/x\")]\nasync fn f() {}"), 1);
        assert_eq!(found("#[actix_web::post(\"/x\")] async fn f() {}"), 1);
        assert_eq!(found("#[routes]\n#[get(\"/x\")]\n#[head(\"/x\")]"), 3);
    }

    #[test]
    fn other_attributes_are_not() {
        assert_eq!(
            found("#[actix_web::main]\n#[getter]\n#[serde(get)]\n#[get = \"x\"]\n// #[get(\"/x\")]"),
            0
        );
        assert_eq!(found("#[diesel(delete)] #[test]"), 0);
    }
}
