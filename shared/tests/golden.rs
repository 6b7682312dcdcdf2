//! Each preset as tables that people can read: what each role is, and what members have where; for `studio`
//! also typical people by name. A change of permissions is a change of `golden/*.txt` in the same commit.
//!
//! To write the file anew: `USHER_BLESS=1 cargo test -p usher-shared --test golden`, and read the difference.

mod support;

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use shared::access::{Access, Model, Resource, ResourceKind, Snapshot};
use support::{Org, bundle, hours, item, member, now, project, workspace};

const PEOPLE: [(&str, &str); 17] = [
    ("olga", "the owner"),
    ("adam", "an admin"),
    ("edda", "an editor"),
    ("vera", "a viewer"),
    ("gus", "a guest, with a grant that no guest can use"),
    ("dora", "a deactivated editor"),
    ("xena", "an editor whose membership ran out"),
    ("rita", "an editor restricted to apollo"),
    ("nora", "an editor restricted to nothing, with a viewer's grant on borealis"),
    ("lena", "an editor listed in the private workspace"),
    ("ova", "an editor who is a viewer in the private workspace"),
    ("ovid", "a viewer who is an editor in the private workspace"),
    ("vic", "a viewer who is editor of apollo"),
    ("pam", "a viewer who is admin of apollo"),
    ("tom", "an editor who is viewer of crypt, in a workspace that is not theirs"),
    ("gil", "a viewer in a group that edits crypt"),
    ("max", "a viewer who was granted the organization's members"),
];

fn acme() -> Snapshot {
    const VIEWER: &str = "content:view workflows:view data:view reporting:view comments:full";
    const EDITOR: &str =
        "content:full workflows:full data:full reporting:full comments:full settings.publishing:full";
    const ADMIN: &str = "content:full workflows:full data:full reporting:full comments:full settings.general:full \
                         settings.members:full settings.data_sources:full settings.publishing:full";
    let (apollo, borealis) = (Resource::Project(project("apollo")), Resource::Project(project("borealis")));
    let crypt = Resource::Project(project("crypt"));
    Org::studio()
        .open("main")
        .project("apollo", "main")
        .project("borealis", "main")
        .private("lab")
        .project("crypt", "lab")
        .member("adam", "admin")
        .member("edda", "editor")
        .member("vera", "viewer")
        .member("gus", "guest")
        .grant("gus", "gus", apollo, EDITOR)
        .member("dora", "editor")
        .deactivated("dora")
        .member("xena", "editor")
        .until("xena", hours(0))
        .member("rita", "editor")
        .restricted("rita", "main", &["apollo"])
        .member("nora", "editor")
        .restricted("nora", "main", &[])
        .grant("nora", "nora", borealis, VIEWER)
        .member("lena", "editor")
        .listed("lena", "lab")
        .member("ova", "editor")
        .overridden("ova", "lab", "viewer")
        .member("ovid", "viewer")
        .overridden("ovid", "lab", "editor")
        .member("vic", "viewer")
        .grant("vic", "vic", apollo, EDITOR)
        .member("pam", "viewer")
        .grant("pam", "pam", apollo, ADMIN)
        .member("tom", "editor")
        .grant("tom", "tom", crypt, VIEWER)
        .member("gil", "viewer")
        .group("crew", &["gil"])
        .group_grant("crew", "crew", crypt, EDITOR)
        .member("max", "viewer")
        .grant("max", "max", Resource::Organization, "members:full")
        .build()
}

fn letter(access: Access) -> char {
    match access {
        Access::None => 'n',
        Access::View => 'v',
        Access::Full => 'f',
    }
}

fn roles(model: &Model, text: &mut String) {
    writeln!(text, "# What each role gives by itself / can ever reach. n none, v view, f full.\n")
        .expect("grows");
    let heads: String = model.roles.iter().map(|role| format!(" {:<7}", role.key)).collect();
    writeln!(text, "{:<24}{}", "scope", heads.trim_end()).expect("grows");
    for entry in model.catalog.entries() {
        let cells: String = (model.roles.iter())
            .map(|role| {
                let cell = format!(
                    "{}/{}",
                    letter(role.baseline.get(entry.scope)),
                    letter(role.ceiling.get(entry.scope))
                );
                format!(" {cell:<7}")
            })
            .collect();
        writeln!(text, "{:<24}{}", entry.key, cells.trim_end()).expect("grows");
    }
    for role in &model.roles {
        writeln!(text, "{:<24} {:?} seat, reach {:?}", role.key, role.seat, role.reach).expect("grows");
    }
    writeln!(text, "\n# What a collaborator of one project is granted.\n").expect("grows");
    let heads: String = model.project_roles.iter().map(|role| format!(" {:<7}", role.key)).collect();
    writeln!(text, "{:<24}{}", "scope", heads.trim_end()).expect("grows");
    for entry in model.catalog.of(ResourceKind::Project) {
        let cells: String = model
            .project_roles
            .iter()
            .map(|role| format!(" {:<7}", letter(role.permissions.get(entry.scope))))
            .collect();
        writeln!(text, "{:<24}{}", entry.key, cells.trim_end()).expect("grows");
    }
}

