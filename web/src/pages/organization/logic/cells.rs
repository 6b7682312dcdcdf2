//! People × projects: how far each gets and through what, which part of it is drawn, and how it leaves the page.

use shared::access::wire::{PermissionMap, ProjectRoleBody};
use shared::access::{Access, Resource};
use shared::ids::{MemberId, ProjectId};

use super::direct::{Direct, Origin, origin};
use super::in_page::InPage;
use super::ladder::pip;

/// What a cell is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Lens {
    /// The whole project, by its content: what is given is a project role.
    #[default]
    Project,
    /// One scope of it, by its key.
    Scope(String),
}

impl Lens {
    pub(crate) fn key(&self) -> &str {
        match self {
            Self::Project => "",
            Self::Scope(key) => key,
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        if text.is_empty() { Self::Project } else { Self::Scope(text.to_owned()) }
    }

    /// What a member would have been given, had they this level: the whole of a project's role, or one more scope.
    pub(crate) fn given(&self, now: &Direct, level: Access, bundles: &[ProjectRoleBody]) -> Direct {
        match self {
            Self::Scope(key) => now.with(key, level),
            Self::Project => {
                let bundle = match level {
                    Access::None => None,
                    Access::View => Some("viewer"),
                    Access::Full => Some("editor"),
                };
                let permissions = bundle
                    .and_then(|key| bundles.iter().find(|bundle| bundle.key == key))
                    .map(|bundle| given(&bundle.permissions))
                    .unwrap_or_default();
                Direct { permissions, expires_at: now.expires_at }
            }
        }
    }
}

/// Only what is more than none.
pub(crate) fn given(permissions: &PermissionMap) -> PermissionMap {
    let some = permissions.iter().filter(|(_, access)| **access > Access::None);
    some.map(|(key, access)| (key.clone(), *access)).collect()
}

/// One member on one project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) access: Access,
    /// What gives it; none where nothing does.
    pub(crate) origin: Option<Origin>,
}

impl Cell {
    /// `Full, by the role`, for whoever hears the grid.
    pub(crate) fn words(self) -> String {
        match (self.access, self.origin) {
            (Access::None, _) | (_, None) => super::effect::level(self.access).to_owned(),
            (access, Some(origin)) => {
                format!("{}, {}", super::effect::level(access), origin.label().to_lowercase())
            }
        }
    }

    /// The letter beside the sign: what gives it, where that is not the role.
    pub(crate) const fn mark(self) -> &'static str {
        match (self.access, self.origin) {
            (Access::None, _) | (_, None | Some(Origin::Role)) => "",
            (_, Some(Origin::Workspace)) => "w",
            (_, Some(Origin::Group)) => "g",
            (_, Some(Origin::Grant)) => "d",
        }
    }
}

impl InPage {
    /// The cell of a member and a project. What is looked at is the lens's scope, or the project's own most
    /// telling one.
    pub(crate) fn cell(&self, member: MemberId, project: ProjectId, lens: &Lens) -> Cell {
        let (scope, access) = match lens {
            Lens::Scope(key) => (key.clone(), self.level(member, project, key)),
            Lens::Project => {
                let content = self.level(member, project, "content");
                if content > Access::None {
                    ("content".to_owned(), content)
                } else {
                    let held = self.on_project(member, project);
                    let access = pip(&held);
                    let telling = held.into_iter().find(|(_, level)| *level == access);
                    (telling.map(|(key, _)| key).unwrap_or_default(), access)
                }
            }
        };
        if access == Access::None {
            return Cell::default();
        }
        Cell { access, origin: self.reasons(member, project, &scope).and_then(|why| origin(&why)) }
    }

    fn level(&self, member: MemberId, project: ProjectId, scope: &str) -> Access {
        let Some(scope) = self.snapshot().model().catalog.scope(scope) else { return Access::None };
        self.snapshot().effective(member, Resource::Project(project), self.at()).get(scope)
    }
}

/// As many are drawn and left out together.
const STEP: usize = 4;

/// The rows or columns that are drawn: those in view and a few around them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Window {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl Window {
    /// Of `count` things of `size` pixels, those between `scrolled` and `scrolled + room`. It moves in steps, so
    /// that scrolling by a little draws nothing.
    pub(crate) fn of(count: usize, size: f64, scrolled: f64, room: f64) -> Self {
        let first = (scrolled.max(0.0) / size) as usize;
        let last = ((scrolled.max(0.0) + room.max(0.0)) / size).ceil() as usize;
        let from = first.saturating_sub(STEP) / STEP * STEP;
        let to = (last + STEP).div_ceil(STEP) * STEP;
        Self { from: from.min(count), to: to.min(count) }
    }

    /// It in pieces of a step each. Where two windows overlap, their pieces are the same.
    pub(crate) fn pieces(self) -> impl Iterator<Item = Self> {
        let ends = move |from: usize| (from / STEP * STEP + STEP).min(self.to);
        let first = (self.from < self.to).then_some(self.from);
        let starts = std::iter::successors(first, move |from| Some(ends(*from)).filter(|to| *to < self.to));
        starts.map(move |from| Self { from, to: ends(from) })
    }
}

