//! A proof by cases: the formula works scope by scope (L1), so everything that one scope can meet is
//! everything there is. Levels are compared as words here, never as bits.

mod support;

use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::{Access, CoreScope, Facts, Model, Resource, Role, Seat, Snapshot, Status, Visibility};
use shared::access::{
    GrantFact, GrantSource, GroupMemberFact, ItemFact, Member, Principal, ProjectFact, Reach,
    RestrictionFact, WorkspaceFact, WorkspaceMemberFact,
};
use support::{grant, group, hours, item, member, now, organization, project, user, workspace};

/// Every role that differs from the others over one scope: reach × seat × baseline within ceiling.
fn every_role() -> Arc<Model> {
    let mut text = String::from(
        "key = \"cases\"\nname = \"\"\ntop_role = \"top\"\ndefault_role = \"granted-paid-none-none\"\nhas_owner = false\n\
         when_full = \"block\"\nadd_existing_accounts = false\n\
         [[roles]]\nid = \"rol_00000000000000000000000000\"\nkey = \"top\"\nname = \"\"\ndescription = \"\"\n\
         seat = \"paid\"\nreach = \"everything\"\nbaseline = { \"*\" = \"full\" }\n",
    );
    let mut number = 100;
    for reach in ["shared", "granted", "everything"] {
        for seat in ["paid", "free"] {
            for ceiling in Access::ALL {
                for baseline in Access::ALL.into_iter().filter(|baseline| *baseline <= ceiling) {
                    let fits = match reach {
                        "everything" => baseline == ceiling,
                        "shared" => baseline == Access::None,
                        _ => true,
                    };
                    if !fits {
                        continue;
                    }
                    number += 1;
                    write!(
                        text,
                        "[[roles]]\nid = \"rol_00000000000000000000000{number}\"\n\
                         key = \"{reach}-{seat}-{baseline}-{ceiling}\"\nname = \"\"\ndescription = \"\"\n\
                         seat = \"{seat}\"\nreach = \"{reach}\"\nbaseline = {{ comments = \"{baseline}\" }}\n\
                         ceiling = {{ comments = \"{ceiling}\" }}\n"
                    )
                    .expect("a string grows");
                }
            }
        }
    }
    Arc::new(Model::from_toml(&text).expect("valid"))
}

#[derive(Debug, Clone, Copy)]
enum Standing {
    Active,
    Deactivated,
    Expired,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum List {
    None,
    Without,
    With,
}

#[derive(Debug, Clone, Copy)]
struct Case<'a> {
    role: &'a Role,
    over: Option<&'a Role>,
    listed: bool,
    visibility: Visibility,
    list: List,
    standing: Standing,
    own: Access,
    of_group: Access,
    share: Access,
    /// The group has its grant on the item rather than on the workspace.
    group_on_item: bool,
}

impl Case<'_> {
    /// What is expected on the project, and on an item in it.
    fn expected(self) -> (Access, Access) {
        let Standing::Active = self.standing else { return (Access::None, Access::None) };
        let everywhere = self.role.reach == Reach::Everything;
        let here = match self.over {
            Some(over) if !everywhere => over,
            _ => self.role,
        };
        let seat = match self.role.seat {
            Seat::Paid => Access::Full,
            Seat::Free => self.role.ceiling.get(CoreScope::Comments),
        };
        let capped = |given: Access| given.min(here.ceiling.get(CoreScope::Comments)).min(seat);
        if self.role.reach == Reach::Shared || here.reach == Reach::Shared {
            return (Access::None, capped(self.share));
        }
        let inside = self.listed || self.visibility == Visibility::Open;
        let baseline = here.baseline.get(CoreScope::Comments);
        let base = if everywhere || (inside && self.list != List::Without) { baseline } else { Access::None };
        let (around, within) =
            if self.group_on_item { (Access::None, self.of_group) } else { (self.of_group, Access::None) };
        let project = base.max(self.own).max(around);
        (capped(project), capped(project.max(self.share).max(within)))
    }

    /// Takes somebody in who stands as this case says.
    fn join(self, who: &str, facts: &mut Facts) {
        let (name, who) = (who, member(who));
        let (room, work) = (workspace("room"), project("work"));
        facts.members.push(Member {
            id: who,
            user: user(name),
            role: self.role.id,
            status: match self.standing {
                Standing::Deactivated => Status::Deactivated,
                Standing::Active | Standing::Expired => Status::Active,
            },
            expires_at: match self.standing {
                Standing::Expired => Some(now()),
                Standing::Active | Standing::Deactivated => None,
            },
        });
        if self.listed {
            let role = self.over.map(|role| role.id);
            facts.workspace_members.push(WorkspaceMemberFact { workspace: room, member: who, role });
        }
        if self.list != List::None {
            let projects = if self.list == List::With { [work].into() } else { [].into() };
            facts.restrictions.push(RestrictionFact { member: who, workspace: room, projects });
        }
        let team = team(self.of_group, self.group_on_item);
        facts.group_members.push(GroupMemberFact { group: group(&team), member: who });
        let to = Principal::Member(who);
        facts.grants.extend([
            given(&format!("own {name}"), to, Resource::Project(work), self.own, Some(hours(1))),
            given(&format!("share {name}"), to, Resource::Item(item("page")), self.share, None),
            // Run out this very moment: it never counts.
            given(&format!("over {name}"), to, Resource::Organization, Access::Full, Some(now())),
        ]);
    }
}

