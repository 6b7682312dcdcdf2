//! What the five presets are said to be, fact by fact; the tables stand here as they are published.

mod support;

use std::sync::Arc;

use shared::access::{
    Access, CoreScope, Model, Permissions, Reach, Resource, ResourceKind, Role, Scope, Seat, Snapshot,
    Visibility, WhenFull, guard,
};
use support::{Org, group, item, member, now, project, workspace};

fn preset(key: &str) -> &'static Arc<Model> {
    Model::by_key(key).expect("a preset")
}

fn role<'a>(model: &'a Model, key: &str) -> &'a Role {
    model.role_by_key(key).unwrap_or_else(|| panic!("{} has no role {key}", model.key))
}

fn scope(model: &Model, key: &str) -> Scope {
    model.catalog.scope(key).unwrap_or_else(|| panic!("{} has no scope {key}", model.key))
}

fn level(word: &str) -> Access {
    match word {
        "n" => Access::None,
        "v" => Access::View,
        "f" => Access::Full,
        _ => panic!("{word} is no level"),
    }
}

fn all_but_ownership(model: &Model) -> Permissions {
    model.catalog.everything().with(CoreScope::Ownership, Access::None)
}

/// Holds a role to a line of levels over some scopes, and to nothing on all that are not named.
fn gives(model: &Model, key: &str, table: &[(&str, &str)]) {
    let mut expected = Permissions::NONE;
    for (scopes, word) in table {
        for name in scopes.split(", ") {
            expected = expected.with(scope(model, name), level(word));
        }
    }
    let baseline = role(model, key).baseline;
    for entry in model.catalog.entries() {
        let (found, wanted) = (baseline.get(entry.scope), expected.get(entry.scope));
        assert_eq!(found, wanted, "{} of {}'s {key}", entry.key, model.key);
    }
}

/// The levels of `studio`, and those of an Observer, who is in `seats`.
const STUDIO: &str = "
                                              | owner | admin | editor | viewer | observer | guest
ownership                                     |   f   |   n   |   n    |   n    |    n     |   n
general                                       |   f   |   f   |   v    |   v    |    n     |   n
members                                       |   f   |   f   |   v    |   v    |    n     |   n
projects                                      |   f   |   f   |   f    |   v    |    v     |   n
integrations, connectors, billing, audit      |   f   |   f   |   n    |   n    |    n     |   n
workspace.general, workspace.members          |   f   |   f   |   v    |   v    |    n     |   n
content, workflows, data, reporting           |   f   |   f   |   f    |   v    |    v     |   n
comments                                      |   f   |   f   |   f    |   v    |    f     |   n
settings.general, settings.members, settings.data_sources | f | f | v | v | n | n
settings.publishing                           |   f   |   f   |   f    |   v    |    n     |   n
";

