use leptos::prelude::*;
use shared::access::Status;
use shared::problem::Code;

use crate::client::Failure;
use crate::components::{Art, ButtonLink, Empty, Look};
use crate::here::use_here;
use crate::live::use_live;
use crate::routes::{Page, Route};
use crate::session::use_session;

/// The reader does not belong here, or no longer. It says which only to somebody who knew the organization.
#[component]
pub(super) fn Gone(org: String, failure: Signal<Option<Failure>>) -> impl IntoView {
    let session = use_session();
    let live = use_live();
    // What was known before; somebody who never belonged here knows nothing.
    let known = use_here().known().with_untracked(|known| known.as_ref().map(|known| known.name.to_string()));
    let listed = session.memberships().with_untracked(|all| {
        all.iter()
            .find(|membership| membership.organization.slug == org)
            .map(|membership| membership.organization.name.to_string())
    });
    let name = known.or(listed);
    let deactivated = move || {
        failure
            .with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::MembershipDeactivated)))
            || live.ended().with(|code| code.as_deref() == Some(Code::MembershipDeactivated.key()))
    };
    let (title_name, text_name) = (name.clone(), name);
    let title = move || match &title_name {
        Some(name) if deactivated() => format!("Your membership of {name} is deactivated"),
        Some(name) => format!("You no longer have access to {name}"),
        None => "There is nothing here for you".to_owned(),
    };
    let text = move || match &text_name {
        Some(name) if deactivated() => {
            format!("Everything you had is kept. Ask one of {name}’s admins to activate you again.")
        }
        Some(name) => format!(
            "Your access ended. If that is a surprise, ask one of {name}’s admins. Your account and your other organizations are as they were."
        ),
        None => "It does not exist, or you do not have access to it.".to_owned(),
    };
    let others = move || {
        session
            .memberships()
            .get()
            .into_iter()
            .filter(|membership| membership.status == Status::Active && membership.organization.slug != org)
            .take(3)
            .map(|membership| {
                let path = Route::within(&membership.organization.slug, Page::Members).path();
                view! { <ButtonLink href=path look=Look::Plain>{format!("Go to {}", membership.organization.name)}</ButtonLink> }
            })
            .collect_view()
    };
    let alone = move || {
        session.memberships().with(|all| all.iter().all(|membership| membership.status != Status::Active))
    };
    view! {
        <Empty art=Art::Door title=title text=text>
            {others}
            <Show when=alone><ButtonLink href=Route::Onboarding look=Look::Primary>"See what else there is"</ButtonLink></Show>
            <ButtonLink href=Route::Account look=Look::Ghost>"Your account"</ButtonLink>
        </Empty>
    }
}
