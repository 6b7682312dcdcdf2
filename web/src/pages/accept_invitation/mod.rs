//! `/invitations/accept#T`: what an invitation is, honestly, to whoever holds the link.
//!
//! The secret stays behind the `#`. On the way through signing up, and through the mail that verifies an
//! address, it is kept in this tab alone.
//!
//! | file | holds |
//! | --- | --- |
//! | `pending` | it waits: accept, decline, or sign in first |
//! | `in_line` | it was accepted, and waits for a seat |
//! | `refused` | it cannot be accepted, and why |
//! | `wrong_account` | it is for another address: three ways on |

mod in_line;
mod pending;
mod refused;
mod wrong_account;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::invitations::wire::{Accepted, InvitationLookup, InvitationStatus, InvitationToken};
use shared::text::Secret;

use self::in_line::InLine;
use self::pending::Pending;
pub(super) use self::pending::{AsMe, on_the_way};
use self::refused::Refused;
use super::kept::Kept;
use crate::client::{self, Failure};
use crate::components::{Act, ButtonLink, Look, PublicCard, PublicPage, Size, Waiting};
use crate::load::load;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;

/// `/invitations/accept#T`.
#[component]
pub(crate) fn AcceptInvitationPage() -> impl IntoView {
    let session = use_session();
    let fragment = use_router().fragment();
    let token = Memo::new(move |_| {
        let given = fragment.get();
        if given.is_empty() {
            Kept::Invitation.get().unwrap_or_default()
        } else {
            Kept::Invitation.set(Some(&given));
            given
        }
    });
    // Another account sees something else, and so does the same one with its address verified.
    let account = Memo::new(move |_| session.user().map(|user| (user.id, user.email_verified)));
    let lookup = load(move || {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        account.get();
        let token = token.get();
        async move { client::post::<InvitationLookup>("/v1/invitations/lookup", &body(&token)?).await }
    });
    let done = RwSignal::new(None::<Accepted>);
    // What pressing the button came to, where nothing more can be done here.
    let turned = RwSignal::new(None::<Failure>);
    Effect::new(move |_| {
        // Read, not only tracked, as above.
        let _ = (account.get(), token.get());
        turned.set(None);
    });
    // The link in the mail that verifies an address may be opened in another tab: this page looks when one comes
    // back to it.
    let looked = window_event_listener(leptos::ev::focus, move |_| {
        match session.user_untracked() {
            Some(user) if !user.email_verified => spawn_local(async move {
                let _ = session.reload_user().await;
            }),
            // Another address of theirs, which they added for this.
            Some(_) if lookup.content().with_untracked(is_unproven) => lookup.again(),
            Some(_) | None => {}
        }
    });
    on_cleanup(move || looked.remove());
    let again = Act::from(move || {
        turned.set(None);
        lookup.again();
    });
    view! {
        <PublicPage>
            {move || {
                if let Some(accepted) = done.get() {
                    return view! { <Joined accepted=accepted/> }.into_any();
                }
                if let Some(failure) = turned.get() {
                    return view! { <Refused failure token lookup again/> }.into_any();
                }
                match (lookup.failure().get(), lookup.content().get(), lookup.busy().get()) {
                    (Some(failure), _, false) => view! { <Refused failure token lookup again/> }.into_any(),
                    (None, Some(invitation), false) if invitation.state == InvitationStatus::Queued => view! { <InLine invitation token/> }.into_any(),
                    (None, Some(invitation), false) => view! { <Pending invitation=invitation token=token done=done turned=turned lookup=lookup/> }.into_any(),
                    _ => view! { <Waiting><section class="pcard"><span class="orb sk"></span><span class="sk"></span><span class="sk"></span></section></Waiting> }.into_any(),
                }
            }}
        </PublicPage>
    }
}

/// The body of all three calls. Without a secret there is nothing to look for.
fn body(token: &str) -> Result<InvitationToken, Failure> {
    let token = token.parse::<Secret>().map_err(|_| Failure::Garbled { status: 404 })?;
    Ok(InvitationToken { token })
}

/// Whether it is shown as to somebody who has not proven the address: without the address.
fn is_unproven(looked: &Option<InvitationLookup>) -> bool {
    looked.as_ref().is_some_and(|invitation| invitation.email.is_none())
}

/// In. One press away from the pages.
#[component]
pub(super) fn Joined(accepted: Accepted) -> impl IntoView {
    let Accepted { organization, workspace, membership } = accepted;
    let name = organization.name.to_string();
    let title = format!("You are in {name}");
    let lead = workspace.map_or_else(
        || format!("You joined as {}.", membership.role.name),
        |workspace| {
            format!(
                "You joined as {}. {} is now where signing in lands.",
                membership.role.name, workspace.name
            )
        },
    );
    let router = use_router();
    let path = Route::within(&organization.slug, Page::Members).path();
    // Whoever accepted wants to be there: this page says so for a moment.
    let target = path.clone();
    let timer = set_timeout_with_handle(
        move || router.replace(target.clone()),
        std::time::Duration::from_millis(900),
    );
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
    view! {
        <PublicCard title=title icon="check" lead=move || lead.clone()>
            <div class="acts"><ButtonLink href=path look=Look::Primary size=Size::Large block=true>{format!("Open {name}")}</ButtonLink></div>
        </PublicCard>
    }
}
