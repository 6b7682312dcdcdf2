//! The chips, what is wrong with which and the next step, and a role for a single address.

use leptos::prelude::*;
use shared::invitations::wire::Delivery;

use super::super::logic::draft::{NextStep, Verdict};
use super::super::logic::paste::suggest;
use super::super::logic::words::count;
use super::super::parts::LinkBox;
use super::state::Inviting;
use crate::components::{Chip, ChipBox, ChipState, Icon, Select};
use crate::query;
use crate::routes::Page;

/// Who is invited.
#[component]
pub(super) fn Addresses(inviting: Inviting) -> impl IntoView {
    let draft = inviting.draft;
    let twice = RwSignal::new(0usize);
    let chips = move || {
        let verdicts = inviting.verdicts();
        draft.with(|draft| {
            let addresses = draft.addresses.iter().zip(verdicts);
            addresses
                .map(|(address, verdict)| Chip { text: address.text.clone(), state: state(&verdict) })
                .collect::<Vec<_>>()
        })
    };
    let add = move |text: String| {
        let roles = inviting.known_roles();
        let known = draft.try_update(|draft| draft.add(&text, &roles)).unwrap_or_default();
        twice.set(known);
    };
    let remove = move |at: usize| {
        draft.update(|draft| {
            if at < draft.addresses.len() {
                draft.addresses.remove(at);
            }
        });
    };
    let aside = match draft.with_untracked(|draft| draft.delivery) {
        Delivery::Email => "Paste a list, or type and press comma",
        Delivery::Link => "One address, one use",
    };
    view! {
        <section>
            <ChipBox label="Email addresses" aside=aside chips=Signal::derive(chips) on_add=add on_remove=remove>
                {move || (twice.get() > 0).then(|| view! {
                    <li><span class="dot"></span>{count(twice.get() as u64, "address was", "addresses were")} " here already."</li>
                })}
                <Messages inviting/>
            </ChipBox>
            <Show when=move || draft.with(|draft| draft.delivery == Delivery::Link)>
                <p class="faint sm mt-2">
                    "Nothing is emailed; you hand each link over yourself. It lets in nobody but its address."
                </p>
            </Show>
            {move || inviting.again.get().into_iter().map(|(email, link)| {
                let name = format!("Link for {email}");
                view! { <div class="line"><span class="grow trunc">{email}</span><LinkBox link name/></div> }
            }).collect_view()}
            <OwnRoles inviting/>
        </section>
    }
}

const fn state(verdict: &Verdict) -> ChipState {
    match verdict {
        Verdict::Checking => ChipState::Checking,
        Verdict::Ready | Verdict::WouldBeAdded => ChipState::Ok,
        Verdict::Refused(_) => ChipState::Bad,
    }
}

/// One line for each address that needs a word.
#[component]
fn Messages(inviting: Inviting) -> impl IntoView {
    move || {
        let verdicts = inviting.verdicts();
        let addresses = inviting.draft.with(|draft| draft.addresses.clone());
        let neighbours: Vec<String> = addresses
            .iter()
            .filter(|address| address.well_formed)
            .map(|address| address.text.clone())
            .collect();
        addresses
            .into_iter()
            .zip(verdicts)
            .filter_map(|(address, verdict)| {
                let words = verdict.message()?;
                let dot = if verdict.goes() { "dot ok" } else { "dot danger" };
                let step = step(inviting, &address.text, &verdict, &neighbours);
                Some(view! { <li><span class=dot></span><b>{address.text}</b> " " {words} " " {step}</li> })
            })
            .collect_view()
    }
}

fn step_alone(inviting: Inviting, address: String, verdict: &Verdict) -> AnyView {
    step(inviting, &address, verdict, &[])
}

fn step(inviting: Inviting, address: &str, verdict: &Verdict, neighbours: &[String]) -> AnyView {
    let members = inviting.here.link(Page::Members);
    let to = |tab: &str, words: &'static str| {
        let search = query::write([("tab", tab), ("q", address)]);
        view! { <a class="link inline-link" href=format!("{members}{search}")>{words}</a> }.into_any()
    };
    match verdict.next_step() {
        NextStep::OpenMember => to("active", "Change access instead"),
        NextStep::OpenDeactivated => to("deactivated", "Activate instead, with the same access"),
        NextStep::OpenPending => {
            let email = address.to_owned();
            view! {
                <button type="button" class="link inline-link" on:click=move |_| inviting.resend(email.clone())>"Resend it now"</button>
                " or "
                {to("pending", "see it")}
            }
            .into_any()
        }
        NextStep::Mend => match suggest(address, neighbours) {
            Some(mended) => {
                let (broken, shown) = (address.to_owned(), mended.clone());
                view! {
                    "Did you mean "
                    <button type="button" class="link inline-link" on:click=move |_| inviting.draft.update(|draft| draft.mend(&broken, &mended))>
                        {shown}
                    </button>
                    "?"
                }
                .into_any()
            }
            None => ().into_any(),
        },
        NextStep::None => ().into_any(),
    }
}

/// A role for a single address, once there is more than one.
#[component]
fn OwnRoles(inviting: Inviting) -> impl IntoView {
    let draft = inviting.draft;
    let several = Memo::new(move |_| draft.with(|draft| draft.addresses.len() > 1));
    let own =
        move || draft.with(|draft| draft.addresses.iter().filter(|address| address.role.is_some()).count());
    let texts = Memo::new(move |_| {
        draft.with(|draft| {
            draft
                .addresses
                .iter()
                .filter(|address| address.well_formed)
                .map(|address| address.text.clone())
                .collect::<Vec<_>>()
        })
    });
    let options = Signal::derive(move || {
        inviting
            .role_cards()
            .into_iter()
            .filter(|card| card.reason.is_none())
            .map(|card| (card.key, card.name))
            .collect::<Vec<_>>()
    });
    view! {
        <Show when=move || several.get()>
            <details class="disc mt-3">
                <summary class="sm">
                    <span class="chev"><Icon name="right" small=true/></span>
                    "One by one: what becomes of each, and its role"
                    {move || (own() > 0).then(|| view! { <span class="tag accent">{own()}</span> })}
                </summary>
                <div class="boxed mt-2">
                    <For each=move || texts.get() key=Clone::clone let:text>
                        {
                            let (mine, chosen, label) = (text.clone(), text.clone(), format!("Role of {text}"));
                            view! {
                                <div class="line">
                                    <span class="grow each-one">
                                        <span>{text.clone()}</span>
                                        <span>{
                                            let (mine, known) = (text.clone(), StoredValue::new(text));
                                            move || {
                                                let at = draft.with(|draft| draft.addresses.iter().position(|address| address.text == mine));
                                                at.and_then(|at| inviting.verdicts().into_iter().nth(at)).map(|verdict| view! {
                                                    {verdict.state()} " "
                                                    {step_alone(inviting, known.get_value(), &verdict)}
                                                })
                                            }
                                        }</span>
                                    </span>
                                    <Select
                                        label=label quiet=true class="sm fit"
                                        options
                                        value=Signal::derive(move || draft.with(|draft| {
                                            let own = draft.addresses.iter().find(|address| address.text == mine);
                                            own.and_then(|address| address.role.clone()).unwrap_or_else(|| draft.role.clone())
                                        }))
                                        on_change=move |role: String| draft.update(|draft| draft.set_role(&chosen, Some(role)))
                                    />
                                </div>
                            }
                        }
                    </For>
                </div>
            </details>
        </Show>
    }
}
