//! What was changed in people × projects and is not saved yet.

use shared::access::Denied;
use shared::access::wire::AccessChange;
use shared::ids::{MemberId, ProjectId};

use super::direct::Direct;
use super::in_page::InPage;

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

#[cfg(test)]
mod tests {
    use shared::access::Access;

    use super::super::cells::Lens;
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
}
