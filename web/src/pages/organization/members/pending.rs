//! The tab of invitations that were not accepted: search, edit, resend, revoke, invite again, one or many.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::ids::InvitationId;
use shared::invitations::wire::{DeliveryState, Invitation, InvitationsQuery};
use shared::list::Page as ListPage;
use shared::problem::Code;

use super::super::invite::EditDialog;
use super::super::logic::directory::{STATES, View};
use super::super::logic::selection::{Selection, State};
use super::super::logic::words::count;
use super::filters::Choices;
use super::pending_address::AddressDialog;
use super::pending_bulk::PendingBulk;
use super::pending_row::PendingRow;
use super::state::{Directory, use_directory};
use crate::client;
use crate::components::{
    Art, Button, Check, DataTable, Empty, FilterChip, For, Head, Look, MenuHead, Note, Search, Show,
    SkeletonRows,
};
use crate::load::{Load, load, three_states};
use crate::query;

/// The invitations loaded so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Invitations {
    pub(super) rows: Vec<Invitation>,
    more: bool,
}

/// What the parts of the tab share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Tab {
    pub(super) directory: Directory,
    pub(super) invitations: Load<Invitations>,
    pub(super) selection: RwSignal<Selection>,
    /// The one whose offer is being changed.
    pub(super) editing: RwSignal<Option<Invitation>>,
    /// The one that goes to another address, with the one that was asked for.
    pub(super) moving: RwSignal<Option<(Invitation, Option<String>)>>,
}

impl Tab {
    /// The ids of what is shown, in its order.
    pub(super) fn ids(self) -> Vec<String> {
        self.invitations.content().with(|content| {
            content.iter().flat_map(|content| &content.rows).map(|row| row.id.to_string()).collect()
        })
    }

    /// Asks again, after something was done.
    pub(super) fn settle(self) {
        self.invitations.again();
        self.directory.pending_count.again();
    }
}

#[component]
pub(super) fn PendingPanel() -> impl IntoView {
    let directory = use_directory();
    let here = directory.here;
    let pages = RwSignal::new(1u32);
    let search = Memo::new(move |_| directory.view.with(|view| view.search.trim().to_owned()));
    let state = Memo::new(move |_| directory.view.with(|view| view.state.clone()));
    let invitations: Load<Invitations> = load(move || {
        directory.live.follow();
        directory.pending_count.content().track();
        let (q, status, pages) = (search.get(), state.get(), pages.get());
        async move {
            let mut found = Invitations::default();
            let mut cursor = None;
            for _ in 0..pages {
                let asked = InvitationsQuery {
                    q: (!q.is_empty()).then(|| q.clone()),
                    status: status.clone(),
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
    let (selection, editing, moving) = (RwSignal::default(), RwSignal::new(None), RwSignal::new(None));
    let tab = Tab { directory, invitations, selection, editing, moving };
    view! {
        <div class="toolbar" role="search">
            <Search
                label="Search invitations"
                placeholder="Part of an address"
                value=search
                on_search=move |search: String| directory.type_view(&View { search, ..directory.view.get_untracked() })
            />
            <Choices
                label="State"
                choices=Signal::stored(STATES.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec())
                value=Signal::derive(move || state.get().unwrap_or_default())
                on_choose=move |key: String| directory.show(&View { state: Some(key), ..directory.view.get_untracked() })
            />
            {move || state.get().map(|state| view! {
                <FilterChip
                    label="State"
                    value=STATES.iter().find(|(key, _)| *key == state).map_or_else(String::new, |(_, words)| (*words).to_owned())
                    on_remove=move || directory.show(&View { state: None, ..directory.view.get_untracked() })
                />
            })}
        </div>
        {three_states(invitations, "Invitations", || view! { <SkeletonRows rows=3/> }, move |content: Signal<Invitations>| {
            let none = Memo::new(move |_| content.with(|content| content.rows.is_empty()));
            move || if none.get() {
                view! { <Nothing directory searched=search state/> }.into_any()
            } else {
                view! { <Table tab content pages/> }.into_any()
            }
        })}
        <EditDialog editing on_settled=move || invitations.again()/>
        <AddressDialog tab/>
        <PendingBulk tab/>
    }
}

#[component]
fn Nothing(directory: Directory, searched: Memo<String>, state: Memo<Option<String>>) -> impl IntoView {
    move || {
        let searched = searched.get();
        if searched.is_empty() && state.with(Option::is_some) {
            view! {
                <Empty art=Art::Search title="No invitation is in this state" text="The others stand here without the filter.">
                    <Button reads=true look=Look::Plain on_press=move || directory.show(&directory.view.get_untracked().cleared())>"Clear filters"</Button>
                </Empty>
            }.into_any()
        } else if searched.is_empty() {
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
fn Table(tab: Tab, content: Signal<Invitations>, pages: RwSignal<u32>) -> impl IntoView {
    let Tab { directory, invitations, selection, .. } = tab;
    // Keyed by what a row can do: then it is drawn anew. What it offers changes in place, so that the focus
    // comes back to a row whose offer was edited.
    let rows = move || content.with(|content| content.rows.clone());
    let shown = move || content.with(|content| content.rows.len() as u64);
    let may = Memo::new(move |_| directory.here.can(CoreScope::Members, Access::Full));
    let by_hand = Memo::new(move |_| {
        content
            .with(|content| content.rows.iter().any(|row| row.delivery_state == DeliveryState::NotConfigured))
    });
    let state = move || selection.with(|selection: &Selection| selection.state(&tab.ids()));
    view! {
        <section aria-label="Pending invitations">
            <Show when=move || by_hand.get()>
                <Note tone="warn" icon="mail">
                    <b>"No mail server is set up. "</b>
                    "Invitations are links to pass on by hand, each shown once. Whoever runs the server sets USHER_SMTP_URL."
                </Note>
            </Show>
            <DataTable label="Pending invitations" class="pending" busy=invitations.busy()>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col" class="c-check">
                            <Show when=move || may.get()>
                                <label class="hit">
                                    <Check
                                        label=Signal::derive(move || format!("Select all {} shown", shown()))
                                        checked=Signal::derive(move || state() == State::All)
                                        mixed=Signal::derive(move || state() == State::Some)
                                        on_change=move |_: (bool, bool)| selection.update(|selection| selection.press_all(&untrack(|| tab.ids())))
                                    />
                                </label>
                            </Show>
                        </th>
                        <Head label="Invitation"/>
                        <Head label="Role"/>
                        <Head label="Access"/>
                        <Head label="Delivery" class="c-p2"/>
                        <Head label="Expires"/>
                        <MenuHead/>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=rows key=key_of let:row>
                        <PendingRow tab invitation=row/>
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

/// What a row shows that it cannot change in place.
type Key = (
    InvitationId,
    String,
    (Option<DateTime<Utc>>, Option<u64>),
    (u8, u8, Option<Code>),
    [Option<DateTime<Utc>>; 2],
);

fn key_of(row: &Invitation) -> Key {
    let refused = row.last_refusal.as_ref().map(|refusal| refusal.at);
    let asked = row.asked_address.as_ref().map(|asked| asked.at);
    let states = (row.status as u8, row.delivery_state as u8, row.problem);
    (row.id, row.email.clone(), (row.expires_at, row.place_in_queue), states, [refused, asked])
}
