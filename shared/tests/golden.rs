//! The studio preset as two tables that people can read: what each role is, and what typical members have
//! where. A change of permissions is a change of `golden/studio.txt` in the same commit.
//!
//! To write the file anew: `USHER_BLESS=1 cargo test -p usher-shared --test golden`, and read the difference.

mod support;

use std::fmt::Write;
use std::path::Path;

use shared::access::{Access, Model, Resource, ResourceKind, Snapshot};
use support::{Org, hours, member, now, project, workspace};

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

fn roles(text: &mut String) {
    let model = Model::studio();
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

#[test]
fn studio_gives_what_the_golden_table_says() {
    let mut text = String::new();
    roles(&mut text);
    people(&mut text);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/studio.txt");
    if std::env::var_os("USHER_BLESS").is_some() {
        std::fs::write(&path, &text).expect("the golden file is writable");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (found, wanted)) in text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(found, wanted, "line {} of {}", number + 1, path.display());
    }
    assert_eq!(text, golden, "one of the two is longer; see the head of this file");
}
