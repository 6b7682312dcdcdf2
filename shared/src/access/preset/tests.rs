//! What a preset is refused for.

use super::*;

const STUDIO: &str = include_str!("../presets/studio.toml");

fn with(change: impl Fn(&str) -> String) -> PresetError {
    let text = change(STUDIO);
    assert_ne!(text, STUDIO, "the change found nothing to change");
    read(&text).expect_err("refused")
}

#[test]
fn the_studio_preset_loads() {
    let model = read(STUDIO).expect("valid");
    let keys: Vec<_> = model.roles.iter().map(|role| role.key.as_str()).collect();
    assert_eq!(keys, ["owner", "admin", "editor", "viewer", "guest"]);
    assert_eq!(model.catalog.entries().len(), 19);
}

#[test]
fn a_file_with_an_unknown_field_is_refused() {
    assert!(matches!(with(|text| text.replace("has_owner", "has_owners")), PresetError::Toml(_)));
}

#[test]
fn a_scope_cannot_be_there_twice() {
    let error = with(|text| text.replace("key = \"data\"", "key = \"content\""));
    assert_eq!(error, PresetError::Catalog(CatalogError::Duplicate("content".into())));
}

#[test]
fn a_sixty_fifth_scope_is_refused() {
    let many: String = (0..46)
        .map(|n| format!("[[scopes]]\nkey = \"s{n}\"\nlabel = \"\"\nhelp = \"\"\nkind = \"project\"\n"))
        .collect();
    let error = with(|text| text.replacen("[[scopes]]", &format!("{many}\n[[scopes]]"), 1));
    assert_eq!(error, PresetError::Catalog(CatalogError::Full("reporting".into())));
}

#[test]
fn a_scope_that_is_not_there_is_named() {
    let error = with(|text| text.replace("members = \"view\"", "memberz = \"view\""));
    assert_eq!(error, PresetError::UnknownScope { place: "editor".into(), scope: "memberz".into() });
}

#[test]
fn keys_and_ids_of_roles_are_unique() {
    let error = with(|text| text.replacen("key = \"viewer\"", "key = \"editor\"", 1));
    assert_eq!(error, PresetError::DuplicateRole("editor".into()));
    let error = with(|text| text.replacen("8000000000005\"", "8000000000004\"", 1));
    assert!(matches!(error, PresetError::DuplicateId(_)));
}

#[test]
fn a_baseline_stays_within_its_ceiling() {
    let error = with(|text| {
        text.replace("{ content = \"full\", comments = \"full\" }", "{}")
            .replace("baseline = {}", "baseline = { comments = \"view\" }")
    });
    let scope = "comments".into();
    assert_eq!(
        error,
        PresetError::Flawed { role: "guest".into(), flaw: RoleFlaw::BaselineAboveCeiling(scope) }
    );
}

#[test]
fn ownership_is_the_top_roles_alone() {
    let error = with(|text| {
        text.replacen(
            "ceiling = { \"*\" = \"full\", ownership = \"none\" }",
            "ceiling = { \"*\" = \"full\" }",
            1,
        )
    });
    assert_eq!(error, PresetError::Flawed { role: "editor".into(), flaw: RoleFlaw::OwnershipBelowTop });
    let error = with(|text| text.replace("top_role = \"owner\"", "top_role = \"admin\""));
    assert_eq!(error, PresetError::Flawed { role: "owner".into(), flaw: RoleFlaw::OwnershipBelowTop });
}

#[test]
fn who_reaches_everything_has_no_room_for_grants() {
    let error = with(|text| {
        text.replacen(
            "baseline = { \"*\" = \"full\", ownership = \"none\" }",
            "baseline = { members = \"full\" }\nceiling = { \"*\" = \"full\", ownership = \"none\" }",
            1,
        )
    });
    assert_eq!(error, PresetError::Flawed { role: "admin".into(), flaw: RoleFlaw::EverythingWithRoom });
}

#[test]
fn a_guest_has_no_baseline() {
    let error = with(|text| text.replace("baseline = {}", "baseline = { comments = \"view\" }"));
    assert_eq!(error, PresetError::Flawed { role: "guest".into(), flaw: RoleFlaw::SharedWithBaseline });
}

#[test]
fn a_free_seat_does_no_paid_work() {
    let error = with(|text| {
        text.replace("{ content = \"full\", comments", "{ content = \"full\", data = \"full\", comments")
    });
    assert_eq!(
        error,
        PresetError::Flawed { role: "guest".into(), flaw: RoleFlaw::FreePaidWork("data".into()) }
    );
}

#[test]
fn project_roles_speak_of_projects_alone() {
    let error = with(|text| {
        let viewer = "[[project_roles]]\nkey = \"viewer\"\nname = \"Viewer\"\n";
        format!("{text}\n{viewer}permissions = {{ members = \"view\" }}\n")
    });
    assert_eq!(error, PresetError::NotOfProjects { role: "viewer".into(), scope: "members".into() });
}
