//! Search and filters, and what a cell is about.

use leptos::prelude::*;
use shared::access::Access;

use super::super::logic::direct::Origin;
use super::super::logic::words::count;
use super::super::logic::{cells::Lens, cells_view::View};
use super::state::Matrix;
use crate::access::word;
use crate::components::{Button, Look, Search, Select, Show};

#[component]
pub(super) fn Filters(matrix: Matrix) -> impl IntoView {
    let view = matrix.view;
    let workspaces = Signal::derive(move || {
        matrix.places.content().with(|places| {
            let all = std::iter::once((String::new(), "Every workspace".to_owned()));
            let named = places.iter().flatten();
            all.chain(named.map(|place| (place.workspace.id.to_string(), place.workspace.name.to_string())))
                .collect::<Vec<_>>()
        })
    });
    let many = move || workspaces.with(|all| all.len() > 2);
    let scopes = Signal::derive(move || {
        let whole = std::iter::once((String::new(), "The whole project".to_owned()));
        whole.chain(matrix.scopes()).collect::<Vec<_>>()
    });
    let change = move |change: &dyn Fn(&mut View)| {
        let mut next = view.get_untracked();
        change(&mut next);
        matrix.show(&next);
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    view! {
        <div class="toolbar" role="search">
            <Search
                label="Search people"
                placeholder="Name or email"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_search=move |search: String| matrix.type_view(&View { search, ..view.get_untracked() })
            />
            <input
                class="input px-find"
                type="search"
                aria-label="Search projects"
                placeholder="Project"
                prop:value=move || view.with(|view| view.project.clone())
                on:input=move |event| {
                    matrix.type_view(&View { project: event_target_value(&event), ..view.get_untracked() });
                }
            />
            <Show when=many>
                <Select
                    label="Workspace" quiet=true class="fit" options=workspaces
                    value=Signal::derive(move || view.with(|view| view.workspace.clone().unwrap_or_default()))
                    on_change=move |id: String| change(&|view| view.workspace = some(id.clone()))
                />
            </Show>
            <Select
                label="What gives it" quiet=true class="fit"
                options=Signal::derive(|| std::iter::once((String::new(), "Any source".to_owned()))
                    .chain(Origin::ALL.map(|origin| (origin.key().to_owned(), origin.label().to_owned())))
                    .collect::<Vec<_>>())
                value=Signal::derive(move || view.with(|view| view.origin.map(|origin| origin.key().to_owned()).unwrap_or_default()))
                on_change=move |key: String| change(&|view| view.origin = Origin::parse(&key))
            />
            <Select
                label="How far" quiet=true class="fit"
                options=Signal::derive(|| std::iter::once((String::new(), "Any level".to_owned()))
                    .chain(Access::ALL.map(|level| (level.as_str().to_owned(), word(level).to_owned())))
                    .collect::<Vec<_>>())
                value=Signal::derive(move || view.with(|view| view.level.map(|level| level.as_str().to_owned()).unwrap_or_default()))
                on_change=move |key: String| change(&|view| view.level = Access::ALL.into_iter().find(|level| level.as_str() == key))
            />
            <Show when=move || view.with(View::is_filtered)>
                <Button look=Look::Ghost on_press=move || matrix.show(&view.get_untracked().cleared())>"Clear filters"</Button>
            </Show>
            <span class="push row">
                <span class="faint sm num" role="status">
                    {move || format!("{} × {}",
                        count(matrix.rows.with(Vec::len) as u64, "person", "people"),
                        count(matrix.columns.with(Vec::len) as u64, "project", "projects"))}
                </span>
                <Select
                    label="What a cell is about" quiet=true class="fit" options=scopes
                    value=Signal::derive(move || view.with(|view| view.lens.key().to_owned()))
                    on_change=move |key: String| change(&|view| view.lens = Lens::parse(&key))
                />
            </span>
        </div>
    }
}