/// The matrix as CSV: a line for each person, a column for each project, each cell with what gives it.
pub(crate) fn csv(
    people: &[(MemberId, String, String)],
    projects: &[(ProjectId, String)],
    cell: impl Fn(MemberId, ProjectId) -> Cell,
) -> String {
    let mut text = String::new();
    let head = ["Name", "Email"].into_iter().map(str::to_owned);
    line(&mut text, head.chain(projects.iter().map(|(_, name)| name.clone())));
    for (id, name, email) in people {
        let cells = projects.iter().map(|(project, _)| {
            let cell = cell(*id, *project);
            match cell.origin.filter(|_| cell.access > Access::None) {
                Some(origin) => format!("{} ({})", cell.access.as_str(), origin.key()),
                None => cell.access.as_str().to_owned(),
            }
        });
        line(&mut text, [name.clone(), email.clone()].into_iter().chain(cells));
    }
    text
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push('"');
        // A spreadsheet would run what begins like a formula.
        if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            text.push('\'');
        }
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::super::in_page::tests::{id, page};
    use super::*;

    #[test]
    fn z7_a_cell_says_how_far_and_through_what() {
        let page = page();
        let cell = page.cell(id("mem", 4), id("prj", 1), &Lens::Project);
        assert_eq!(cell, Cell { access: Access::View, origin: Some(Origin::Role) });
        assert_eq!(cell.words(), "View, role");
        assert_eq!(cell.mark(), "");
        let members = page.cell(id("mem", 4), id("prj", 1), &Lens::Scope("comments".to_owned()));
        assert_eq!(members.access, Access::View);
        assert_eq!(page.cell(id("mem", 9), id("prj", 1), &Lens::Project), Cell::default());
    }

    #[test]
    fn z7_only_what_is_in_view_is_drawn() {
        let all = Window::of(200, 40.0, 0.0, 400.0);
        assert_eq!((all.from, all.to), (0, 16));
        let middle = Window::of(200, 40.0, 4_000.0, 400.0);
        assert_eq!((middle.from, middle.to), (96, 116));
        assert_eq!(Window::of(200, 40.0, 4_010.0, 400.0), middle, "a little further draws nothing");
        assert_eq!(Window::of(5, 40.0, 9_000.0, 400.0).to, 5);
    }

    #[test]
    fn windows_that_overlap_share_their_pieces() {
        let pieces = |scrolled: f64| Window::of(90, 48.0, scrolled, 960.0).pieces().collect::<Vec<_>>();
        let (before, after) = (pieces(960.0), pieces(1_152.0));
        assert_eq!((before[0].from, before[before.len() - 1].to), (16, 44));
        assert!(before.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].to - pair[0].from == 4));
        assert_eq!(before[1..], after[..after.len() - 1], "one comes and one goes");
        let all = Window::of(6, 48.0, 0.0, 960.0).pieces().map(|piece| (piece.from, piece.to));
        assert_eq!(all.collect::<Vec<_>>(), [(0, 4), (4, 6)]);
        assert_eq!(Window::of(0, 48.0, 0.0, 960.0).pieces().count(), 0);
    }

    #[test]
    fn z7_the_export_runs_nothing_in_a_spreadsheet() {
        let people = [(id("mem", 4), "=cmd()".to_owned(), "vi@example.com".to_owned())];
        let projects = [(id("prj", 1), "Mobile \"app\"".to_owned())];
        let page = page();
        let text = csv(&people, &projects, |member, project| page.cell(member, project, &Lens::Project));
        assert_eq!(
            text,
            "\"Name\",\"Email\",\"Mobile \"\"app\"\"\"\r\n\"'=cmd()\",\"vi@example.com\",\"view (role)\"\r\n"
        );
    }

    #[test]
    fn z7_a_level_of_the_whole_project_is_one_of_its_roles() {
        let bundle = |key: &str, level| ProjectRoleBody {
            key: key.to_owned(),
            name: key.to_owned(),
            permissions: [("content".to_owned(), level), ("settings.members".to_owned(), Access::None)]
                .into(),
        };
        let bundles = [bundle("viewer", Access::View), bundle("editor", Access::Full)];
        let now = Direct::default().with("reporting", Access::View);
        let full = Lens::Project.given(&now, Access::Full, &bundles);
        assert_eq!(full, Direct::default().with("content", Access::Full));
        assert!(Lens::Project.given(&now, Access::None, &bundles).is_none());
        let one = Lens::Scope("content".to_owned()).given(&now, Access::View, &bundles);
        assert_eq!(one, now.with("content", Access::View));
    }
}
