//! What became of each address: links to pass on, and what was left out, to be put right.

use leptos::prelude::*;
use shared::invitations::wire::{InviteResult, InviteStatus};

use super::super::logic::words::{count, refusal};
use super::super::parts::LinkBox;
use super::state::Inviting;
use crate::components::{Button, Icon, Look};

#[component]
pub(super) fn Results(inviting: Inviting, open: RwSignal<bool>) -> impl IntoView {
    let results = inviting.sent.get_untracked().unwrap_or_default();
    let of = |status| results.iter().filter(|result| result.status == status).count();
    let (rejected, waiting) = (of(InviteStatus::Rejected), of(InviteStatus::Queued));
    let went = results.len() - rejected - waiting;
    let links = results.iter().any(|result| result.link.is_some());
    view! {
        <div class="d-body">
            <p role="status">
                <b>{count(went as u64, "person is invited", "people are invited")}</b>
                {(waiting > 0).then(|| format!(", {} for a seat", count(waiting as u64, "waits", "wait")))}
                {(rejected > 0).then(|| format!(", {} left out", count(rejected as u64, "address is", "addresses are")))}
                "."
                {(waiting > 0).then_some(" Whoever waits is invited in order, when a seat is free.")}
                {links.then_some(" These links are shown only now: pass each on to its address.")}
            </p>
            <ul class="results mt-3">
                {results.into_iter().map(|result| view! { <One result/> }).collect_view()}
            </ul>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            {(rejected > 0).then(|| view! { <Button on_press=move || inviting.mend()>"Fix and resend"</Button> })}
            <Button look=Look::Primary on_press=move || open.set(false)>"Done"</Button>
        </div>
    }
}

#[component]
fn One(result: InviteResult) -> impl IntoView {
    let InviteResult { email, status, code, invitation, link } = result;
    let place = invitation.as_ref().and_then(|invitation| invitation.place_in_queue);
    let place = place.map(|place| format!(", no. {place} in line")).unwrap_or_default();
    let role = invitation.map(|invitation| format!(" as {}", invitation.role.name)).unwrap_or_default();
    let (icon, words) = match status {
        InviteStatus::Sent if link.is_some() => ("link", format!("Invited{role}. Nothing was mailed")),
        InviteStatus::Sent => ("mail", format!("Invited{role}. The mail is on its way")),
        InviteStatus::Queued => ("clock", format!("Waits for a free seat{role}{place}")),
        InviteStatus::Added => ("check", format!("Had an account and is in at once{role}")),
        InviteStatus::Rejected => ("alert", refusal(code.as_deref().unwrap_or_default())),
    };
    let label = format!("Link for {email}");
    view! {
        <li>
            <Icon name=icon/>
            <span class="grow"><b class="med">{email}</b><span class="e">{words}</span></span>
            {link.map(|link| view! { <LinkBox link name=label/> })}
        </li>
    }
}