#[test]
fn r1_studio_is_the_published_table() {
    let (studio, seats) = (preset("studio"), preset("seats"));
    let mut lines = STUDIO.trim_start_matches('\n').lines();
    let heads: Vec<&str> = lines.next().expect("heads").split('|').skip(1).map(str::trim).collect();
    let mut cells = 0;
    for line in lines {
        let mut parts = line.split('|').map(str::trim);
        let scopes = parts.next().expect("scopes");
        for (head, word) in heads.iter().zip(parts) {
            for name in scopes.split(", ") {
                // An Observer is none of this model's, and those of theirs have no feature scopes.
                let model = if *head == "observer" { seats } else { studio };
                let Some(scope) = model.catalog.scope(name) else { continue };
                assert_eq!(role(model, head).baseline.get(scope), level(word), "{head} on {name}");
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 5 * 19 + 15, "every role of `studio` on every scope, and an Observer");
    assert_eq!(studio.roles.len(), 5, "and no other role");
}

#[test]
fn r1_studio_ceilings_seats_and_reach() {
    let studio = preset("studio");
    let everything = studio.catalog.everything();
    for (key, ceiling, seat, reach) in [
        ("owner", everything, Seat::Paid, Reach::Everything),
        ("admin", all_but_ownership(studio), Seat::Paid, Reach::Everything),
        ("editor", all_but_ownership(studio), Seat::Paid, Reach::Granted),
        ("viewer", all_but_ownership(studio), Seat::Paid, Reach::Granted),
        ("guest", content_and_comments(), Seat::Free, Reach::Shared),
    ] {
        let role = role(studio, key);
        assert_eq!((role.ceiling, role.seat, role.reach), (ceiling, seat, reach), "{key}");
    }
    assert!(studio.has_owner);
    assert_eq!((studio.when_full, studio.add_existing_accounts), (WhenFull::Queue, true));
    assert_eq!(studio.role(studio.default_role).expect("a role").key, "editor", "new members are editors");
    assert_eq!(Model::studio().key, Model::presets()[0].key, "the default");
}

fn content_and_comments() -> Permissions {
    Permissions::NONE.with(CoreScope::Content, Access::Full).with(CoreScope::Comments, Access::Full)
}

/// Who stands above whom is containment, with no rank beside it.
#[test]
fn r1_owner_admin_editor_viewer_is_containment() {
    for (model, order) in [
        ("studio", vec!["owner", "admin", "editor", "viewer", "guest"]),
        ("seats", vec!["admin", "member"]),
        ("layered", vec!["owner", "admin", "developer", "viewer"]),
        ("governed", vec!["owner", "admin", "member"]),
        ("granular", vec!["admin", "member"]),
    ] {
        let model = preset(model);
        for pair in order.windows(2) {
            let (above, below) = (role(model, pair[0]), role(model, pair[1]));
            assert!(below.baseline.within(above.baseline), "{} over {}", above.key, below.key);
            assert!(!above.baseline.within(below.baseline), "{} is not {}", above.key, below.key);
        }
    }
}

#[test]
fn r1_feature_scopes_of_each_preset() {
    use ResourceKind::{Organization, Project, Workspace};
    let expected: [(&str, &[(&str, ResourceKind)]); 5] = [
        (
            "studio",
            &[
                ("connectors", Organization),
                ("workflows", Project),
                ("data", Project),
                ("reporting", Project),
            ],
        ),
        (
            "granular",
            &[("reporting", Project), ("data", Project), ("technical", Project), ("workflows", Project)],
        ),
        ("seats", &[]),
        (
            "layered",
            &[
                ("agents", Workspace),
                ("operations", Workspace),
                ("connections", Workspace),
                ("knowledge_bases", Workspace),
            ],
        ),
        (
            "governed",
            &[
                ("skills", Organization),
                ("versions", Organization),
                ("proposals", Organization),
                ("approvals", Organization),
                ("policies", Organization),
                ("installs", Organization),
                ("connections", Organization),
                ("reports", Organization),
            ],
        ),
    ];
    for (model, scopes) in expected {
        let entries = preset(model).catalog.entries();
        let found: Vec<_> = (entries.iter().filter(|entry| entry.core.is_none()))
            .map(|entry| (entry.key.as_str(), entry.kind))
            .collect();
        assert_eq!(found, scopes, "{model}");
        assert!(entries.iter().all(|entry| !entry.label.is_empty() && !entry.help.is_empty()));
    }
}

#[test]
fn r1_every_preset_keeps_what_every_model_must() {
    let keys: Vec<_> = Model::presets().iter().map(|model| model.key.as_str()).collect();
    assert_eq!(keys, ["studio", "granular", "seats", "layered", "governed"]);
    for model in Model::presets() {
        for role in &model.roles {
            let top = role.id == model.top_role;
            assert_eq!(role.check(&model.catalog, top), Ok(()), "{} of {}", role.key, model.key);
            assert_eq!(role.baseline.get(CoreScope::Ownership) == Access::Full, top, "{}", role.key);
            assert!(role.built_in && !role.description.is_empty(), "{} says what it is", role.key);
            let administers = role.baseline.get(CoreScope::Members) == Access::Full;
            assert_eq!(administers, ["owner", "admin"].contains(&role.key.as_str()), "who invites");
        }
        let top = model.role(model.top_role).expect("a role");
        assert_eq!(top.baseline, model.catalog.everything(), "{}", model.key);
        assert_eq!(top.key, if model.has_owner { "owner" } else { "admin" });
        assert_eq!(model.has_owner, ["studio", "layered", "governed"].contains(&model.key.as_str()));
        // Without a grant nobody but the top holds it, so nobody can be made the owner by a rule of roles.
        assert_ne!(model.default_role, model.top_role);
    }
}

/// Project roles are the same words in every model: what a collaborator, or a group, is given.
#[test]
fn p2_project_roles_of_each_preset() {
    for model in Model::presets() {
        let keys: Vec<_> = model.project_roles.iter().map(|role| role.key.as_str()).collect();
        assert_eq!(keys, ["viewer", "editor", "admin"], "{}", model.key);
        for entry in model.catalog.entries() {
            let of_projects = entry.kind == ResourceKind::Project;
            let feature = of_projects && entry.core.is_none();
            let expected = match entry.core {
                Some(CoreScope::Content) => "v f f",
                Some(CoreScope::Comments) => "f f f",
                Some(CoreScope::SettingsPublishing) => "n f f",
                _ if feature => "v f f",
                _ if of_projects => "n n f",
                _ => "n n n",
            };
            for (role, word) in model.project_roles.iter().zip(expected.split(' ')) {
                let found = role.permissions.get(entry.scope);
                assert_eq!(found, level(word), "{} of {} on {}", role.key, model.key, entry.key);
            }
        }
    }
}

#[test]
fn granular_members_begin_with_nothing_and_seats_block() {
    let granular = preset("granular");
    let member = role(granular, "member");
    assert_eq!((member.baseline, member.ceiling), (Permissions::NONE, all_but_ownership(granular)));
    assert_eq!((member.seat, member.reach), (Seat::Paid, Reach::Granted));
    let admin = role(granular, "admin");
    assert_eq!((admin.baseline, admin.seat), (granular.catalog.everything(), Seat::Paid));
    assert_eq!(granular.roles.len(), 2);
    assert_eq!((granular.when_full, granular.has_owner), (WhenFull::Block, false));
    assert_eq!(granular.role(granular.default_role).expect("a role").key, "member");
    assert!(!granular.add_existing_accounts, "asked first");
}

/// Each scope takes each level, on the organization and project by project, and no other with it.
#[test]
fn granular_access_is_written_out_scope_by_scope() {
    let granular = preset("granular");
    let apollo = Resource::Project(project("apollo"));
    for entry in granular.catalog.entries().iter().filter(|entry| entry.core != Some(CoreScope::Ownership)) {
        let on = match entry.kind {
            ResourceKind::Organization | ResourceKind::Workspace => Resource::Organization,
            ResourceKind::Project | ResourceKind::Item => apollo,
        };
        for access in [Access::View, Access::Full] {
            let org = Org::of(granular).member("ada", "admin").open("main").project("apollo", "main");
            let org = org.member("mia", "member").grant("mia", "mia", on, &format!("{}:{access}", entry.key));
            let given = Permissions::NONE.with(entry.scope, access);
            assert_eq!(org.build().effective(member("mia"), on, now()), given, "{}", entry.key);
        }
    }
}

/// "Bypasses" is no branch: the baseline is the ceiling, so nothing that is granted or restricted counts.
#[test]
fn granular_admins_are_held_back_by_nothing() {
    let granular = preset("granular");
    let org = Org::of(granular).member("ada", "admin").private("lab").project("apollo", "lab");
    let held = org.restricted("ada", "lab", &[]).build();
    for on in held.resources() {
        assert_eq!(held.effective(member("ada"), on, now()), granular.catalog.everything());
    }
}

#[test]
fn r9_granular_ships_two_patterns() {
    let granular = preset("granular");
    let of = |words: &[(&str, Access)]| {
        words.iter().fold(Permissions::NONE, |all, (key, access)| all.with(scope(granular, key), *access))
    };
    let [reviewer, operator] = &granular.patterns[..] else { panic!("two patterns") };
    assert_eq!(reviewer.name, "Client reviewer");
    assert_eq!((reviewer.permissions, reviewer.on_projects), (of(&[]), of(&[("reporting", Access::View)])));
    assert_eq!(operator.name, "SEO operator");
    let work = of(&[("data", Access::Full), ("technical", Access::Full), ("workflows", Access::Full)]);
    assert_eq!((operator.permissions, operator.on_projects), (of(&[]), work));
    assert!(Model::presets().iter().all(|model| model.key == "granular" || model.patterns.is_empty()));
}

#[test]
fn seats_roles_and_who_pays() {
    let seats = preset("seats");
    let keys: Vec<_> = seats.roles.iter().map(|role| (role.key.as_str(), role.seat)).collect();
    assert_eq!(
        keys,
        [("admin", Seat::Paid), ("member", Seat::Paid), ("observer", Seat::Free), ("guest", Seat::Free)]
    );
    // A Member is like an Editor, on the scopes that both models have.
    let editor = role(preset("studio"), "editor").baseline;
    for core in CoreScope::ALL {
        assert_eq!(role(seats, "member").baseline.get(core), editor.get(core), "{}", core.key());
    }
    let observer = role(seats, "observer");
    assert_eq!(observer.ceiling, observer.baseline);
    assert_eq!(role(seats, "guest").ceiling, content_and_comments());
    assert!(!seats.guest_conversion && !seats.has_owner);
    assert!(Model::presets().iter().all(|model| model.guest_conversion || model.key == "seats"));
}

/// Everything that can be granted anywhere, and a role that gives all of it in the workspace.
fn showered(who: &str, as_role: &str) -> Snapshot {
    let seats = preset("seats");
    let (lab, apollo) = (Resource::Workspace(workspace("lab")), Resource::Project(project("apollo")));
    let page = Resource::Item(item("page"));
    let on = |resource: Resource| -> String {
        let entries = seats.catalog.entries().iter();
        let grantable = entries
            .filter(|entry| entry.core != Some(CoreScope::Ownership) && entry.is_within(resource.kind()));
        grantable.map(|entry| format!("{}:full ", entry.key)).collect()
    };
    let mut org = Org::of(seats).member("ada", "admin").private("lab").project("apollo", "lab");
    org = org.item("page", "apollo").member(who, as_role).overridden(who, "lab", "member");
    for (number, resource) in [Resource::Organization, lab, apollo, page].into_iter().enumerate() {
        org = org.grant(&format!("own{number}"), who, resource, &on(resource));
        org = org.group(&format!("crew{number}"), &[who]);
        org = org.group_grant(&format!("crew{number}"), &format!("crew{number}"), resource, &on(resource));
    }
    assert!(org.facts.groups.contains(&group("crew0")));
    org.build()
}

#[test]
fn seats_observers_read_and_comment_and_edit_nothing_whatever_is_granted() {
    let acme = showered("otto", "observer");
    for on in acme.resources() {
        for (scope, access) in acme.effective(member("otto"), on, now()).iter() {
            let key = acme.model().catalog.key(scope);
            let most = if key == "comments" { Access::Full } else { Access::View };
            assert!(access <= most, "{access} on {key} of {on:?}");
            assert!(["projects", "content", "comments"].contains(&key), "{key} of {on:?}");
        }
    }
    let page = acme.effective(member("otto"), Resource::Item(item("page")), now());
    assert_eq!((page.get(CoreScope::Content), page.get(CoreScope::Comments)), (Access::View, Access::Full));
}

#[test]
fn seats_guests_edit_what_is_shared_with_them_and_have_no_container() {
    let acme = showered("gus", "guest");
    for on in acme.resources() {
        let held = acme.effective(member("gus"), on, now());
        match on {
            Resource::Item(_) => assert_eq!(held, content_and_comments()),
            Resource::Organization | Resource::Workspace(_) | Resource::Project(_) => {
                assert!(held.is_none(), "{held:?} on {on:?}");
            }
        }
    }
}

#[test]
fn layered_roles_at_the_organization() {
    let layered = preset("layered");
    let keys: Vec<_> = layered.roles.iter().map(|role| role.key.as_str()).collect();
    assert_eq!(keys, ["owner", "admin", "developer", "viewer"]);
    assert_eq!(layered.workspaces, Visibility::Private);
    assert!(layered.has_owner);
    for key in ["owner", "admin"] {
        assert_eq!(role(layered, key).reach, Reach::Everything, "implicit everywhere");
    }
    for key in ["developer", "viewer"] {
        let role = role(layered, key);
        assert_eq!((role.reach, role.ceiling), (Reach::Granted, all_but_ownership(layered)));
    }
    gives(
        layered,
        "developer",
        &[
            ("general, members, workspace.general, workspace.members", "v"),
            ("projects, operations, content, comments, settings.publishing", "f"),
            ("agents, connections, knowledge_bases", "v"),
            ("settings.general, settings.members, settings.data_sources", "v"),
        ],
    );
    gives(
        layered,
        "viewer",
        &[
            ("general, members, projects, workspace.general, workspace.members", "v"),
            ("agents, operations, connections, knowledge_bases, content, comments", "v"),
            ("settings.general, settings.members, settings.data_sources, settings.publishing", "v"),
        ],
    );
}

/// What somebody has of a workspace where a role stands in for theirs.
fn in_the_lab(own: &str, over: Option<&str>) -> Permissions {
    let org = Org::of(preset("layered")).member("olga", "owner").private("lab").member("ann", own);
    let org = match over {
        Some(over) => org.overridden("ann", "lab", over),
        None => org.listed("ann", "lab"),
    };
    org.build().effective(member("ann"), Resource::Workspace(workspace("lab")), now())
}

#[test]
fn layered_workspaces_inherit_or_override() {
    let layered = preset("layered");
    let outside = Org::of(layered).member("olga", "owner").private("lab").member("ann", "developer").build();
    assert!(
        !outside.sees(member("ann"), Resource::Workspace(workspace("lab")), now()),
        "not by the organization"
    );
    for own in ["developer", "viewer"] {
        assert_eq!(in_the_lab(own, None), role(layered, own).baseline, "inherited");
        for over in ["admin", "developer", "viewer"] {
            assert!(layered.overrides_in_workspaces(role(layered, over)));
            assert_eq!(in_the_lab(own, Some(over)), role(layered, over).baseline, "{own} as {over}");
        }
    }
    let admin_there = in_the_lab("viewer", Some("admin"));
    for entry in layered.catalog.entries().iter().filter(|entry| entry.kind >= ResourceKind::Workspace) {
        assert_eq!(admin_there.get(entry.scope), Access::Full, "{} of a workspace's admin", entry.key);
    }
    assert!(!layered.overrides_in_workspaces(role(layered, "owner")));
    for own in ["owner", "admin"] {
        assert_eq!(in_the_lab(own, Some("viewer")), role(layered, own).baseline, "not overridden");
    }
}

#[test]
fn governed_members_propose_and_do_not_decide() {
    let governed = preset("governed");
    let keys: Vec<_> = governed.roles.iter().map(|role| role.key.as_str()).collect();
    assert_eq!(keys, ["owner", "admin", "member"]);
    assert!(governed.single_workspace && governed.has_owner && !governed.add_existing_accounts);
    assert!(Model::presets().iter().all(|model| model.key == "governed" || !model.single_workspace));
    let member = role(governed, "member");
    for (keys, wanted) in [
        ("members, policies, approvals", Access::View),
        ("skills, versions, proposals, installs", Access::Full),
        ("billing, connections, reports, integrations, audit, ownership", Access::None),
    ] {
        for key in keys.split(", ") {
            assert_eq!(member.baseline.get(scope(governed, key)), wanted, "{key}");
        }
    }
    assert_eq!(member.ceiling, all_but_ownership(governed), "an admin can give a member more");
}

/// Whoever founds an organization can do everything in it, in every model, and it can go on without them.
#[test]
fn t2_every_preset_can_be_founded() {
    for model in Model::presets() {
        let founded = shared::members::rules::found(
            model,
            support::organization(),
            member("ada"),
            support::user("ada"),
            workspace("main"),
        );
        let empty = Snapshot::empty(model.clone(), support::organization());
        let acme = founded.expect("allowed").applied_to(&empty).expect("fits");
        assert_eq!(guard(&acme), Ok(()));
        let held = acme.effective(member("ada"), Resource::Workspace(workspace("main")), now());
        assert_eq!(held, model.catalog.everything(), "{}", model.key);
        let first = if model.key == "layered" { Visibility::Private } else { Visibility::Open };
        assert_eq!(acme.visibility(workspace("main")), Some(first), "{}", model.key);
    }
}
