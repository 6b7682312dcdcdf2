//! A proof by cases: the formula works scope by scope (L1), so everything that one scope can meet is
//! everything there is. Levels are compared as words here, never as bits.

mod support;

use std::fmt::Write;
use std::sync::Arc;

use shared::access::{Access, CoreScope, Facts, Model, Resource, Role, Seat, Snapshot, Status, Visibility};
use shared::access::{
    GrantFact, GrantSource, GroupMemberFact, Member, Principal, ProjectFact, Reach, RestrictionFact,
    WorkspaceFact, WorkspaceMemberFact,
};
use support::{grant, group, hours, member, now, organization, project, user, workspace};

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
}

impl Case<'_> {
    fn expected(self) -> Access {
        let Standing::Active = self.standing else { return Access::None };
        let everywhere = self.role.reach == Reach::Everything;
        let here = match self.over {
            Some(over) if !everywhere => over,
            _ => self.role,
        };
        if self.role.reach == Reach::Shared || here.reach == Reach::Shared {
            return Access::None;
        }
        let inside = self.listed || self.visibility == Visibility::Open;
        let baseline = here.baseline.get(CoreScope::Comments);
        let base = if everywhere || (inside && self.list != List::Without) { baseline } else { Access::None };
        let seat = match self.role.seat {
            Seat::Paid => Access::Full,
            Seat::Free => self.role.ceiling.get(CoreScope::Comments),
        };
        base.max(self.own).max(self.of_group).min(here.ceiling.get(CoreScope::Comments)).min(seat)
    }

    fn snapshot(self, model: &Arc<Model>) -> Snapshot {
        let mut facts = Facts::empty(organization());
        let (who, room, work, team) = (member("who"), workspace("room"), project("work"), group("team"));
        facts.members = vec![Member {
            id: who,
            user: user("who"),
            role: self.role.id,
            status: match self.standing {
                Standing::Deactivated => Status::Deactivated,
                Standing::Active | Standing::Expired => Status::Active,
            },
            expires_at: match self.standing {
                Standing::Expired => Some(now()),
                Standing::Active | Standing::Deactivated => None,
            },
        }];
        facts.workspaces = vec![WorkspaceFact { id: room, visibility: self.visibility }];
        facts.projects = vec![ProjectFact { id: work, workspace: room }];
        if self.listed {
            let role = self.over.map(|role| role.id);
            facts.workspace_members = vec![WorkspaceMemberFact { workspace: room, member: who, role }];
        }
        if self.list != List::None {
            let projects = if self.list == List::With { [work].into() } else { [].into() };
            facts.restrictions = vec![RestrictionFact { member: who, workspace: room, projects }];
        }
        facts.groups = vec![team];
        facts.group_members = vec![GroupMemberFact { group: team, member: who }];
        let given = |id: &str, principal, resource, access, expires_at| GrantFact {
            id: grant(id),
            principal,
            resource,
            permissions: [("comments".to_owned(), access)].into(),
            expires_at,
            source: GrantSource::Person(user("boss")),
        };
        facts.grants = vec![
            given("own", Principal::Member(who), Resource::Project(work), self.own, Some(hours(1))),
            given("team", Principal::Group(team), Resource::Workspace(room), self.of_group, None),
            // Run out this very moment: it never counts.
            given("over", Principal::Member(who), Resource::Organization, Access::Full, Some(now())),
        ];
        Snapshot::from_facts(model.clone(), facts).expect("facts that fit")
    }
}

#[test]
fn every_case_of_one_scope() {
    let model = every_role();
    let roles = || model.roles.iter().filter(|role| role.key != "top");
    assert_eq!(roles().count(), 24);
    let overs: Vec<Option<&Role>> =
        std::iter::once(None).chain(roles().filter(|role| role.seat == Seat::Paid).map(Some)).collect();
    let mut cases = 0;
    for role in roles() {
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
                    for standing in [Standing::Active, Standing::Deactivated, Standing::Expired] {
                        for own in Access::ALL {
                            for of_group in Access::ALL {
                                let over = *over;
                                let case =
                                    Case { role, over, listed, visibility, list, standing, own, of_group };
                                let snapshot = case.snapshot(&model);
                                let on = Resource::Project(project("work"));
                                let found = snapshot.effective(member("who"), on, now());
                                assert_eq!(found.get(CoreScope::Comments), case.expected(), "{case:?}");
                                cases += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(cases, 24 * (4 + 12 * 2) * 3 * 3 * 3 * 3);
}
