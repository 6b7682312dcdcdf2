//! The groups as a table.

use leptos::prelude::*;
use shared::groups::wire::Group;

use super::super::logic::words::count;
use super::state::Groups;
use crate::components::{DataTable, Date, For, Head, Icon, Tag};

#[component]
pub(super) fn GroupList(groups: Groups) -> impl IntoView {
    let open = Memo::new(move |_| groups.open().map(|group| group.id));
    let rows = move || groups.groups.content().get().unwrap_or_default();
    view! {
        <DataTable label="Groups" class="tight">
            <thead role="rowgroup">
                <tr role="row">
                    <Head label="Group"/>
                    <Head label="People"/>
                    <Head label="Gives"/>
                    <Head label="Since" class="c-p2"/>
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=rows key=|group| format!("{group:?}") let:group>
                    <Row groups open group/>
                </For>
            </tbody>
        </DataTable>
    }
}

#[component]
fn Row(groups: Groups, open: Memo<Option<shared::ids::GroupId>>, group: Group) -> impl IntoView {
    let id = group.id;
    view! {
        <tr role="row" class:chosen=move || open.get() == Some(id)>
            <td role="cell" class="c-main">
                <button type="button" class="link med" aria-pressed=move || (open.get() == Some(id)).to_string() on:click=move |_| groups.show(id)>
                    {group.name.to_string()}
                </button>
                {group.frozen.then(|| view! { " " <Tag tone="warn" icon="pause">"Frozen"</Tag> })}
            </td>
            <td role="cell" data-l="People">{count(group.members_count, "person", "people")}</td>
            <td role="cell" data-l="Gives">
                {if group.grants_count == 0 {
                    view! { <span class="faint">"Nothing yet"</span> }.into_any()
                } else {
                    view! { <span class="acc"><Icon name="folder" small=true/>{count(group.grants_count, "place", "places")}</span> }.into_any()
                }}
            </td>
            <td role="cell" class="c-p2" data-l="Since"><Date at=group.created_at/></td>
        </tr>
    }
}
