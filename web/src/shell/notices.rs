//! What happened to the reader, or waits for them.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::NotificationId;
use shared::list::Page as ListPage;
use shared::notifications::wire::{Notification, NotificationsQuery, ReadNotifications};

use crate::client;
use crate::components::{Art, Button, Empty, Icon, Look, NoticeList, Show, Size};
use crate::live::{Live, use_live};
use crate::load::{Load, load, three_states};
use crate::query;
use crate::routes::Route;

/// How many the bell lists.
const LISTED: u32 = 30;

/// The notices of the reader, loaded again whenever one comes.
#[derive(Clone, Copy)]
struct Notices(Load<ListPage<Notification>>);

pub(super) fn provide_notices(live: Live) {
    let unread = live.unread();
    let notices = load(move || {
        unread.track();
        let query = NotificationsQuery {
            limit: Some(LISTED),
            include: Some("counts".to_owned()),
            ..NotificationsQuery::default()
        };
        client::get::<ListPage<Notification>>(format!("/v1/me/notifications{}", query::of(&query)))
    });
    Effect::new(move |_| {
        let count = notices.content().with(|page| page.as_ref().and_then(unread_of));
        if let Some(count) = count.filter(|count| *count != unread.get_untracked()) {
            unread.set(count);
        }
    });
    provide_context(Notices(notices));
}

fn unread_of(page: &ListPage<Notification>) -> Option<u64> {
    page.counts.as_ref()?.get("state")?.get("unread").copied()
}

/// The bell with the number of unread notices, and the list that it opens.
#[component]
pub(super) fn Bell() -> impl IntoView {
    let Notices(notices) = expect_context();
    let unread = use_live().unread();
    let node = NodeRef::<Div>::new();
    let open = RwSignal::new(false);
    let words = move || match unread.get() {
        0 => "Notices".to_owned(),
        1 => "Notices, 1 unread".to_owned(),
        several => format!("Notices, {several} unread"),
    };
    // Shown as read at once; the server's count follows over the stream.
    let mark = move |which: Option<NotificationId>| {
        notices.update(|page| {
            for notice in &mut page.data {
                if which.is_none_or(|id| id == notice.id) {
                    notice.read_at.get_or_insert_with(crate::time::now);
                }
            }
        });
        spawn_local(async move {
            let body = ReadNotifications { notifications: which.map(|id| vec![id]) };
            let _ = client::post::<serde_json::Value>("/v1/me/notifications/read", &body).await;
            notices.again();
        });
    };
    // A link of the list leads elsewhere: what lies over the page goes.
    let close = move || {
        if let Some(node) = node.get_untracked() {
            let _ = node.hide_popover();
        }
    };
    view! {
        <button
            type="button"
            class="btn icon ghost bell"
            popovertarget="notices"
            aria-label=words
            title="Notices"
            aria-expanded=move || open.get().to_string()
        >
            <Icon name="inbox"/>
            {move || (unread.get() > 0).then(|| view! { <span class="n" aria-hidden="true">{move || unread.get().min(99)}</span> })}
        </button>
        <div
            class="menu left notices"
            id="notices"
            popover="auto"
            role="dialog"
            aria-label="Notices"
            node_ref=node
            on:toggle=move |_| open.set(node.get_untracked().is_some_and(|node| node.matches(":popover-open").unwrap_or(false)))
            on:click=move |event| {
                let target: web_sys::Element = event_target(&event);
                if target.closest("a[href]").ok().flatten().is_some() {
                    close();
                }
            }
        >
            <header>
                <h2>"Notices"</h2>
                <Show when=move || 0 < unread.get()>
                    <Button reads=true look=Look::Ghost size=Size::Small on_press=move || mark(None)>"Mark all as read"</Button>
                </Show>
            </header>
            <div class="scroll">
                {three_states(notices, "Notices", || (), move |page| view! {
                    <Show
                        when=move || page.with(|page| !page.data.is_empty())
                        fallback=|| view! { <Empty art=Art::Mail title="Nothing to tell you" text="When somebody changes your access or joins by your invitation, it says so here."/> }
                    >
                        <NoticeList notices=move || page.get().data on_read=move |id| mark(Some(id))/>
                    </Show>
                })}
            </div>
            <footer>
                <a href=Route::Notices.path()>"All notices"</a>
                <a href=Route::NoticePreferences.path()>"Choose what you are told"</a>
            </footer>
        </div>
    }
}
