//! `/notices`: everything that the reader was told, page after page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::NotificationId;
use shared::list::Page as ListPage;
use shared::notifications::wire::{Notification, NotificationsQuery, ReadNotifications};

use crate::client::{self, Failure};
use crate::components::{
    Art, Button, ButtonLink, Empty, NoticeList, Segment, Segments, Show, SkeletonRows, use_toasts,
};
use crate::live::Live;
use crate::load::{load, three_states};
use crate::query;
use crate::routes::Route;

/// How many come at once.
const AT_ONCE: u32 = 50;

/// The first so many pages; where they end, and how many are unread.
async fn first(pages: u32, unread: bool) -> Result<ListPage<Notification>, Failure> {
    let mut all = ListPage::whole(Vec::new());
    let mut cursor = None;
    for _ in 0..pages {
        let query = NotificationsQuery {
            unread: unread.then_some(true),
            include: Some("counts".to_owned()),
            limit: Some(AT_ONCE),
            cursor: cursor.take(),
        };
        let page: ListPage<Notification> =
            client::get(format!("/v1/me/notifications{}", query::of(&query))).await?;
        all.data.extend(page.data);
        (all.next_cursor, all.counts) = (page.next_cursor, page.counts);
        cursor.clone_from(&all.next_cursor);
        if cursor.is_none() {
            break;
        }
    }
    Ok(all)
}

fn unread_of(page: &ListPage<Notification>) -> u64 {
    let states = page.counts.as_ref().and_then(|counts| counts.get("state"));
    states.and_then(|states| states.get("unread")).copied().unwrap_or_default()
}

/// All notices, or those not read.
#[component]
pub(crate) fn NoticesPage() -> impl IntoView {
    let toasts = use_toasts();
    // There is no stream where somebody belongs nowhere.
    let live = use_context::<Live>();
    let pages = RwSignal::new(1u32);
    let show = RwSignal::new("all".to_owned());
    let notices = load(move || {
        if let Some(live) = live {
            live.unread().track();
        }
        first(pages.get(), show.get() == "unread")
    });
    let mark = move |which: Option<NotificationId>| {
        spawn_local(async move {
            let body = ReadNotifications { notifications: which.map(|id| vec![id]) };
            match client::post::<serde_json::Value>("/v1/me/notifications/read", &body).await {
                Ok(_) => {}
                Err(problem) => toasts.not_done("Not marked as read", &problem),
            }
            notices.again();
        });
    };
    let waits = move || notices.content().with(|page| page.as_ref().is_some_and(|page| 0 < unread_of(page)));
    let options = vec![
        Segment { key: "all", words: "All", icon: "" },
        Segment { key: "unread", words: "Unread", icon: "" },
    ];
    view! {
        <div class="page-head">
            <div><h1>"Notices"</h1><p class="sub">"What others did that concerns you, in every organization."</p></div>
            <div class="row wrap">
                <ButtonLink href=Route::NoticePreferences>"Choose what you are told"</ButtonLink>
                <Show when=waits><Button reads=true on_press=move || mark(None)>"Mark all as read"</Button></Show>
            </div>
        </div>
        <div class="stack account">
            <Segments label="Which notices" value=show options=options on_change=move |key: String| {
                pages.set(1);
                show.set(key);
            }/>
            <section class="card all-notices" aria-label="Notices">
                {three_states(notices, "Notices", || view! { <SkeletonRows rows=6/> }, move |page| view! {
                    <Show
                        when=move || page.with(|page| !page.data.is_empty())
                        fallback=|| view! { <Empty art=Art::Mail title="Nothing to tell you" text="When somebody changes your access or joins by your invitation, it says so here."/> }
                    >
                        <NoticeList notices=move || page.get().data on_read=move |id| mark(Some(id))/>
                    </Show>
                    <Show when=move || page.with(|page| page.next_cursor.is_some())>
                        <div class="row"><Button reads=true busy=notices.busy() on_press=move || pages.update(|pages| *pages += 1)>"Load more"</Button></div>
                    </Show>
                })}
            </section>
        </div>
    }
}
