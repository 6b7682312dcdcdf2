//! It cannot be accepted, and why.

use leptos::prelude::*;
use shared::invitations::wire::InvitationLookup;
use shared::problem::Code;

use super::wrong_account::WrongAccount;
use crate::client::Failure;
use crate::components::{Act, Button, ButtonLink, Look, PublicCard, Size};
use crate::load::Load;
use crate::pages::kept::Kept;
use crate::pages::verify_email::Resend;
use crate::routes::Route;
use crate::session::{Who, use_session};

/// It cannot be accepted, and why: only what this person may know.
#[component]
pub(super) fn Refused(
    failure: Failure,
    token: Memo<String>,
    lookup: Load<InvitationLookup>,
    /// Back to the invitation, to try again.
    again: Act,
) -> impl IntoView {
    let session = use_session();
    let signed_in = move || matches!(session.who().get(), Who::In(_));
    let email = move || session.user().map(|user| user.email.to_string());
    let away = move || if signed_in() { "Go to your workspaces" } else { "Sign in" };
    let home = move || {
        view! {
            <div class="acts"><ButtonLink href=Route::Home size=Size::Large block=true>{away}</ButtonLink></div>
        }
    };
    // A link that leads nowhere is not offered again on the next page.
    let dead = failure.code().is_some_and(|code| {
        matches!(code, Code::InvitationNotFound | Code::InvitationUsed | Code::InvitationExpired)
    });
    if dead || matches!(failure, Failure::Garbled { status: 404 }) {
        Kept::Invitation.set(None);
    }
    match failure.code() {
        Some(Code::InvitationWrongAccount) => {
            let hint = failure.problem().and_then(|problem| problem.email_hint.clone()).unwrap_or_default();
            view! { <WrongAccount hint token lookup/> }.into_any()
        }
        Some(Code::InvitationExpired) => view! {
            <PublicCard title="This invitation has expired" icon="clock" lead={
                // To whom it was meant it names whom to ask.
                let detail = failure.detail();
                move || detail.clone()
            }>
                <p class="fine">"A new one takes a press, and everything chosen for you is kept."</p>
                {home()}
            </PublicCard>
        }.into_any(),
        // Accepted or declined: nothing says which, and to nobody signed in it may have been somebody else.
        Some(Code::InvitationUsed) => view! {
            <PublicCard title="This invitation was answered already" icon="check" lead=move || if signed_in() {
                "A link works once. If you accepted it, you are a member there; if you declined it, whoever sent it can invite you again."
            } else {
                "A link works once. If you accepted it, sign in with that account."
            }>
                <div class="acts"><ButtonLink href=Route::Home look=Look::Primary size=Size::Large block=true>{away}</ButtonLink></div>
            </PublicCard>
        }.into_any(),
        Some(Code::AlreadyMember) => view! {
            <PublicCard title="You are already in" icon="check" lead=|| "You are a member there. There is nothing left to do.">
                <div class="acts"><ButtonLink href=Route::Home look=Look::Primary size=Size::Large block=true>{away}</ButtonLink></div>
            </PublicCard>
        }.into_any(),
        Some(Code::EmailUnverified) => view! {
            <PublicCard title="Verify your address first" icon="mail" lead=move || view! {
                "This invitation is for an address that you have shown to be yours. We sent a link to "<b>{email}</b>"; it waits for you here."
            }>
                <div class="acts"><Button look=Look::Primary size=Size::Large block=true on_press=move || lookup.again()>"I have opened it"</Button><Resend/></div>
            </PublicCard>
        }.into_any(),
        Some(Code::InvitationSenderMayNot) => view! {
            <PublicCard title="The sender may no longer invite you" icon="ban" lead=|| "Whoever sent this lost the right to give what it gives. Ask another admin for a new invitation.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::MemberDeactivated) => view! {
            <PublicCard title="Your membership is deactivated" icon="ban" lead=|| "You are a member there already, deactivated. Ask an admin to activate you: your access comes back as it was.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::PlanRequired) => view! {
            <PublicCard title="This invitation waits for an admin" icon="clock" lead=|| "It gives something that the organization’s plan does not include. Ask whoever sent it to change it; your link stays good.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::InvitationNotFound | Code::NotFound | Code::ValidationFailed) => view! { <NoInvitation>{home()}</NoInvitation> }.into_any(),
        _ if matches!(failure, Failure::Garbled { status: 404 }) => view! { <NoInvitation>{home()}</NoInvitation> }.into_any(),
        Some(Code::SeatsFull) => view! {
            <PublicCard title="The organization is full" icon="seat" warn=true lead=|| "Every seat is taken, so nobody can come in now. Ask whoever invited you to free one: your invitation stays good while it lasts.">
                <div class="acts"><Button look=Look::Primary size=Size::Large block=true icon="refresh" on_press=again>"Try again"</Button></div>
                {home()}
            </PublicCard>
        }.into_any(),
        _ => {
            view! {
                <PublicCard title=failure.title() icon="alert" lead={
                    let detail = failure.detail();
                    move || detail.clone()
                }>
                    <div class="acts"><Button look=Look::Primary size=Size::Large block=true icon="refresh" on_press=again>"Try again"</Button></div>
                </PublicCard>
            }.into_any()
        }
    }
}

/// Withdrawn, replaced and never sent are the same page.
#[component]
fn NoInvitation(children: Children) -> impl IntoView {
    view! {
        <PublicCard title="There is no invitation here" icon="link" lead=|| "The link may have been withdrawn, replaced or mistyped. Ask the person who sent it for a new one.">
            {children()}
        </PublicCard>
    }
}
