//! People × projects: which part of it is shown, how far each gets and through what, what is changed and not
//! saved yet, and how it leaves the page.

use shared::access::wire::{AccessChange, PermissionMap, ProjectRoleBody};
use shared::access::{Access, Denied};
use shared::ids::{MemberId, ProjectId};

use super::direct::{Direct, Origin, origin};
use super::in_page::InPage;
use super::ladder::pip;
use crate::query;

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

/// The filters, as they stand in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// Part of a person's name or address.
    pub(crate) search: String,
    /// Part of a project's name.
    pub(crate) project: String,
    /// A workspace's id.
    pub(crate) workspace: Option<String>,
    /// Only cells that come from this.
    pub(crate) origin: Option<Origin>,
    /// Only cells of this level.
    pub(crate) level: Option<Access>,
    pub(crate) lens: Lens,
}

impl View {
    pub(crate) fn read(query_string: &str) -> Self {
        let get = |key| query::get(query_string, key).filter(|value| !value.is_empty());
        Self {
            search: get("q").unwrap_or_default(),
            project: get("project").unwrap_or_default(),
            workspace: get("workspace"),
            origin: get("from").and_then(|text| Origin::parse(&text)),
            level: get("level").and_then(|text| Access::ALL.into_iter().find(|one| one.as_str() == text)),
            lens: get("scope").map(|text| Lens::parse(&text)).unwrap_or_default(),
        }
    }

    pub(crate) fn write(&self) -> String {
        let mut pairs = Vec::new();
        for (key, text) in
            [("q", self.search.as_str()), ("project", &self.project), ("scope", self.lens.key())]
        {
            if !text.is_empty() {
                pairs.push((key, text.to_owned()));
            }
        }
        pairs.extend(self.workspace.iter().map(|id| ("workspace", id.clone())));
        pairs.extend(self.origin.iter().map(|origin| ("from", origin.key().to_owned())));
        pairs.extend(self.level.iter().map(|level| ("level", level.as_str().to_owned())));
        query::write(pairs)
    }

    /// Whether a cell is one of those asked for.
    pub(crate) fn takes(&self, cell: Cell) -> bool {
        self.origin.is_none_or(|origin| cell.origin == Some(origin))
            && self.level.is_none_or(|level| cell.access == level)
    }

    /// Whether single cells are asked for, and not all of every row.
    pub(crate) fn picks_cells(&self) -> bool {
        self.origin.is_some() || self.level.is_some()
    }

    pub(crate) fn is_filtered(&self) -> bool {
        self.picks_cells() || !self.search.is_empty() || !self.project.is_empty() || self.workspace.is_some()
    }

    pub(crate) fn cleared(&self) -> Self {
        Self { lens: self.lens.clone(), ..Self::default() }
    }
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
        self.snapshot().effective(member, shared::access::Resource::Project(project), self.at()).get(scope)
    }
}

/// The people of one request, with the facts about them as they are and as they would be.
#[derive(Debug, Clone)]
struct Sheet {
    members: Vec<MemberId>,
    before: InPage,
    after: InPage,
}

/// The matrix with everything that was changed in it and not saved yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    sheets: Vec<Sheet>,
    edits: Vec<Edit>,
}

/// One cell that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) member: MemberId,
    pub(crate) project: ProjectId,
    /// What the member is to be given there, in place of what they were given.
    pub(crate) to: Direct,
}

impl Draft {
    /// Takes other facts in. What was changed is tried on them again; answers how many of the changes do not
    /// fit them any more.
    pub(crate) fn refresh(&mut self, sheets: Vec<(Vec<MemberId>, InPage)>) -> usize {
        let sheet =
            |(members, before): (Vec<MemberId>, InPage)| Sheet { members, after: before.clone(), before };
        self.sheets = sheets.into_iter().map(sheet).collect();
        let edits = std::mem::take(&mut self.edits);
        edits.into_iter().filter(|edit| self.set(edit.clone()).is_err()).count()
    }

