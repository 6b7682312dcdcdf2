//! The plan, and what is taken of its seats.

use leptos::prelude::*;
use shared::access::{Access, CoreScope, Seat};
use shared::plans::Quota;
use shared::plans::wire::{Plan, Seats};

use super::super::logic::seats::whom_to_ask;
use super::super::logic::words::{count, list, number};
use super::super::seats::{SeatMeter, use_seats};
use crate::access_model::use_access_model;
use crate::client;
use crate::components::SkeletonRows;
use crate::here::use_here;
use crate::live::use_live;
use crate::load::{Load, load, three_states};

#[component]
pub(super) fn PlanCard() -> impl IntoView {
    let (here, live, seats, model) = (use_here(), use_live(), use_seats(), use_access_model());
    let plan: Load<Plan> = load(move || {
        live.follow();
        client::get(here.path("/plan"))
    });
    let paid = move || {
        let names = model.content().with(|model| {
            let roles = model.iter().flat_map(|model| &model.roles).filter(|role| role.seat == Seat::Paid);
            roles.map(|role| role.name.clone()).collect::<Vec<_>>()
        });
        (!names.is_empty()).then(|| format!("These roles take a paid seat: {}. ", list(&names)))
    };
    let change = move || {
        if here.can(CoreScope::Billing, Access::Full) {
            "Another plan is set by whoever runs this service: ask them.".to_owned()
        } else {
            let ask = model.content().with(|model| model.as_ref().map(whom_to_ask));
            format!("For another plan, ask {}.", ask.unwrap_or_else(|| "an admin".to_owned()))
        }
    };
    view! {
        <section class="card" id="plan" aria-labelledby="plan-t">
            <header><h2 id="plan-t">"Plan and seats"</h2></header>
            <div class="pad stack">
                {three_states(plan, "The plan", || view! { <SkeletonRows rows=1/> }, move |plan: Signal<Plan>| view! {
                    <dl class="dl">
                        <dt>"Plan"</dt><dd><b>{move || plan.with(|plan| plan.name.clone())}</b></dd>
                        {move || match seats.get() {
                            Some(seats) => view! { <Taken seats/> }.into_any(),
                            None => plan.with(|plan| view! { <Counted plan key=Quota::Members label="Paid seats"/> }.into_any()),
                        }}
                        {move || plan.with(|plan| view! { <Counted plan key=Quota::Projects label="Projects"/> })}
                    </dl>
                })}
                {move || seats.get().map(|seats| view! { <SeatMeter seats/> })}
                <p class="faint sm">{paid}{change}</p>
            </div>
        </section>
    }
}

/// Used, kept, free, and waited for.
#[component]
fn Taken(seats: Seats) -> impl IntoView {
    let Seats { limit, used, reserved, free, queued } = seats;
    view! {
        <dt>"Paid seats"</dt>
        <dd class="num">{limit.map_or_else(|| format!("{}, without a limit", number(used)), |limit| format!("{} of {} used", number(used), number(limit)))}</dd>
        <dt>"Reserved by invitations"</dt><dd class="num">{number(reserved)}</dd>
        {free.map(|free| view! { <dt>"Free"</dt><dd class="num">{number(free)}</dd> })}
        {(queued > 0).then(|| view! { <dt>"Waiting for a seat"</dt><dd class="num">{count(queued, "invitation", "invitations")}</dd> })}
    }
}

/// What the plan counts, as every member may see it.
#[component]
fn Counted<'a>(plan: &'a Plan, key: Quota, label: &'static str) -> impl IntoView + use<> {
    let quota = plan.quotas.iter().find(|quota| quota.key == key.key())?;
    let of = quota.limit.map(|limit| format!(" of {}", number(limit))).unwrap_or_default();
    Some(view! { <dt>{label}</dt><dd class="num">{number(quota.used)}{of}</dd> })
}
