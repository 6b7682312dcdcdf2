//! What sending will do: computed in the page while choosing, confirmed by the server's preview.

use leptos::prelude::*;
use shared::access::Access;

use super::super::logic::effect::short;
use super::super::logic::in_page::why_not;
use super::super::logic::newcomer::Terms;
use super::super::logic::receipt::{Line, heading, lines, needs_attention};
use super::super::logic::words::{count, list_some, number};
use super::super::seats::{SeatMeter, Ways};
use super::glance::glance;
use super::state::Inviting;
use crate::components::{Icon, Note, Pip};
use crate::time;

/// The column beside the form.
#[component]
pub(super) fn InviteReceipt(inviting: Inviting) -> impl IntoView {
    let draft = inviting.draft;
    let all = move || draft.with(|draft| draft.addresses.len());
    let left_out = move || all() - inviting.going().min(all());
    let days = move || {
        draft.with(|draft| draft.days).unwrap_or_else(|| inviting.here.organization().invitation_days)
    };
    view! {
        <aside
            class="receipt"
            class:stale=move || inviting.checking.get()
            aria-label="What sending does"
            aria-live="polite"
            aria-busy=move || inviting.checking.get().then_some("true")
        >
            <div>
                <h3>{move || heading(inviting.going(), inviting.waiting(), all())}</h3>
                {move || (left_out() > 0).then(|| view! {
                    <p class="muted sm">{needs_attention(left_out() as u64)}</p>
                })}
            </div>
            <SeatsAsked inviting/>
            {move || each(inviting, "Each of them will")}
            <ul class="willget">
                {move || draft.with(|draft| draft.ends).map(|end| view! {
                    <li><Icon name="clock" small=true/>{format!("Their access ends on {}", time::date_time(&time::local(end)))}</li>
                })}
                <li><Icon name="clock" small=true/>{move || format!("They have {} to accept", count(u64::from(days()), "day", "days"))}</li>
                <li><Icon name="lock" small=true/>"They sign in with the invited address"</li>
            </ul>
            {move || confirmed(inviting)}
        </aside>
    }
}

/// What it takes of the paid seats, computed in the page; and where not all get one, what becomes of the others.
#[component]
fn SeatsAsked(inviting: Inviting) -> impl IntoView {
    move || {
        let (seats, asked) = (inviting.seats.get()?, inviting.asked.get());
        let counted = seats.limit.map(|limit| {
            let taken = seats.used + seats.reserved;
            view! {
                <span class="num faint sm">
                    {format!("{} held or used → ", number(taken))}
                    <b>{number(taken + asked.seated)}</b>
                    {format!(" of {}", number(limit))}
                </span>
            }
        });
        let others = asked.others(inviting.when_full()).map(|words| {
            view! { <Note tone="warn" icon="seat">{words} " " <Ways/></Note> }
        });
        Some(view! {
            <div class="stack" style:--stack="var(--s-2)">
                <div class="row between"><span class="med">"Seats"</span>{counted}</div>
                <SeatMeter seats asked/>
                <p class="sm">{asked.takes(seats)}</p>
                {others}
            </div>
        })
    }
}

/// What the server said the whole would do.
pub(super) fn confirmed(inviting: Inviting) -> impl IntoView {
    inviting.preview.get().map(|preview| {
        view! {
            <div class="rl">
                <div><span>"Permissions given"</span><span>{number(preview.changes.gained)}</span></div>
                <div>
                    <span>"Paid seats"</span>
                    <span>
                        {number(preview.seats.before)} " → " {number(preview.seats.after)}
                        {preview.seats.limit.map(|limit| format!(" of {}", number(limit)))}
                    </span>
                </div>
            </div>
            <p class="faint sm">"Confirmed by the server. " {short(&preview.changes)}</p>
        }
    })
}

/// One block for each role that is given; `alone` begins the only one.
pub(super) fn each(inviting: Inviting, alone: &'static str) -> AnyView {
    let verdicts = inviting.verdicts.get();
    let (roles, draft) = inviting.draft.with(|draft| {
        let mut draft = draft.clone();
        draft.keep_going(&verdicts);
        let used = draft.addresses.iter().any(|address| address.role.is_none()) || draft.addresses.is_empty();
        let roles = draft.roles().into_iter().filter(|role| used || *role != draft.role).collect::<Vec<_>>();
        (roles, draft)
    });
    let names = inviting.places.content().with(|places| {
        let projects = places.iter().flatten().flat_map(|place| &place.projects);
        projects
            .map(|project| (project.id, project.name.to_string()))
            .collect::<std::collections::BTreeMap<_, _>>()
    });
    inviting.page.content().with(|page| {
        let Some(page) = page.as_ref().and_then(Option::as_ref) else { return ().into_any() };
        inviting.model.content().with(|model| {
            let Some(model) = model else { return ().into_any() };
            let several = roles.len() > 1;
            roles
                .iter()
                .filter_map(|key| {
                    let role = model.roles.iter().find(|role| role.key == *key)?;
                    let terms = Terms { role: key, draft: &draft };
                    let who: Vec<String> = draft
                        .addresses
                        .iter()
                        .filter(|address| address.role.as_ref().unwrap_or(&draft.role) == key)
                        .map(|address| address.text.clone())
                        .collect();
                    let title = if several { format!("As {}", role.name) } else { alone.to_owned() };
                    let mut sidebar = None;
                    let said = match page.invitee(&terms) {
                        Ok(invitee) => {
                            sidebar = inviting
                                .places
                                .content()
                                .with(|places| places.as_ref().map(|places| glance(places, &invitee)));
                            let projects: Vec<(String, Access)> = invitee
                                .projects
                                .into_iter()
                                .filter_map(|(id, access)| Some((names.get(&id)?.clone(), access)))
                                .collect();
                            let label = |key: &str| {
                                let scope = model.scopes.iter().find(|scope| scope.key == key);
                                scope.map_or_else(|| key.to_owned(), |scope| scope.label.clone())
                            };
                            lines(&invitee.organization, &projects, label)
                        }
                        Err(denied) => vec![Line { access: Access::None, text: why_not(denied).to_owned() }],
                    };
                    Some(view! {
                        <div class="which">
                            <h3>{title}</h3>
                            {several.then(|| view! { <p class="faint sm">{list_some(&who, 2)}</p> })}
                            <ul class="willget">
                                {said.into_iter().map(|line| view! { <li><Pip access=line.access class="s"/><span>{line.text}</span></li> }).collect_view()}
                            </ul>
                            {sidebar}
                        </div>
                    })
                })
                .collect_view()
                .into_any()
        })
    })
}
