//! Waiting for an admin's answer: the page looks for it by itself. Somebody who belongs nowhere hears of no stream.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{JoinRequestId, OrganizationId};
use shared::join_requests::wire::{JoinRequestStatus, MyJoinRequest};
use shared::list::Page as ListPage;
use shared::me::wire::OrganizationRef;

use crate::client;
use crate::components::{Act, ActWith, Icon};
use crate::load::{Load, load};
use crate::session::{Session, is_open, use_session};

/// How often is looked, in seconds.
const EVERY: u64 = 10;

/// What the person has asked, newest first.
#[derive(Clone, Copy)]
pub(crate) struct Waits {
    pub(crate) requests: Load<ListPage<MyJoinRequest>>,
    /// Whether something waits for its answer.
    pub(crate) waiting: Memo<bool>,
}

/// Loads the requests, and again while one of them waits and somebody looks at the page. `on_in` is told once they are
/// in, `on_answer` of any other answer.
pub(crate) fn waits(on_in: ActWith<OrganizationRef>, on_answer: Act) -> Waits {
    let session = use_session();
    let requests = load(|| client::get::<ListPage<MyJoinRequest>>("/v1/me/join-requests"));
    let waiting = Memo::new(move |_| {
        requests.content().with(|page| page.iter().flat_map(|page| &page.data).any(is_waiting))
    });
    let look = move || {
        if waiting.get_untracked() && !document().hidden() {
            requests.again();
        }
    };
    let timer = set_interval_with_handle(look, Duration::from_secs(EVERY));
    let shown = window_event_listener_untyped("visibilitychange", move |_| look());
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
        shown.remove();
    });
    Effect::new(move |waited: Option<BTreeSet<JoinRequestId>>| {
        let waited = waited.unwrap_or_default();
        requests.content().with(|page| {
            let all = || page.iter().flat_map(|page| &page.data);
            for answered in all().filter(|one| waited.contains(&one.id) && !is_waiting(one)) {
                spawn_local(heard(session, answered.organization.id, answered.status, on_in, on_answer));
            }
            all().filter(|one| is_waiting(one)).map(|one| one.id).collect()
        })
    });
    Waits { requests, waiting }
}

fn is_waiting(request: &MyJoinRequest) -> bool {
    request.status == JoinRequestStatus::Pending
}

async fn heard(
    session: Session,
    organization: OrganizationId,
    status: JoinRequestStatus,
    on_in: ActWith<OrganizationRef>,
    on_answer: Act,
) {
    match status {
        // One that was superseded was, too, where they came in another way meanwhile.
        JoinRequestStatus::Approved | JoinRequestStatus::Superseded => {
            let _ = session.reload_memberships().await;
            let _ = session.reload_user().await;
            let found = session.memberships().with_untracked(|all| {
                let of = |one: &&shared::me::wire::MyMembership| {
                    one.organization.id == organization && is_open(one)
                };
                all.iter().find(of).map(|one| one.organization.clone())
            });
            let _ = match found {
                Some(organization) => on_in.try_run((organization,)),
                None => on_answer.try_run(()),
            };
        }
        JoinRequestStatus::Denied | JoinRequestStatus::Withdrawn | JoinRequestStatus::Pending => {
            let _ = on_answer.try_run(());
        }
    }
}

/// Says that the page looks by itself.
#[component]
pub(crate) fn Looking() -> impl IntoView {
    view! {
        <p class="fine looking"><Icon name="refresh" small=true/>{format!("Looking for the answer every {EVERY} seconds")}</p>
    }
}