    fn sheet(&self, member: MemberId) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.members.contains(&member))
    }

    /// The facts about a member as they would be.
    pub(crate) fn page(&self, member: MemberId) -> Option<&InPage> {
        self.sheet(member).map(|sheet| &sheet.after)
    }

    /// The same as they are.
    pub(crate) fn before(&self, member: MemberId) -> Option<&InPage> {
        self.sheet(member).map(|sheet| &sheet.before)
    }

    /// Changes a cell; or says why the reader may not.
    pub(crate) fn set(&mut self, edit: Edit) -> Result<(), Denied> {
        let sheet = self.sheets.iter_mut().find(|sheet| sheet.members.contains(&edit.member));
        let sheet = sheet.ok_or(Denied::UnknownMember)?;
        let was = sheet.before.direct(edit.member, edit.project);
        // Asked of the facts as they are: what else is changed here does not make it allowed.
        if was != edit.to {
            sheet.before.give(edit.member, edit.project, &edit.to)?;
        }
        sheet.after = sheet.after.give(edit.member, edit.project, &edit.to)?;
        self.edits.retain(|other| (other.member, other.project) != (edit.member, edit.project));
        if was != edit.to {
            self.edits.push(edit);
        }
        Ok(())
    }

    /// Takes the latest change back.
    pub(crate) fn undo(&mut self) -> Option<Edit> {
        let last = self.edits.pop()?;
        self.replay();
        Some(last)
    }

    /// Takes everything back.
    pub(crate) fn discard(&mut self) {
        self.edits.clear();
        self.replay();
    }

    /// Leaves only these changes: the others are saved, or given up.
    pub(crate) fn keep(&mut self, edits: Vec<Edit>) {
        self.edits = edits;
        self.replay();
    }

    fn replay(&mut self) {
        for sheet in &mut self.sheets {
            sheet.after = sheet.before.clone();
        }
        for edit in std::mem::take(&mut self.edits) {
            // It was possible before those after it were taken back, and does not depend on them.
            let _ = self.set(edit);
        }
    }

    pub(crate) fn edits(&self) -> &[Edit] {
        &self.edits
    }

    pub(crate) fn is_changed(&self, member: MemberId, project: ProjectId) -> bool {
        self.edits.iter().any(|edit| edit.member == member && edit.project == project)
    }

    /// What saving would do to people's access.
    pub(crate) fn changes(&self) -> Vec<AccessChange> {
        let changed = self
            .sheets
            .iter()
            .filter(|sheet| self.edits.iter().any(|edit| sheet.members.contains(&edit.member)));
        changed.flat_map(|sheet| sheet.after.since(&sheet.before)).collect()
    }
}

/// The rows or columns that are drawn: those in view and a few around them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl Window {
    /// Of `count` things of `size` pixels, those between `scrolled` and `scrolled + room`. It moves in steps, so
    /// that scrolling by a little draws nothing.
    pub(crate) fn of(count: usize, size: f64, scrolled: f64, room: f64) -> Self {
        const STEP: usize = 4;
        let first = (scrolled.max(0.0) / size) as usize;
        let last = ((scrolled.max(0.0) + room.max(0.0)) / size).ceil() as usize;
        let from = first.saturating_sub(STEP) / STEP * STEP;
        let to = (last + STEP).div_ceil(STEP) * STEP;
        Self { from: from.min(count), to: to.min(count) }
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

    fn draft() -> Draft {
        let mut draft = Draft::default();
        let people = [1, 2, 3, 4].map(|n| id("mem", n)).to_vec();
        assert_eq!(draft.refresh(vec![(people, page())]), 0);
        draft
    }

    fn edit(member: u32, access: Access) -> Edit {
        Edit {
            member: id("mem", member),
            project: id("prj", 1),
            to: Direct::default().with("content", access),
        }
    }

    #[test]
    fn z7_the_view_survives_the_address() {
        let view = View {
            search: "zoë".to_owned(),
            project: "app".to_owned(),
            workspace: Some("ws_1".to_owned()),
            origin: Some(Origin::Group),
            level: Some(Access::View),
            lens: Lens::Scope("content".to_owned()),
        };
        assert_eq!(View::read(&view.write()), view);
        assert_eq!(View::default().write(), "");
        assert!(view.is_filtered() && !view.cleared().is_filtered());
    }

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
    fn z7_changes_wait_until_they_are_saved_and_can_be_taken_back() {
        let mut draft = draft();
        draft.set(edit(4, Access::Full)).expect("an admin may");
        assert_eq!(draft.edits().len(), 1);
        assert_eq!(draft.changes().len(), 1);
        let lens = Lens::Scope("content".to_owned());
        let cell = |draft: &Draft| {
            draft.page(id("mem", 4)).expect("a sheet").cell(id("mem", 4), id("prj", 1), &lens)
        };
        assert_eq!(cell(&draft).access, Access::Full);
        draft.set(edit(4, Access::None)).expect("as it was");
        assert!(draft.edits().is_empty(), "nothing differs any more");
        draft.set(edit(4, Access::Full)).expect("once more");
        assert_eq!(draft.undo(), Some(edit(4, Access::Full)));
        assert_eq!(cell(&draft).access, Access::View);
        assert!(draft.changes().is_empty() && draft.undo().is_none());
    }

    #[test]
    fn z7_what_a_reader_may_not_give_is_not_taken_into_the_draft() {
        let mut draft = Draft::default();
        let people = [3, 4].map(|n| id("mem", n)).to_vec();
        draft.refresh(vec![(people, page().seen_by(id("mem", 3)))]);
        assert_eq!(draft.set(edit(4, Access::Full)), Err(Denied::PermissionDenied));
        assert!(draft.edits().is_empty() && draft.changes().is_empty());
    }

    #[test]
    fn z7_fresh_facts_keep_the_changes_that_still_fit() {
        let mut draft = draft();
        draft.set(edit(4, Access::Full)).expect("may");
        assert_eq!(draft.refresh(vec![(vec![id("mem", 4)], page())]), 0);
        assert_eq!(draft.edits().len(), 1);
        assert_eq!(draft.refresh(vec![(vec![id("mem", 3)], page())]), 1, "they are gone");
        assert!(draft.edits().is_empty());
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