fn team(gives: Access, on_item: bool) -> String {
    format!("{gives} {}", if on_item { "item" } else { "room" })
}

fn given(
    id: &str,
    principal: Principal,
    resource: Resource,
    access: Access,
    end: Option<DateTime<Utc>>,
) -> GrantFact {
    GrantFact {
        id: grant(id),
        principal,
        resource,
        permissions: [("comments".to_owned(), access)].into(),
        expires_at: end,
        source: GrantSource::Person(user("boss")),
    }
}

/// A workspace with a project with an item, and a group for every level on the workspace and on the item.
fn room(visibility: Visibility) -> Facts {
    let mut facts = Facts::empty(organization());
    let (room, work, page) = (workspace("room"), project("work"), item("page"));
    facts.workspaces = vec![WorkspaceFact { id: room, visibility }];
    facts.projects = vec![ProjectFact { id: work, workspace: room }];
    let (kind, key) = ("document".to_owned(), "page".to_owned());
    facts.items = vec![ItemFact { id: page, project: work, kind, key }];
    for gives in Access::ALL {
        for (on_item, on) in [(false, Resource::Workspace(room)), (true, Resource::Item(page))] {
            let name = team(gives, on_item);
            facts.groups.push(group(&name));
            facts.grants.push(given(&name, Principal::Group(group(&name)), on, gives, None));
        }
    }
    facts
}

#[test]
fn every_case_of_one_scope() {
    let model = every_role();
    let roles = || model.roles.iter().filter(|role| role.key != "top");
    assert_eq!(roles().count(), 24);
    let overs: Vec<Option<&Role>> =
        std::iter::once(None).chain(roles().filter(|role| role.seat == Seat::Paid).map(Some)).collect();
    let mut cases = 0;
    for over in &overs {
        for (listed, visibility) in [
            (false, Visibility::Open),
            (false, Visibility::Private),
            (true, Visibility::Open),
            (true, Visibility::Private),
        ] {
            if over.is_some() && !listed {
                continue;
            }
            for list in [List::None, List::Without, List::With] {
                let mut here = Vec::new();
                for role in roles() {
                    for standing in [Standing::Active, Standing::Deactivated, Standing::Expired] {
                        for [own, of_group, share] in three_levels() {
                            for group_on_item in [false, true] {
                                let over = *over;
                                here.push(Case {
                                    role,
                                    over,
                                    listed,
                                    visibility,
                                    list,
                                    standing,
                                    own,
                                    of_group,
                                    share,
                                    group_on_item,
                                });
                            }
                        }
                    }
                }
                prove(&model, &here);
                cases += here.len();
            }
        }
    }
    assert_eq!(cases, 24 * (4 + 12 * 2) * 3 * 3 * (3 * 3 * 3 * 2));
}

/// Cases of one visibility stand side by side: nobody's grants are anybody else's.
fn prove(model: &Arc<Model>, cases: &[Case<'_>]) {
    let mut facts = room(cases[0].visibility);
    for (number, case) in cases.iter().enumerate() {
        case.join(&number.to_string(), &mut facts);
    }
    let snapshot = Snapshot::from_facts(model.clone(), facts).expect("facts that fit");
    for (number, case) in cases.iter().enumerate() {
        let found = [Resource::Project(project("work")), Resource::Item(item("page"))]
            .map(|on| snapshot.effective(member(&number.to_string()), on, now()).get(CoreScope::Comments));
        assert_eq!((found[0], found[1]), case.expected(), "{case:?}");
    }
}

fn three_levels() -> impl Iterator<Item = [Access; 3]> {
    let all = || Access::ALL.into_iter();
    all().flat_map(move |one| all().flat_map(move |two| all().map(move |three| [one, two, three])))
}
