//! What happened to the reader, or waits for them.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::list::Page as ListPage;
use shared::notifications::wire::{Notification, NotificationsQuery, ReadNotifications};

use crate::client;
use crate::components::{Art, Button, Empty, Icon, Look, Moment, Size};
use crate::live::{Live, use_live};
use crate::load::{Load, load, three_states};
use crate::query;

/// The notices of the reader, loaded again whenever one comes.
#[derive(Clone, Copy)]
struct Notices(Load<ListPage<Notification>>);

pub(super) fn provide_notices(live: Live) {
    let unread = live.unread();
    let notices = load(move || {
        unread.track();
        let query = NotificationsQuery { limit: Some(30), ..NotificationsQuery::default() };
        client::get::<ListPage<Notification>>(format!("/v1/me/notifications{}", query::of(&query)))
    });
    Effect::new(move |_| {
        let count = notices.content().with(|page| {
            page.as_ref()
                .map(|page| page.data.iter().filter(|notice| notice.read_at.is_none()).count() as u64)
        });
        // The stream knows of those behind the first page, too; it is believed where it says more.
        if let Some(count) = count.filter(|count| *count < 30 && *count != unread.get_untracked()) {
            unread.set(count);
        }
    });
    provide_context(Notices(notices));
}

/// The bell with the number of unread notices, and the table that it opens.
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
    let read_all = move || {
        notices.update(|page| {
            for notice in &mut page.data {
                notice.read_at.get_or_insert_with(crate::time::now);
            }
        });
        spawn_local(async move {
            let _ =
                client::post::<serde_json::Value>("/v1/me/notifications/read", &ReadNotifications::default())
                    .await;
            unread.set(0);
        });
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
        >
            <header>
                <h2>"Notices"</h2>
                <Show when=move || 0 < unread.get()>
                    <Button reads=true look=Look::Ghost size=Size::Small on_press=read_all>"Mark all as read"</Button>
                </Show>
            </header>
            <div class="scroll">
                {three_states(notices, "Notices", || (), move |page| view! { <Table page=page/> })}
            </div>
        </div>
    }
}

#[component]
fn Table(page: Signal<ListPage<Notification>>) -> impl IntoView {
    view! {
        <Show
            when=move || page.with(|page| !page.data.is_empty())
            fallback=|| view! { <Empty art=Art::Mail title="Nothing to tell you" text="When somebody changes your access or joins by your invitation, it says so here."/> }
        >
            <table>
                <thead class="vh"><tr><th>"State"</th><th>"Notice"</th><th>"When"</th></tr></thead>
                <tbody>
                    <For each=move || page.get().data key=|notice| (notice.id, notice.read_at.is_some()) let:notice>
                        <tr class=notice.read_at.is_none().then_some("new")>
                            <td>{notice.read_at.is_none().then(|| view! { <span class="dot accent"></span><span class="vh">"Unread"</span> })}</td>
                            <td>{notice.text.clone()}</td>
                            <td><Moment at=notice.at/></td>
                        </tr>
                    </For>
                </tbody>
            </table>
        </Show>
    }
}
