//! What a change of access does, as sentences: the same for a diff computed in the page and for the
//! server's `changes`.

use std::collections::{BTreeMap, BTreeSet};

use shared::access::Access;
use shared::access::wire::{AccessChange, Changes, Preview, ResourceRef};
use shared::ids::MemberId;

use super::words;

/// One resource's part of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Impact {
    pub(crate) resource: ResourceRef,
    pub(crate) name: String,
    pub(crate) gained: u64,
    pub(crate) lost: u64,
    /// `Content, Workflows: Full → View`, a sentence for each kind of step.
    pub(crate) detail: String,
}

/// Names for what a diff holds as ids and keys.
pub(crate) trait Names {
    fn resource(&self, resource: &ResourceRef) -> String;
    fn scope(&self, key: &str) -> String;
}

/// The change, resource by resource, those that lose most first.
pub(crate) fn impacts(changes: &[AccessChange], names: &impl Names) -> Vec<Impact> {
    let mut by_resource: BTreeMap<&ResourceRef, Vec<&AccessChange>> = BTreeMap::new();
    for change in changes {
        by_resource.entry(&change.resource).or_default().push(change);
    }
    let mut impacts: Vec<Impact> = by_resource
        .into_iter()
        .map(|(resource, changes)| Impact {
            resource: resource.clone(),
            name: names.resource(resource),
            gained: changes.iter().filter(|change| change.after > change.before).count() as u64,
            lost: changes.iter().filter(|change| change.after < change.before).count() as u64,
            detail: steps(&changes, names),
        })
        .collect();
    impacts.sort_by(|a, b| b.lost.cmp(&a.lost).then(b.gained.cmp(&a.gained)).then(a.name.cmp(&b.name)));
    impacts
}

/// The same with places that change alike said together: `Mobile app and Studio. Content: Full → View.`
pub(crate) fn merged(impacts: &[Impact]) -> Vec<String> {
    let mut alike: Vec<(&str, Vec<String>)> = Vec::new();
    for impact in impacts {
        match alike.iter_mut().find(|(detail, _)| *detail == impact.detail) {
            Some((_, names)) => names.push(impact.name.clone()),
            None => alike.push((&impact.detail, vec![impact.name.clone()])),
        }
    }
    alike.into_iter().map(|(detail, names)| format!("{}. {detail}.", words::list_some(&names, 3))).collect()
}

fn steps(changes: &[&AccessChange], names: &impl Names) -> String {
    let mut by_step: BTreeMap<(Access, Access), Vec<String>> = BTreeMap::new();
    for change in changes {
        let scopes = by_step.entry((change.before, change.after)).or_default();
        let scope = names.scope(&change.scope);
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    by_step
        .into_iter()
        .rev()
        .map(|((before, after), scopes)| {
            format!("{}: {} → {}", scopes.join(", "), level(before), level(after))
        })
        .collect::<Vec<_>>()
        .join(". ")
}

/// `None`, `View`, `Full`.
pub(crate) const fn level(access: Access) -> &'static str {
    match access {
        Access::None => "None",
        Access::View => "View",
        Access::Full => "Full",
    }
}

/// `Changing Editor to Viewer removes 14 permissions in 3 projects`.
pub(crate) fn headline(act: &str, impacts: &[Impact]) -> String {
    let gained: u64 = impacts.iter().map(|impact| impact.gained).sum();
    let lost: u64 = impacts.iter().map(|impact| impact.lost).sum();
    let permissions = |n| words::count(n, "permission", "permissions");
    let what = match (gained, lost) {
        (0, 0) => return format!("{act} changes nothing they can do"),
        (gained, 0) => format!("adds {}", permissions(gained)),
        (0, lost) => format!("removes {}", permissions(lost)),
        (gained, lost) => format!("adds {} and removes {}", words::number(gained), permissions(lost)),
    };
    format!("{act} {what} {}", places(impacts))
}

fn places(impacts: &[Impact]) -> String {
    let of = |kind: &str| impacts.iter().filter(|impact| impact.resource.kind == kind).count() as u64;
    let mut places = Vec::new();
    match (of("project"), of("workspace")) {
        (0, 0) => {}
        (projects, 0) => places.push(words::count(projects, "project", "projects")),
        (0, workspaces) => places.push(words::count(workspaces, "workspace", "workspaces")),
        (projects, workspaces) => {
            places.push(words::count(projects, "project", "projects"));
            places.push(words::count(workspaces, "workspace", "workspaces"));
        }
    }
    if of("organization") > 0 {
        places.push("the organization".to_owned());
    }
    format!("in {}", words::list(&places))
}

