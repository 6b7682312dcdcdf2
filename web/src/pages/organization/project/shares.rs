//! Single items, shared with people by mail.

use leptos::prelude::*;
use shared::access::{Access, CoreScope, Resource};
use shared::list::Page as ListPage;
use shared::shares::wire::{Share, ShareAccess, ShareStatus, SharesQuery};

use super::super::ask::Taking;
use super::super::logic::words::count;
use super::share::ShareDialog;
use super::state::Open;
use crate::client::{self, Failure};
use crate::components::{
    Art, Button, DataTable, Date, Empty, For, Head, Icon, Look, MenuHead, Pip, Search, Show, Size,
    SkeletonRows, Tag,
};
use crate::live::use_live;
use crate::load::{Load, load, three_states};
use crate::query;

/// The shares loaded so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rows {
    shares: Vec<Share>,
    more: bool,
}

#[component]
pub(super) fn Shares(open: Open) -> impl IntoView {
    let live = use_live();
    let (search, pages, sharing) = (RwSignal::new(String::new()), RwSignal::new(1u32), RwSignal::new(false));
    let rows: Load<Rows> = load(move || {
        live.follow();
        fetch(open, search.get(), pages.get())
    });
    // The page tells its dialog of what is taken back.
    Effect::new(move |before: Option<bool>| {
        let taking = open.taking.with(Option::is_some);
        if before == Some(true) && !taking {
            rows.again();
        }
        taking
    });
    let reason = open.may.manages_or(Resource::Project(open.id), CoreScope::SettingsMembers, "Sharing");
    view! {
        <div class="toolbar" role="search">
            <Search label="Search shared items" placeholder="Item or email" value=search on_search=move |text: String| {
                pages.set(1);
                search.set(text);
            }/>
            <span class="push"></span>
            <Button icon="mail" reason on_press=move || sharing.set(true)>"Share an item"</Button>
        </div>
        {three_states(rows, "Shared items", || view! { <SkeletonRows rows=3/> }, move |found: Signal<Rows>| {
            let nothing = Memo::new(move |_| found.with(|found| found.shares.is_empty()));
            move || if nothing.get() {
                view! { <Empty art=Art::Mail title="Nothing is shared" text="Share one item with somebody by mail: they see that item and nothing else, and take no seat."/> }.into_any()
            } else {
                view! { <Table open found pages busy=rows.busy()/> }.into_any()
            }
        })}
        <ShareDialog open sharing on_shared=move || rows.again()/>
    }
}

async fn fetch(open: Open, search: String, pages: u32) -> Result<Rows, Failure> {
    let mut rows = Rows::default();
    let mut cursor = None;
    for _ in 0..pages {
        let asked = SharesQuery {
            q: (!search.is_empty()).then(|| search.clone()),
            limit: Some(100),
            cursor: cursor.take(),
            ..SharesQuery::default()
        };
        let page: ListPage<Share> = client::get(open.path(&format!("/shares{}", query::of(&asked)))).await?;
        rows.shares.extend(page.data);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    rows.more = cursor.is_some();
    Ok(rows)
}

#[component]
fn Table(open: Open, found: Signal<Rows>, pages: RwSignal<u32>, busy: Signal<bool>) -> impl IntoView {
    view! {
        <section aria-label="Shared items">
            <DataTable label="Shared items" class="members" busy>
                <thead role="rowgroup">
                    <tr role="row">
                        <Head label="Item"/>
                        <Head label="With"/>
                        <Head label="How far"/>
                        <Head label="Ends"/>
                        <Head label="Shared by" class="c-p2"/>
                        <MenuHead/>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || found.get().shares key=|share| format!("{share:?}") let:share><Row open share/></For>
                </tbody>
            </DataTable>
            <div class="t-foot">
                <span role="status">{move || count(found.with(|found| found.shares.len() as u64), "item shared", "items shared")}</span>
                <Show when=move || found.with(|found| found.more)>
                    <Button busy on_press=move || pages.update(|pages| *pages += 1)>"Load more"</Button>
                </Show>
            </div>
        </section>
    }
}

#[component]
fn Row(open: Open, share: Share) -> impl IntoView {
    let access = Access::from(share.access);
    let words = match share.access {
        ShareAccess::View => "View",
        ShareAccess::Full => "Full",
    };
    let status = match share.status {
        ShareStatus::Pending => view! { <Tag tone="line">"Invited"</Tag> }.into_any(),
        ShareStatus::Active => ().into_any(),
        ShareStatus::Expired => view! { <Tag tone="danger">"Expired"</Tag> }.into_any(),
        ShareStatus::Revoked => view! { <Tag tone="line">"Taken back"</Tag> }.into_any(),
    };
    let over = matches!(share.status, ShareStatus::Revoked);
    let name = share.item.name.clone();
    let taking = StoredValue::new(Taking {
        title: format!("Stop sharing {name} with {}?", share.email),
        text: "They lose it at once. What else they have stays.".to_owned(),
        verb: "Stop sharing".to_owned(),
        done: format!("{name} is not shared with {} any more", share.email),
        path: open.path(&format!("/shares/{}", share.id)),
    });
    let manages = open.manages;
    view! {
        <tr role="row" data-share=share.id.to_string()>
            <td role="cell" class="c-main">
                <span class="two"><b class="med">{name}</b><span class="e">{share.item.kind} " " <span class="mono">{share.item.id}</span></span></span>
            </td>
            <td role="cell" data-l="With"><span class="row wrap">{share.email} {status}</span></td>
            <td role="cell" data-l="How far"><span class="acc"><Pip access class="s"/>{words}</span></td>
            <td role="cell" data-l="Ends">{match share.expires_at {
                Some(at) => view! { <Date at/> }.into_any(),
                None => view! { <span class="faint">"Never"</span> }.into_any(),
            }}</td>
            <td role="cell" class="c-p2" data-l="Shared by">{share.shared_by.name} <span class="e faint sm">" " <Date at=share.created_at/></span></td>
            <td role="cell" class="c-acts">
                {move || (manages.get() && !over).then(|| view! {
                    <Button size=Size::Small look=Look::Ghost on_press=move || open.taking.set(Some(taking.get_value()))>
                        <Icon name="x" small=true/> "Stop"
                    </Button>
                })}
            </td>
        </tr>
    }
}
