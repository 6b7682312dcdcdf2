//! The tab of people who ask to be let in: who, by which proven address, and the answer.
//!
//! `j` and `k` move between them; on one, `y` approves and Backspace declines.

use leptos::prelude::*;
use shared::domains::wire::Domain;
use shared::join_requests::wire::{JoinRequest, JoinRequestsQuery};
use shared::list::Page as ListPage;

use super::super::keys::{focus, on_keys, press};
use super::super::logic::words::count;
use super::request_deny::{DenyDialog, Denying};
use super::request_row::OneRequest;
use super::state::{Directory, use_directory};
use crate::client;
use crate::components::{Art, Button, ButtonLink, Empty, For, Icon, Show, SkeletonRows, follow_rows};
use crate::load::{Load, load, three_states};
use crate::query;
use crate::routes::Page;

/// The requests loaded so far.
#[derive(Debug, Clone, Default, PartialEq)]
struct Requests {
    rows: Vec<JoinRequest>,
    more: bool,
}

#[component]
pub(super) fn RequestsPanel() -> impl IntoView {
    let directory = use_directory();
    let here = directory.here;
    let pages = RwSignal::new(1u32);
    let denying = RwSignal::new(None::<Denying>);
    let requests: Load<Requests> = load(move || {
        directory.live.follow();
        let pages = pages.get();
        async move {
            let mut found = Requests::default();
            let mut cursor = None;
            for _ in 0..pages {
                let asked = JoinRequestsQuery { cursor: cursor.take(), ..JoinRequestsQuery::default() };
                let page: ListPage<JoinRequest> =
                    client::get(here.path(&format!("/join-requests{}", query::of(&asked)))).await?;
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
    let ids = Memo::new(move |_| {
        requests.content().with(|content| {
            let rows = content.iter().flat_map(|content| &content.rows);
            rows.map(|row| row.id.to_string()).collect::<Vec<_>>()
        })
    });
    follow_rows(ids, "data-request");
    let settled = move || {
        requests.again();
        directory.requests_count.again();
        directory.rows.again();
    };
    on_keys(move |event| {
        let rows = ids.get_untracked();
        let place = at().and_then(|at| rows.iter().position(|id| *id == at));
        let go = |place: Option<usize>| {
            if let Some(id) = place.and_then(|place| rows.get(place)) {
                focus(&format!("[data-request='{id}']"));
            }
            true
        };
        let answer = |which: &str, place: usize| {
            press(&format!("[data-request='{}'] [data-answer='{which}'] button", rows[place]));
            true
        };
        match (event.key().as_str(), place) {
            ("j", None) => go(Some(0)),
            ("j" | "ArrowDown", Some(place)) => go(Some(place + 1)),
            ("k" | "ArrowUp", Some(place)) => go(place.checked_sub(1)),
            ("y", Some(place)) => answer("approve", place),
            ("Backspace", Some(place)) => answer("decline", place),
            _ => false,
        }
    });
    view! {
        {three_states(requests, "Requests", || view! { <SkeletonRows rows=3/> }, move |content: Signal<Requests>| {
            let none = Memo::new(move |_| content.with(|content| content.rows.is_empty()));
            move || if none.get() {
                view! { <Nothing directory/> }.into_any()
            } else {
                view! {
                    <section class="card" aria-label="Requests">
                        <ul>
                            <For each=move || content.with(|content| content.rows.clone()) key=|row| row.id let:row>
                                <OneRequest directory request=row denying on_settled=settled/>
                            </For>
                        </ul>
                        <footer>
                            <Icon name="lock" small=true/>
                            <span class="grow">
                                "Until somebody approves, they see the name " {here.organization().name.to_string()}
                                " and that their request waits. No people, workspaces or projects."
                            </span>
                        </footer>
                    </section>
                    <div class="t-foot">
                        <span>{move || count(content.with(|content| content.rows.len() as u64), "request", "requests")}</span>
                        <Show when=move || content.with(|content| content.more)>
                            <Button reads=true busy=requests.busy() on_press=move || pages.update(|pages| *pages += 1)>"Load more"</Button>
                        </Show>
                    </div>
                }.into_any()
            }
        })}
        <DenyDialog directory denying on_settled=settled/>
    }
}

/// The request that has the focus, or something in it.
fn at() -> Option<String> {
    let row = document().active_element()?.closest("[data-request]").ok().flatten()?;
    row.get_attribute("data-request")
}

/// Nobody asks. Whether anybody could depends on the domains.
#[component]
fn Nothing(directory: Directory) -> impl IntoView {
    let here = directory.here;
    let domains: Load<bool> = load(move || async move {
        let page: ListPage<Domain> = client::get(here.path("/domains?limit=200")).await?;
        Ok(page.data.iter().any(|domain| domain.join != shared::domains::wire::JoinMode::Off))
    });
    let text = move || match domains.content().get() {
        Some(false) => {
            "People can ask to join once a domain of yours is proven, or the shareable link lets them ask."
        }
        Some(true) | None => "Whoever asks to join stands here until somebody answers.",
    };
    let link = here.link(Page::Domains);
    view! {
        <Empty art=Art::Door title="Nobody is asking to join" text=Signal::derive(move || text().to_owned())>
            <ButtonLink href=link icon="globe">"Open domains"</ButtonLink>
        </Empty>
    }
}