/// One line for a result or a toast: `gains 4 permissions, loses 14`.
pub(crate) fn short(changes: &Changes) -> String {
    match (changes.gained, changes.lost) {
        (0, 0) => "Nothing changes in what they can do.".to_owned(),
        (gained, 0) => format!("Adds {}.", words::count(gained, "permission", "permissions")),
        (0, lost) => format!("Removes {}.", words::count(lost, "permission", "permissions")),
        (gained, lost) => {
            format!(
                "Adds {} and removes {}.",
                words::number(gained),
                words::count(lost, "permission", "permissions")
            )
        }
    }
}

/// How a change spreads: over how many people, and where what is gained and lost is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) people: u64,
    pub(crate) totals: Totals,
    /// `9 projects`, `2 projects and the organization`; empty where nothing is gained.
    pub(crate) gained_in: String,
    pub(crate) lost_in: String,
}

impl Spread {
    pub(crate) fn of(changes: &[AccessChange]) -> Self {
        let up = |change: &&AccessChange| change.after > change.before;
        let places = |rows: &[&AccessChange]| {
            let all: BTreeSet<&ResourceRef> = rows.iter().map(|change| &change.resource).collect();
            let of = |kind: &str| all.iter().filter(|resource| resource.kind == kind).count() as u64;
            let mut said = Vec::new();
            for (kind, one, many) in
                [("project", "project", "projects"), ("workspace", "workspace", "workspaces")]
            {
                if of(kind) > 0 {
                    said.push(words::count(of(kind), one, many));
                }
            }
            if of("organization") > 0 {
                said.push("the organization".to_owned());
            }
            words::list(&said)
        };
        let (gained, lost): (Vec<&AccessChange>, Vec<&AccessChange>) = changes.iter().partition(up);
        let people: BTreeSet<_> = changes.iter().filter_map(|change| change.member).collect();
        Self {
            people: people.len() as u64,
            totals: Totals { gained: gained.len() as u64, lost: lost.len() as u64 },
            gained_in: places(&gained),
            lost_in: places(&lost),
        }
    }
}

/// What a change does to each person, those who lose most first.
pub(crate) fn by_person(changes: &[AccessChange]) -> Vec<(MemberId, Totals)> {
    let mut people: BTreeMap<MemberId, Totals> = BTreeMap::new();
    for change in changes {
        let Some(member) = change.member else { continue };
        let totals = people.entry(member).or_default();
        if change.after > change.before {
            totals.gained += 1;
        } else {
            totals.lost += 1;
        }
    }
    let mut people: Vec<(MemberId, Totals)> = people.into_iter().collect();
    people.sort_by(|a, b| b.1.lost.cmp(&a.1.lost).then(b.1.gained.cmp(&a.1.gained)));
    people
}

/// Somebody in a bulk change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A bulk change before it is made, in the three blocks of its review.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Review {
    pub(crate) changes: Vec<(Person, Totals)>,
    pub(crate) unchanged: Vec<Person>,
    /// With the code.
    pub(crate) refused: Vec<(Person, String)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) gained: u64,
    pub(crate) lost: u64,
}

impl Totals {
    pub(crate) fn text(self) -> String {
        match (self.gained, self.lost) {
            (0, 0) => "No permission changes".to_owned(),
            (gained, 0) => format!("+{}", words::number(gained)),
            (0, lost) => format!("−{}", words::number(lost)),
            (gained, lost) => format!("+{} −{}", words::number(gained), words::number(lost)),
        }
    }
}

