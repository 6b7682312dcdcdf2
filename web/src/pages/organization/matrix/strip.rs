//! The cell that the keys are on, in words: how far, through what, and another level by hand.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};

use super::super::common::access_names;
use super::super::logic::direct::Direct;
use super::super::logic::in_page::why_not;
use super::super::logic::ladder::project_level;
use super::super::logic::{cells::Lens, cells_draft::Edit};
use super::super::parts::Ends;
use super::state::{Column, Matrix, Row};
use crate::components::{LevelPicker, Tag};
use crate::routes::Page;

#[component]
pub(super) fn Strip(matrix: Matrix) -> impl IntoView {
    let here = Memo::new(move |_| matrix.here_now());
    move || here.get().map(|(row, column)| view! { <One matrix row column/> })
}

#[component]
fn One(matrix: Matrix, row: Row, column: Column) -> impl IntoView {
    let (member, project) = (row.id, column.id);
    let lens = move || matrix.view.with(|view| view.lens.clone());
    let access = Signal::derive(move || {
        matrix.draft.with(|draft| {
            draft.page(member).map(|page| page.cell(member, project, &lens()).access).unwrap_or_default()
        })
    });
    let direct = Memo::new(move |_| {
        matrix
            .draft
            .with(|draft| draft.page(member).map(|page| page.direct(member, project)).unwrap_or_default())
    });
    let why = move || {
        let scope = match lens() {
            Lens::Project => CoreScope::Content.key().to_owned(),
            Lens::Scope(key) => key,
        };
        matrix.draft.with(|draft| {
            let page = draft.page(member)?;
            let names = matrix
                .places
                .content()
                .with(|places| access_names(page, places.as_deref().unwrap_or_default()));
            Some(page.reasons(member, project, &scope)?.sentence(&names))
        })
    };
    let implicit = row.implicit;
    let refused = Signal::derive(move || {
        matrix.draft.track();
        Access::ALL.map(|level| {
            if implicit {
                return Some("This role is in every project, and cannot be given more or less.".to_owned());
            }
            let edit = matrix.edit(member, project, level)?;
            matrix.draft.with_untracked(|draft| refusal(draft.before(member)?, &edit))
        })
    });
    let gives = move || {
        let bundles = matrix
            .model
            .content()
            .with(|model| model.as_ref().map(|model| model.project_roles.clone()).unwrap_or_default());
        let Direct { permissions, expires_at } = direct.get();
        (!permissions.is_empty()).then(|| (project_level(&permissions, &bundles), expires_at))
    };
    let changed = move || matrix.draft.with(|draft| draft.is_changed(member, project));
    let person = matrix.here.link(Page::Member(member.to_string()));
    let place = matrix.here.link(Page::Project(project.to_string()));
    view! {
        <section class="card px-strip" aria-label="The cell that is chosen">
            <span class="grow">
                <span class="row wrap">
                    <a class="med link" href=person>{row.name.clone()}</a>
                    <span class="faint">"in"</span>
                    <a class="med link" href=place>{column.name.clone()}</a>
                    {move || gives().map(|(level, expires_at)| view! {
                        <Tag>{level} " given directly"</Tag>
                        {expires_at.map(|at| view! { <Ends at/> })}
                    })}
                    {move || changed().then(|| view! { <Tag tone="accent">"Not saved"</Tag> })}
                </span>
                <span class="muted sm" role="status">{move || matrix.refused.get().or_else(why)}</span>
            </span>
            <LevelPicker
                label=format!("{} in {}", row.name, column.name)
                value=access
                refused
                on_change=move |level: Access| matrix.set_level(level)
            />
        </section>
    }
}

/// Why a cell cannot be changed so. What it is already can always be chosen again.
fn refusal(page: &super::super::logic::in_page::InPage, edit: &Edit) -> Option<String> {
    if page.direct(edit.member, edit.project) == edit.to {
        return None;
    }
    page.give(edit.member, edit.project, &edit.to).err().map(|denied| why_not(denied).to_owned())
}
