//! It was accepted while no seat was free: a place in the line is kept.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::invitations::wire::InvitationLookup;

use super::body;
use super::pending::AsMe;
use crate::client::{self, Failure};
use crate::components::{
    Avatar, Button, ButtonLink, FormProblem, Icon, Look, PublicCard, Size, Tile, use_toasts,
};
use crate::pages::kept::Kept;
use crate::router::use_router;
use crate::routes::Route;

/// What happens next, and a way out of the line.
#[component]
pub(super) fn InLine(invitation: InvitationLookup, token: Memo<String>) -> impl IntoView {
    let (router, toasts) = (use_router(), use_toasts());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let InvitationLookup { organization, inviter, role, email_hint, email, .. } = invitation;
    let (name, to) = (organization.name.clone(), email.unwrap_or(email_hint));
    let art = move || {
        view! {
            <span class="pair"><Tile name=organization.name.clone() ink=true/><Avatar name=inviter.name.clone() size="2.25rem"/></span>
        }
    };
    let decline = move || {
        let Ok(body) = body(&token.get_untracked()) else { return };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post::<()>("/v1/invitations/decline", &body).await {
                Ok(()) => {
                    Kept::Invitation.set(None);
                    toasts.done("Invitation declined");
                    router.go(Route::Home);
                }
                Err(problem) => drop(failure.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <PublicCard title="You are in line" art=art lead=move || view! {
            "All paid seats at "<b>{name.clone()}</b>" are taken. Your place is kept, and its admins have been told."
        }>
            <ul class="gets">
                <li><Icon name="mail"/><span>"We email "<b>{to}</b>" a new link when a seat is free"</span></li>
                <li><Icon name="shield"/><span>"You then come in as "<b>{role.name}</b></span></li>
                <li><Icon name="check"/><span>"There is nothing to do until then. You can sign in to Usher any time"</span></li>
            </ul>
            <AsMe/>
            <FormProblem failure/>
            <div class="acts">
                <ButtonLink href=Route::Home look=Look::Primary size=Size::Large block=true>"Go to your workspaces"</ButtonLink>
                <Button look=Look::Ghost size=Size::Large block=true busy on_press=decline>"Decline"</Button>
            </div>
        </PublicCard>
    }
}
