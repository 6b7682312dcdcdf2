//! The page and its head.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use wasm_bindgen::{JsCast, JsValue};

use super::super::logic::cells::csv;
use super::super::parts::NoAccess;
use super::filters::Filters;
use super::grid::Grid;
use super::save::Save;
use super::state::{Matrix, People, provide_matrix};
use super::strip::Strip;
use crate::components::{Art, Button, Empty, SkeletonRows};
use crate::here::use_here;
use crate::load::three_states;

/// `/{org}/matrix`.
#[component]
pub(crate) fn MatrixPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::Members, Access::View));
    move || {
        if allowed.get() {
            view! { <Allowed/> }.into_any()
        } else {
            view! { <NoAccess title="People × projects" act="Seeing who gets how far" scope=CoreScope::Members/> }
                .into_any()
        }
    }
}

#[component]
fn Allowed() -> impl IntoView {
    let matrix = provide_matrix();
    let empty = Memo::new(move |_| matrix.rows.with(Vec::is_empty) || matrix.columns.with(Vec::is_empty));
    view! {
        <div class="page-head">
            <div>
                <h1>"People × projects"</h1>
                <p class="sub">"How far each person gets in each project, and through what. A change here is given to that person alone."</p>
            </div>
            <div class="row head-actions">
                <Button icon="download" disabled=empty on_press=move || export(matrix)>"Export CSV"</Button>
            </div>
        </div>
        <Filters matrix/>
        {three_states(matrix.people, "People", || view! { <SkeletonRows/> }, move |_: Signal<People>| view! {
            {move || if empty.get() {
                view! { <Nothing matrix/> }.into_any()
            } else {
                view! { <Grid matrix/> <Strip matrix/> }.into_any()
            }}
        })}
        <Save matrix/>
    }
}

#[component]
fn Nothing(matrix: Matrix) -> impl IntoView {
    let filtered = move || matrix.view.with(|view| view.is_filtered());
    move || {
        if filtered() {
            view! {
                <Empty art=Art::Search title="Nothing matches these filters" text="People, projects and levels were filtered.">
                    <Button on_press=move || matrix.show(&matrix.view.get_untracked().cleared())>"Clear filters"</Button>
                </Empty>
            }
            .into_any()
        } else if matrix.places.busy().get() {
            ().into_any()
        } else {
            view! { <Empty art=Art::Log title="No project yet" text="Once there are projects that you can open, they stand here, one a column."/> }.into_any()
        }
    }
}

/// What is shown, as it is saved.
fn export(matrix: Matrix) {
    let people: Vec<_> = matrix.rows.with_untracked(|rows| {
        rows.iter().map(|row| (row.id, row.name.clone(), row.email.clone())).collect()
    });
    let projects: Vec<_> =
        matrix.columns.with_untracked(|all| all.iter().map(|one| (one.id, one.name.clone())).collect());
    let lens = matrix.view.with_untracked(|view| view.lens.clone());
    let text = matrix.draft.with_untracked(|draft| {
        csv(&people, &projects, |member, project| {
            draft.before(member).map(|page| page.cell(member, project, &lens)).unwrap_or_default()
        })
    });
    let name = format!("{}-people-projects.csv", matrix.here.organization_untracked().slug);
    if download(&name, &text).is_err() {
        matrix.toasts.failed("This browser did not take the file.");
    }
}

fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let anchor: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_attribute("download", name)?;
    anchor.click();
    web_sys::Url::revoke_object_url(&url)
}
