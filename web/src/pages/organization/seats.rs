//! Paid seats as several pages show them: the line over the directory, the meter, and the ways to a free one.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::plans::wire::Seats;
use shared::problem::Code;

use super::logic::directory::{Tab, View};
use super::logic::seats::{Asked, Part, drawn, line, ways, whom_to_ask};
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load};
use crate::router::{Router, use_router};
use crate::routes::Page;

/// The seats of the organization around the page; they follow every change. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct SeatsNow(Load<Option<Seats>>);

pub(super) fn use_seats() -> SeatsNow {
    let (here, live) = (use_here(), use_live());
    SeatsNow(load(move || {
        live.follow();
        let may = here.can(CoreScope::Members, Access::View);
        async move {
            match may {
                true => client::get(here.path("/seats")).await.map(Some),
                false => Ok(None),
            }
        }
    }))
}

impl SeatsNow {
    /// None while they are on their way, and for whoever does not see who is here.
    pub(super) fn get(self) -> Option<Seats> {
        self.0.content().get().flatten()
    }

    /// Whether everybody who asks for one now goes without.
    pub(super) fn none_free(self) -> bool {
        self.get().is_some_and(|seats| seats.free == Some(0))
    }

    /// Asks again.
    pub(super) fn again(self) {
        self.0.again();
    }
}

/// Seats one by one, those that are asked for among them; of very many a bar. Nothing without a limit.
#[component]
pub(super) fn SeatMeter(seats: Seats, #[prop(optional)] asked: Asked) -> impl IntoView {
    let limit = seats.limit?;
    let words = line(seats).into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(", ");
    Some(match drawn(seats, asked) {
        Some(signs) => view! {
            <span class="seats" role="img" aria-label=words>
                {signs.into_iter().map(|sign| view! { <i data-s=sign></i> }).collect_view()}
            </span>
        }
        .into_any(),
        None => {
            let taken = seats.used.saturating_add(seats.reserved).saturating_add(asked.seated);
            let part = taken.saturating_mul(100) / limit.max(1);
            view! { <span class="meter" role="img" aria-label=words style:--v=format!("{}%", part.min(100))></span> }
                .into_any()
        }
    })
}

/// The line over the directory. Each part leads to those whom it is about.
#[component]
pub(super) fn SeatLine(seats: SeatsNow) -> impl IntoView {
    let members = use_here().link(Page::Members);
    move || {
        let seats = seats.get()?;
        let parts = line(seats).into_iter().map(|(part, words)| {
            let view = match part {
                Part::Members => View { seat: Some("paid".to_owned()), ..View::default() },
                Part::Reserved => {
                    View { tab: Tab::Pending, state: Some("pending".to_owned()), ..View::default() }
                }
                Part::Waiting => {
                    View { tab: Tab::Pending, state: Some("queued".to_owned()), ..View::default() }
                }
            };
            view! { <li><a class="link" href=format!("{members}{}", view.write())>{words}</a></li> }
        });
        Some(view! {
            <div class="seatbox">
                <SeatMeter seats/>
                <ul class="cap num" aria-label="Seats">{parts.collect_view()}</ul>
            </div>
        })
    }
}

/// What helps where no seat is free: freeing one, another plan, or whom to ask for it.
#[component]
pub(super) fn Ways() -> impl IntoView {
    let (here, model) = (use_here(), use_access_model());
    let paid = View { seat: Some("paid".to_owned()), ..View::default() }.write();
    let paid = format!("{}{paid}", here.link(Page::Members));
    let plan = format!("{}#plan", here.link(Page::Settings));
    view! {
        <a class="link inline-link" href=paid>"Free a seat"</a>
        {move || match whom(here, model) {
            None => view! { " or "<a class="link inline-link" href=plan.clone()>"change the plan"</a>"." }.into_any(),
            Some(ask) => view! { {format!(", or ask {ask} to change the plan.")} }.into_any(),
        }}
    }
}

/// Whom the reader asks for another plan; `None` where they can have it changed.
fn whom(here: Here, model: AccessModel) -> Option<String> {
    (!here.can(CoreScope::Billing, Access::Full)).then(|| {
        let who = model.content().with(|model| model.as_ref().map(whom_to_ask));
        who.unwrap_or_else(|| "an admin".to_owned())
    })
}

/// Says what was not done. Where a seat is missing, it says what helps and leads there.
#[derive(Clone, Copy)]
pub(super) struct NotDone {
    here: Here,
    model: AccessModel,
    toasts: Toasts,
    router: Router,
}

pub(super) fn use_not_done() -> NotDone {
    NotDone { here: use_here(), model: use_access_model(), toasts: use_toasts(), router: use_router() }
}

impl NotDone {
    /// Before the change is sent: an answer may come when the page is gone.
    pub(super) fn ready(self) -> impl Fn(&str, &Failure) + 'static {
        let Self { here, model, toasts, router } = self;
        let ways = ways(untrack(|| whom(here, model)).as_deref());
        let paid = View { seat: Some("paid".to_owned()), ..View::default() }.write();
        let paid = format!("{}{paid}", here.link(Page::Members));
        move |what, failure| {
            if failure.is(Code::NoSeat) {
                let paid = paid.clone();
                toasts.failed_with(format!("{what}: no seat is free. {ways}"), "Free a seat", move || {
                    router.go(paid.clone());
                });
            } else {
                toasts.not_done(what, failure);
            }
        }
    }
}
