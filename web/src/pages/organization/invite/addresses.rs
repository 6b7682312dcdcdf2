//! The chips, what is wrong with which and the next step.

use leptos::prelude::*;
use shared::invitations::wire::{Delivery, MAX_INVITES};

use super::super::logic::draft::{Address, Verdict};
use super::super::logic::paste::suggest;
use super::super::logic::verdict::NextStep;
use super::super::logic::words::{count, number};
use super::super::parts::LinkBox;
use super::each::EachOne;
use super::state::Inviting;
use crate::components::{Chip, ChipBox, ChipState, Show};
use crate::query;
use crate::routes::Page;

/// How many addresses are spoken of under the box; of more it says how many.
const SAID: usize = 12;

/// Who is invited.
#[component]
pub(super) fn Addresses(inviting: Inviting) -> impl IntoView {
    let draft = inviting.draft;
    let twice = RwSignal::new(0usize);
    // Drawn anew only when one of them changes: there may be a thousand.
    let chips = Memo::new(move |_| {
        inviting.verdicts.with(|verdicts| {
            inviting.addresses.with(|addresses| {
                let both = addresses.iter().zip(verdicts);
                both.map(|(address, verdict)| Chip { text: address.text.clone(), state: state(verdict) })
                    .collect::<Vec<_>>()
            })
        })
    });
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
            <ChipBox label="Email addresses" aside=aside chips on_add=add on_remove=remove>
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
            <EachOne inviting/>
        </section>
    }
}

const fn state(verdict: &Verdict) -> ChipState {
    match verdict {
        Verdict::Checking => ChipState::Checking,
        Verdict::Ready | Verdict::WouldBeAdded => ChipState::Ok,
        Verdict::Waits => ChipState::Waits,
        Verdict::Refused(_) => ChipState::Bad,
    }
}

/// One line for each address that needs a word, those first that will not go.
#[component]
fn Messages(inviting: Inviting) -> impl IntoView {
    move || {
        let (addresses, verdicts) = (inviting.addresses.get(), inviting.verdicts.get());
        let neighbours: Vec<String> = addresses
            .iter()
            .filter(|address| address.well_formed)
            .map(|address| address.text.clone())
            .collect();
        let both = || addresses.iter().zip(&verdicts);
        let refused = both().filter(|(_, verdict)| !verdict.goes());
        let others = both().filter(|(_, verdict)| verdict.goes());
        let all: Vec<_> = refused
            .chain(others)
            .filter_map(|(address, verdict)| Some((address, verdict, verdict.message(address)?)))
            .collect();
        let more = all.len().saturating_sub(SAID);
        let stay = verdicts.iter().filter(|verdict| !verdict.goes()).count();
        let too_many = addresses.len().saturating_sub(MAX_INVITES);
        let said = all.into_iter().take(SAID).map(|(address, verdict, words)| {
            let dot = match verdict {
                Verdict::Waits => "dot warn",
                Verdict::Checking | Verdict::Ready | Verdict::WouldBeAdded => "dot ok",
                Verdict::Refused(_) => "dot danger",
            };
            let step = step(inviting, address, verdict, &neighbours);
            view! { <li><span class=dot></span><b>{address.text.clone()}</b> " " {words} " " {step}</li> }
        });
        view! {
            {(too_many > 0).then(|| view! {
                <li>
                    <span class="dot danger"></span>
                    "One sending takes " {number(MAX_INVITES as u64)} " addresses: take out "
                    {number(too_many as u64)} ", and send to them afterwards."
                </li>
            })}
            {said.collect_view()}
            {(more > 0).then(|| view! { <li>"And " {count(more as u64, "address", "addresses")} " more."</li> })}
            {(stay > 1).then(|| view! {
                <li>
                    <button type="button" class="link inline-link" on:click=move |_| {
                        let verdicts = inviting.verdicts.get_untracked();
                        inviting.draft.update(|draft| draft.keep_going(&verdicts));
                    }>
                        {format!("Take out the {} that cannot be invited", number(stay as u64))}
                    </button>
                </li>
            })}
        }
    }
}

/// What helps with an address that is refused.
pub(super) fn step(
    inviting: Inviting,
    Address { text, .. }: &Address,
    verdict: &Verdict,
    neighbours: &[String],
) -> AnyView {
    let members = inviting.here.link(Page::Members);
    let to = |tab: &str, words: &'static str| {
        let search = query::write([("tab", tab), ("q", text)]);
        view! { <a class="link inline-link" href=format!("{members}{search}")>{words}</a> }.into_any()
    };
    match verdict.next_step() {
        NextStep::OpenMember => to("active", "Change access instead"),
        NextStep::OpenDeactivated => to("deactivated", "Activate instead, with the same access"),
        NextStep::OpenPending => {
            let email = text.clone();
            view! {
                <button type="button" class="link inline-link" on:click=move |_| inviting.resend(email.clone())>"Resend it now"</button>
                " or "
                {to("pending", "see it")}
            }
            .into_any()
        }
        NextStep::Mend => match suggest(text, neighbours) {
            Some(mended) => {
                let (broken, shown) = (text.clone(), mended.clone());
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
        NextStep::TakeRole => {
            let (text, names) = (text.clone(), inviting.role_names());
            let chosen = inviting.draft.with(|draft| draft.role.clone());
            let name = names.into_iter().find(|(key, _)| *key == chosen).map_or(chosen, |(_, name)| name);
            view! {
                <button type="button" class="link inline-link" on:click=move |_| inviting.draft.update(|draft| draft.set_role(&text, None))>
                    {format!("Invite as {name}")}
                </button>
            }
            .into_any()
        }
        NextStep::None => ().into_any(),
    }
}