impl Review {
    /// From the server's preview. `same` says who is as the change would make them.
    pub(crate) fn of(people: &[Person], preview: &Preview, same: impl Fn(&str) -> bool) -> Self {
        let mut review = Self::default();
        for person in people {
            let problem = preview.problems.iter().find(|problem| problem.subject == person.id);
            if let Some(problem) = problem {
                review.refused.push((person.clone(), problem.code.clone()));
            } else if same(&person.id) {
                review.unchanged.push(person.clone());
            } else {
                let own = |change: &&AccessChange| {
                    change.member.is_some_and(|member| member.to_string() == person.id)
                };
                let rows = || preview.changes.data.iter().filter(own);
                review.changes.push((
                    person.clone(),
                    Totals {
                        gained: rows().filter(|row| row.after > row.before).count() as u64,
                        lost: rows().filter(|row| row.after < row.before).count() as u64,
                    },
                ));
            }
        }
        review
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::wire::{PreviewProblem, SeatEffect};

    struct Plain;
    impl Names for Plain {
        fn resource(&self, resource: &ResourceRef) -> String {
            resource.id.clone()
        }
        fn scope(&self, key: &str) -> String {
            key.to_owned()
        }
    }

    fn change(kind: &str, id: &str, scope: &str, before: Access, after: Access) -> AccessChange {
        let resource = ResourceRef { kind: kind.to_owned(), id: id.to_owned() };
        AccessChange { member: None, resource, scope: scope.to_owned(), before, after }
    }

    #[test]
    fn z1_a_change_reads_as_a_sentence() {
        let changes = [
            change("project", "Mobile", "content", Access::Full, Access::View),
            change("project", "Mobile", "data", Access::Full, Access::View),
            change("project", "Mobile", "publishing", Access::Full, Access::None),
            change("organization", "Larkfield", "projects", Access::Full, Access::View),
        ];
        let impacts = impacts(&changes, &Plain);
        assert_eq!(impacts[0].name, "Mobile");
        assert_eq!(impacts[0].detail, "content, data: Full → View. publishing: Full → None");
        assert_eq!(
            merged(&impacts),
            [
                "Mobile. content, data: Full → View. publishing: Full → None.",
                "Larkfield. projects: Full → View."
            ]
        );
        assert_eq!(
            headline("Changing Editor to Viewer", &impacts),
            "Changing Editor to Viewer removes 4 permissions in 1 project and the organization"
        );
        assert_eq!(
            headline("Changing Editor to Viewer", &[]),
            "Changing Editor to Viewer changes nothing they can do"
        );
    }

    #[test]
    fn r5_a_change_of_a_role_says_how_far_it_spreads() {
        let (one, other): (MemberId, MemberId) = (
            "mem_00000000000000000000000007".parse().expect("an id"),
            "mem_00000000000000000000000008".parse().expect("an id"),
        );
        let of = |member, row: AccessChange| AccessChange { member: Some(member), ..row };
        let changes = [
            of(one, change("project", "a", "data", Access::View, Access::Full)),
            of(one, change("organization", "o", "members", Access::View, Access::None)),
            of(other, change("project", "b", "data", Access::View, Access::Full)),
        ];
        let spread = Spread::of(&changes);
        assert_eq!((spread.people, spread.totals), (2, Totals { gained: 2, lost: 1 }));
        assert_eq!((spread.gained_in.as_str(), spread.lost_in.as_str()), ("2 projects", "the organization"));
        assert_eq!(by_person(&changes)[0], (one, Totals { gained: 1, lost: 1 }));
        assert_eq!(Spread::of(&[]), Spread::default());
    }

    #[test]
    fn m11_a_review_has_three_blocks() {
        let member: MemberId = "mem_00000000000000000000000007".parse().expect("an id");
        let people: Vec<Person> =
            [(member.to_string(), "Amara"), ("mem_b".to_owned(), "Jonas"), ("mem_c".to_owned(), "Noor")]
                .into_iter()
                .map(|(id, name)| Person { id, name: name.to_owned() })
                .collect();
        let mut lost = change("project", "Mobile", "content", Access::Full, Access::View);
        lost.member = Some(member);
        let preview = Preview {
            preview: true,
            version: 1,
            changes: Changes { total: 1, gained: 0, lost: 1, data: vec![lost], next_cursor: None },
            seats: SeatEffect { before: 1, after: 1, limit: None },
            money: None,
            problems: vec![PreviewProblem {
                subject: "mem_c".to_owned(),
                code: "last_admin".to_owned(),
                detail: None,
            }],
            kept: Vec::new(),
        };
        let review = Review::of(&people, &preview, |id| id == "mem_b");
        assert_eq!(review.changes[0].1.text(), "−1");
        assert_eq!(review.unchanged[0].name, "Jonas");
        assert_eq!(review.refused[0].1, "last_admin");
    }
}
