//! What the parts of the page share.

use std::sync::Arc;

use leptos::prelude::*;
use shared::access::wire::{AccessModelBody, ProjectRoleBody};
use shared::access::{Access, Model};
use shared::ids::{MemberId, ProjectId};
use shared::list::Page as ListPage;
use shared::members::wire::{Member, MembersQuery};

use super::super::common::{self, Place};
use super::super::logic::in_page::{InPage, why_not};
use super::super::logic::{
    cells_draft::{Draft, Edit},
    cells_view::View,
};
use crate::access;
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load};
use crate::query;
use crate::router::{Router, use_router};

/// The most members that the server sends facts about at once.
const SHEET: u32 = 200;

/// Everything the parts of the page share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Matrix {
    pub(super) here: Here,
    pub(super) view: Memo<View>,
    pub(super) places: Load<Vec<Place>>,
    pub(super) people: Load<People>,
    pub(super) draft: RwSignal<Draft>,
    pub(super) rows: Memo<Vec<Row>>,
    pub(super) columns: Memo<Vec<Column>>,
    /// The row and column that the keys are on.
    pub(super) at: RwSignal<(usize, usize)>,
    /// Why the last try changed nothing.
    pub(super) refused: RwSignal<Option<String>>,
    pub(super) saving: RwSignal<bool>,
    pub(super) toasts: Toasts,
    pub(super) model: AccessModel,
    /// How many times two hundred people are shown.
    sheets: RwSignal<u32>,
    router: Router,
}

/// The members that were loaded, with the facts about them.
#[derive(Debug, Clone, Default)]
pub(super) struct People {
    pub(super) members: Vec<Member>,
    pub(super) sheets: Vec<(Vec<MemberId>, InPage)>,
    pub(super) more: bool,
    pub(super) total: Option<u64>,
}

/// A person's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: MemberId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: String,
    /// In every project by role: nothing can be given or taken.
    pub(super) implicit: bool,
}

/// A project's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) id: ProjectId,
    pub(super) name: String,
    pub(super) workspace: String,
}

pub(super) fn provide_matrix() -> Matrix {
    let (here, live, router, toasts) = (use_here(), use_live(), use_router(), use_toasts());
    let model = use_access_model();
    let view = Memo::new(move |_| View::read(&router.query().get()));
    let search = Memo::new(move |_| view.with(|view| view.search.clone()));
    let sheets = RwSignal::new(1u32);
    let places = load(move || {
        live.follow();
        common::places(here)
    });
    let people = load(move || {
        live.follow();
        let (search, sheets, model) = (search.get(), sheets.get(), model.model());
        async move { fetch(here, search, sheets, model).await }
    });
    let draft = RwSignal::new(Draft::default());
    Effect::new(move |_| {
        let Some(sheets) =
            people.content().with(|people| people.as_ref().map(|people| people.sheets.clone()))
        else {
            return;
        };
        let lost = draft.try_update(|draft| draft.refresh(sheets)).unwrap_or_default();
        if lost > 0 {
            toasts.failed(format!(
                "{lost} of your unsaved changes no longer fit what others changed meanwhile, and are gone."
            ));
        }
    });
    let columns = Memo::new(move |_| {
        view.with(|view| {
            let wanted = view.project.to_lowercase();
            places.content().with(|places| {
                let inside = places.iter().flatten().filter(|place| {
                    view.workspace.as_ref().is_none_or(|id| place.workspace.id.to_string() == *id)
                });
                let columns = inside.flat_map(|place| {
                    place.projects.iter().map(|project| Column {
                        id: project.id,
                        name: project.name.to_string(),
                        workspace: place.workspace.name.to_string(),
                    })
                });
                columns.filter(|column| column.name.to_lowercase().contains(&wanted)).collect::<Vec<_>>()
            })
        })
    });
    let all = Memo::new(move |_| {
        people.content().with(|people| people.iter().flat_map(|people| &people.members).map(row).collect())
    });
    let (rows, columns) = picked(view, draft, all, columns);
    Matrix {
        here,
        view,
        places,
        people,
        draft,
        rows,
        columns,
        at: RwSignal::new((0, 0)),
        refused: RwSignal::new(None),
        saving: RwSignal::new(false),
        toasts,
        model,
        sheets,
        router,
    }
}

/// Where single cells are asked for: the rows and columns that have one. What was changed and is not saved yet
/// moves nothing.
fn picked(
    view: Memo<View>,
    draft: RwSignal<Draft>,
    all: Memo<Vec<Row>>,
    columns: Memo<Vec<Column>>,
) -> (Memo<Vec<Row>>, Memo<Vec<Column>>) {
    let both = Memo::new(move |_| {
        let (mut rows, mut shown) = (all.get(), columns.get());
        let view = view.get();
        if view.picks_cells() {
            draft.with(|draft| {
                let takes = |row: MemberId, column: ProjectId| {
                    draft.before(row).is_some_and(|page| view.takes(page.cell(row, column, &view.lens)))
                };
                rows.retain(|row| shown.iter().any(|column| takes(row.id, column.id)));
                shown.retain(|column| rows.iter().any(|row| takes(row.id, column.id)));
            });
        }
        (rows, shown)
    });
    (
        Memo::new(move |_| both.with(|both| both.0.clone())),
        Memo::new(move |_| both.with(|both| both.1.clone())),
    )
}

