//! What a request says of a role, read and checked: every flaw names its field.

use std::collections::BTreeMap;

use shared::access::{Access, Catalog, Permissions, Role, RoleFlaw};
use shared::problem::{Code, FieldProblem};

use crate::http::Refusal;

/// Reads a map of scopes; every one that the model does not have is named.
pub(super) fn permissions(
    catalog: &Catalog,
    map: &BTreeMap<String, Access>,
    field: &str,
) -> Result<Permissions, Refusal> {
    let unknown = map.keys().filter(|key| catalog.scope(key).is_none());
    let errors: Vec<FieldProblem> = unknown
        .map(|key| FieldProblem {
            pointer: format!("/{field}/{}", escaped(key)),
            code: "unknown_scope".to_owned(),
            detail: format!("There is no scope “{key}” here."),
        })
        .collect();
    match errors.first() {
        None => catalog.permissions(map).map_err(Refusal::internal),
        Some(first) => Err(Refusal {
            errors: errors.clone(),
            ..Refusal::new(Code::ValidationFailed, first.detail.clone())
        }),
    }
}

/// Refuses a role that breaks what every role keeps.
pub(super) fn check(catalog: &Catalog, role: &Role) -> Result<(), Refusal> {
    role.check(catalog, false).map_err(|flaw| flawed(catalog, role, &flaw))
}

fn flawed(catalog: &Catalog, role: &Role, flaw: &RoleFlaw) -> Refusal {
    // Where the permissions say it already they are at fault, else the ceiling.
    let blamed = |key: &str, at_least: Access| {
        let given = catalog.scope(key).map_or(Access::None, |scope| role.baseline.get(scope));
        let field = if given >= at_least { "permissions" } else { "ceiling" };
        format!("/{field}/{}", escaped(key))
    };
    let (pointer, code, detail) = match flaw {
        RoleFlaw::BaselineAboveCeiling(scope) => (
            format!("/permissions/{}", escaped(scope)),
            "baseline_above_ceiling",
            format!("The role gives more on “{scope}” than its ceiling. Give less, or raise the ceiling."),
        ),
        RoleFlaw::OwnershipBelowTop | RoleFlaw::TopRoleIncomplete => (
            blamed("ownership", Access::View),
            "ownership",
            "Ownership stays with the model's first role. Set it to none.".to_owned(),
        ),
        RoleFlaw::EverythingWithRoom => (
            "/ceiling".to_owned(),
            "everything_with_room",
            "Whoever reaches everything is granted nothing besides: leave the ceiling out, or make it the permissions."
                .to_owned(),
        ),
        RoleFlaw::SharedWithBaseline => (
            "/permissions".to_owned(),
            "shared_with_baseline",
            "A role for guests gives nothing by itself: its holders get the items that are shared with them."
                .to_owned(),
        ),
        RoleFlaw::FreePaidWork(scope) => (
            blamed(scope, Access::Full),
            "free_paid_work",
            format!("A free seat cannot be full on “{scope}”: that is paid work. Give view, or take a paid seat."),
        ),
    };
    let error = FieldProblem { pointer, code: code.to_owned(), detail: detail.clone() };
    Refusal { errors: vec![error], ..Refusal::new(Code::RoleInvalid, detail) }
}

/// RFC 6901.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
