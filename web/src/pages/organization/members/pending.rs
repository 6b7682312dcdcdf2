//! The tab of invitations that were not accepted: search, edit, resend, revoke, invite again.

use leptos::prelude::*;
use shared::invitations::wire::{Invitation, InvitationsQuery};
use shared::list::Page as ListPage;

use super::super::invite::EditDialog;
use super::super::logic::directory::View;
use super::super::logic::words::count;
use super::pending_row::PendingRow;
use super::state::{Directory, use_directory};
use crate::client;
use crate::components::{Art, Button, DataTable, Empty, Head, Look, MenuHead, Search, SkeletonRows};
use crate::load::{Load, load, three_states};
use crate::query;

/// The invitations loaded so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Invitations {
    pub(super) rows: Vec<Invitation>,
    more: bool,
}

#[component]
pub(super) fn PendingPanel() -> impl IntoView {
    let directory = use_directory();
    let here = directory.here;
    let pages = RwSignal::new(1u32);
    let editing = RwSignal::new(None::<Invitation>);
    let search = Memo::new(move |_| directory.view.with(|view| view.search.trim().to_owned()));
    let invitations: Load<Invitations> = load(move || {
        directory.live.follow();
        directory.pending_count.content().track();
        let (q, pages) = (search.get(), pages.get());
        async move {
            let mut found = Invitations::default();
            let mut cursor = None;
            for _ in 0..pages {
                let asked = InvitationsQuery {
                    q: (!q.is_empty()).then(|| q.clone()),
                    cursor: cursor.take(),
                    ..InvitationsQuery::default()
                };
                let page: ListPage<Invitation> =
                    client::get(here.path(&format!("/invitations{}", query::of(&asked)))).await?;
                found.rows.extend(page.data);
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            found.more = cursor.is_some();
            Ok(found)
        }
    });
    view! {
        <div class="toolbar" role="search">
            <Search
                label="Search invitations"
                placeholder="Part of an address"
                value=search
                on_search=move |search: String| directory.type_view(&View { search, ..directory.view.get_untracked() })
            />
        </div>
        {three_states(invitations, "Invitations", || view! { <SkeletonRows rows=3/> }, move |content: Signal<Invitations>| {
            let none = Memo::new(move |_| content.with(|content| content.rows.is_empty()));
            move || if none.get() {
                view! { <Nothing directory searched=search/> }.into_any()
            } else {
                view! { <Table directory invitations content pages editing/> }.into_any()
            }
        })}
        <EditDialog editing on_settled=move || invitations.again()/>
    }
}

#[component]
fn Nothing(directory: Directory, searched: Memo<String>) -> impl IntoView {
    move || {
        let searched = searched.get();
        if searched.is_empty() {
            view! { <Empty art=Art::Mail title="No invitations are waiting" text="Whoever is invited stands here until they accept."/> }.into_any()
        } else {
            view! {
                <Empty art=Art::Search title=format!("No invitation matches “{searched}”") text="Addresses were searched.">
                    <Button reads=true look=Look::Plain on_press=move || directory.show(&directory.view.get_untracked().cleared())>"Clear search"</Button>
                </Empty>
            }.into_any()
        }
    }
}

#[component]
fn Table(
    directory: Directory,
    invitations: Load<Invitations>,
    content: Signal<Invitations>,
    pages: RwSignal<u32>,
    editing: RwSignal<Option<Invitation>>,
) -> impl IntoView {
    // Keyed by what a row can do: then it is drawn anew. What it offers changes in place, so that the focus
    // comes back to a row whose offer was edited.
    let rows = move || content.with(|content| content.rows.clone());
    let shown = move || content.with(|content| content.rows.len() as u64);
    view! {
        <section aria-label="Pending invitations">
            <DataTable label="Pending invitations" class="pending" busy=invitations.busy()>
                <thead role="rowgroup">
                    <tr role="row">
                        <Head label="Invitation"/>
                        <Head label="Role"/>
                        <Head label="Access"/>
                        <Head label="Delivery" class="c-p2"/>
                        <Head label="Expires"/>
                        <MenuHead/>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=rows key=|row| (row.id, row.status as u8, row.expires_at, row.delivery_state as u8, row.last_refusal.as_ref().map(|refusal| refusal.at)) let:row>
                        <PendingRow directory invitations invitation=row editing/>
                    </For>
                </tbody>
            </DataTable>
            <div class="t-foot">
                <span>{move || count(shown(), "invitation", "invitations")}</span>
                <Show when=move || content.with(|content| content.more)>
                    <Button reads=true busy=invitations.busy() on_press=move || pages.update(|pages| *pages += 1)>"Load more"</Button>
                </Show>
                <span class="push wide-only">
                    "Each link works once, for the address it was made for, for "
                    {move || count(u64::from(directory.here.organization().invitation_days), "day", "days")} "."
                </span>
            </div>
        </section>
    }
}