fn row(member: &Member) -> Row {
    Row {
        id: member.id,
        name: member.user.name.clone(),
        email: member.user.email.clone(),
        role: member.role.name.clone(),
        implicit: member.implicit,
    }
}

async fn fetch(
    here: Here,
    search: String,
    sheets: u32,
    model: Option<Arc<Model>>,
) -> Result<People, Failure> {
    let mut people = People::default();
    let mut cursor = None;
    for _ in 0..sheets {
        let asked = MembersQuery {
            q: (!search.trim().is_empty()).then(|| search.trim().to_owned()),
            sort: Some("name".to_owned()),
            limit: Some(SHEET),
            include: cursor.is_none().then(|| "total".to_owned()),
            cursor: cursor.take(),
            ..MembersQuery::default()
        };
        let page: ListPage<Member> =
            client::get(here.path(&format!("/members{}", query::of(&asked)))).await?;
        let ids: Vec<MemberId> = page.data.iter().map(|member| member.id).collect();
        people.total = people.total.or(page.total);
        people.members.extend(page.data);
        if let (Some(model), false) = (model.clone(), ids.is_empty()) {
            let body = access::snapshot(here, &ids).await?;
            people.sheets.extend(InPage::new(body, model, here.me()).map(|page| (ids, page)));
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    people.more = cursor.is_some();
    Ok(people)
}

impl Matrix {
    /// Shows another view; typing leaves no entry in the history.
    pub(super) fn type_view(self, view: &View) {
        self.router.replace_query(&view.write());
    }

    /// Shows another view, which Back undoes.
    pub(super) fn show(self, view: &View) {
        self.router.push_query(&view.write());
    }

    pub(super) fn load_more(self) {
        self.sheets.update(|sheets| *sheets += 1);
    }

    /// Scopes that a cell can be about: `(key, label)`.
    pub(super) fn scopes(self) -> Vec<(String, String)> {
        self.model.content().with(|model| {
            let scopes = model.iter().flat_map(|model: &AccessModelBody| &model.scopes);
            let scopes = scopes.filter(|scope| scope.kind == "project");
            scopes.map(|scope| (scope.key.clone(), scope.label.clone())).collect()
        })
    }

    fn bundles(self) -> Vec<ProjectRoleBody> {
        let model = self.model.content();
        model.with_untracked(|model| {
            model.as_ref().map(|model| model.project_roles.clone()).unwrap_or_default()
        })
    }

    /// The row and the column that the keys are on.
    pub(super) fn here_now(self) -> Option<(Row, Column)> {
        let (row, column) = self.at.get();
        let row = self.rows.with(|rows| rows.get(row.min(rows.len().checked_sub(1)?)).cloned())?;
        let column = self.columns.with(|all| all.get(column.min(all.len().checked_sub(1)?)).cloned())?;
        Some((row, column))
    }

    /// What setting the cell to this level would give.
    pub(super) fn edit(self, member: MemberId, project: ProjectId, level: Access) -> Option<Edit> {
        let lens = self.view.with_untracked(|view| view.lens.clone());
        let bundles = self.bundles();
        self.draft.with_untracked(|draft| {
            let now = draft.page(member)?.direct(member, project);
            Some(Edit { member, project, to: lens.given(&now, level, &bundles) })
        })
    }

    /// Gives the cell that the keys are on another level, to be saved later.
    pub(super) fn set_level(self, level: Access) {
        let Some((row, column)) = untrack(|| self.here_now()) else { return };
        let Some(edit) = self.edit(row.id, column.id, level) else { return };
        let lens = self.view.with_untracked(|view| view.lens.clone());
        let said = self
            .draft
            .try_update(|draft| match draft.set(edit) {
                Err(denied) => Some(why_not(denied).to_owned()),
                Ok(()) => {
                    let now = draft.page(row.id)?.cell(row.id, column.id, &lens);
                    let by = now.origin.filter(|_| now.access > level)?;
                    Some(format!(
                        "{} still gives {} here: what is given to one person only ever adds.",
                        by.label(),
                        access::word(now.access)
                    ))
                }
            })
            .flatten();
        self.refused.set(said);
    }

    /// Takes the latest change back.
    pub(super) fn undo(self) {
        let undone = self.draft.try_update(Draft::undo).flatten();
        let Some(undone) = undone else { return };
        let row = self.rows.with_untracked(|rows| rows.iter().position(|row| row.id == undone.member));
        let column = self.columns.with_untracked(|all| all.iter().position(|one| one.id == undone.project));
        if let (Some(row), Some(column)) = (row, column) {
            self.at.set((row, column));
        }
        self.refused.set(None);
    }
}