fn people(text: &mut String) {
    let acme = acme();
    let places = [
        ("acme", Resource::Organization),
        ("main", Resource::Workspace(workspace("main"))),
        ("lab", Resource::Workspace(workspace("lab"))),
        ("apollo", Resource::Project(project("apollo"))),
        ("borealis", Resource::Project(project("borealis"))),
        ("crypt", Resource::Project(project("crypt"))),
    ];
    writeln!(
        text,
        "\n# What people have. main is open, with apollo and borealis; lab is private, with crypt."
    )
    .expect("grows");
    writeln!(text, "# In the order of the scopes above, those of the resource's kind.").expect("grows");
    for (name, what) in PEOPLE {
        writeln!(text, "\n{name}: {what}").expect("grows");
        for (label, on) in places {
            let effective = acme.effective(member(name), on, now());
            let cells: String =
                acme.model().catalog.of(on.kind()).map(|entry| letter(effective.get(entry.scope))).collect();
            let seen = if acme.sees(member(name), on, now()) { "" } else { "  (not there)" };
            writeln!(text, "  {label:<10}{cells}{seen}").expect("grows");
        }
    }
}

/// Somebody of every role, in every position that a role can be in.
fn everybody(model: &Arc<Model>, text: &mut String) {
    let (lab, apollo) = (workspace("lab"), Resource::Project(project("apollo")));
    let crypt = Resource::Project(project("crypt"));
    let page = Resource::Item(item("page"));
    let places = [
        ("organization", Resource::Organization),
        ("main", Resource::Workspace(workspace("main"))),
        ("lab", Resource::Workspace(lab)),
        ("apollo", apollo),
        ("crypt", crypt),
        ("page", page),
    ];
    writeln!(
        text,
        "\n# What somebody of each role has. main is open, with apollo; lab is private, with crypt; page is"
    )
    .expect("grows");
    writeln!(text, "# an item of crypt. In the order of the scopes above, those of the resource's kind.\n")
        .expect("grows");
    let widths: Vec<usize> = places.iter().map(|(_, on)| model.catalog.of(on.kind()).count()).collect();
    let heads: String = places
        .iter()
        .zip(&widths)
        .map(|((label, _), width)| format!("  {label:<0$}", (*width).max(label.len())))
        .collect();
    writeln!(text, "{:<44}{}", "", heads.trim_end()).expect("grows");
    let overs: Vec<_> = model.roles.iter().filter(|role| model.overrides_in_workspaces(role)).collect();
    for role in &model.roles {
        let org = || {
            let org =
                Org::of(model).open("main").project("apollo", "main").private("lab").project("crypt", "lab");
            org.item("page", "crypt").member("who", &role.key)
        };
        let words = |key: &str| -> String {
            let given = model.catalog.given(&bundle(model, key));
            given.iter().map(|(scope, access)| format!("{scope}:{access} ")).collect()
        };
        let mut rows = vec![
            (String::new(), org()),
            ("listed in lab".to_owned(), org().listed("who", "lab")),
            ("restricted to nothing".to_owned(), org().restricted("who", "main", &[])),
            ("editor of apollo".to_owned(), org().grant("t", "who", apollo, &words("editor"))),
            (
                "in a group of admins of crypt".to_owned(),
                org().group("g", &["who"]).group_grant("t", "g", crypt, &words("admin")),
            ),
            ("page shared at view".to_owned(), org().grant("t", "who", page, "content:view comments:full")),
            ("page shared at full".to_owned(), org().grant("t", "who", page, "content:full comments:full")),
            (
                "page shared with a group".to_owned(),
                org().group("g", &["who"]).group_grant("t", "g", page, "content:full"),
            ),
            (
                "granted the members".to_owned(),
                org().grant("t", "who", Resource::Organization, "members:full"),
            ),
            ("deactivated".to_owned(), org().deactivated("who")),
        ];
        rows.extend(
            overs
                .iter()
                .map(|over| (format!("{} in lab", over.key), org().overridden("who", "lab", &over.key))),
        );
        for (what, org) in rows {
            let snapshot = org.build();
            let cells: String = (places.iter().zip(&widths))
                .map(|((label, on), width)| {
                    let effective = snapshot.effective(member("who"), *on, now());
                    let letters: String =
                        model.catalog.of(on.kind()).map(|entry| letter(effective.get(entry.scope))).collect();
                    format!("  {letters:<0$}", (*width).max(label.len()))
                })
                .collect();
            let name = if what.is_empty() { role.key.clone() } else { format!("{}, {what}", role.key) };
            writeln!(text, "{name:<44}{}", cells.trim_end()).expect("grows");
        }
    }
}

fn is_golden(key: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{key}.txt"));
    if std::env::var_os("USHER_BLESS").is_some() {
        std::fs::write(&path, text).expect("the golden file is writable");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (found, wanted)) in text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(found, wanted, "line {} of {}", number + 1, path.display());
    }
    assert_eq!(text, golden, "one of the two is longer; see the head of this file");
}

#[test]
fn every_preset_gives_what_its_golden_table_says() {
    for model in Model::presets() {
        let mut text = String::new();
        roles(model, &mut text);
        if model.key == "studio" {
            people(&mut text);
        }
        everybody(model, &mut text);
        is_golden(&model.key, &text);
    }
}
