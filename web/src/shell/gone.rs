use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::MyMembership;
use shared::organizations::wire::Organization;
use shared::problem::Code;

use crate::client::{self, Failure};
use crate::components::{Art, Button, ButtonLink, Empty, FormProblem, Look, Show, Toasts};
use crate::here::{Here, use_here};
use crate::live::Live;
use crate::routes::{Page, Route};
use crate::session::{Session, is_open, use_session};
use crate::time;

/// Why there is no page of an organization.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ending {
    /// It is deleted, and the reader can restore it.
    Deleted(MyMembership),
    /// The reader is deactivated there.
    Deactivated,
    /// It was there for the reader a moment ago.
    Ended,
    /// It does not exist, or the reader never belonged there: nobody can tell which.
    Unknown,
}

impl Ending {
    /// What stands in place of the page's name.
    pub(super) const fn crumb(&self) -> &'static str {
        match self {
            Self::Deleted(_) => "Deleted",
            Self::Deactivated | Self::Ended => "No access",
            Self::Unknown => "Not found",
        }
    }

    /// What stands under the organization's name.
    pub(super) const fn under(&self) -> &'static str {
        match self {
            Self::Deleted(_) | Self::Deactivated | Self::Ended => self.crumb(),
            Self::Unknown => "An organization",
        }
    }
}

/// Why the pages of this organization are gone, as far as the reader may know.
pub(super) fn ending(
    here: Here,
    live: Live,
    session: Session,
    org: &str,
    failure: Signal<Option<Failure>>,
) -> Memo<Ending> {
    let org = org.to_owned();
    Memo::new(move |_| {
        let own = session.memberships().with(|all| {
            let is_this =
                |one: &&MyMembership| one.organization.slug == org || one.organization.id.to_string() == org;
            all.iter().find(is_this).cloned()
        });
        let said = |failure: &Failure| failure.is(Code::MembershipDeactivated);
        let ended = live.ended().get();
        let deactivated = failure.with(|failure| failure.as_ref().is_some_and(said))
            || ended.as_deref() == Some(Code::MembershipDeactivated.key());
        match own {
            Some(own) if own.deletion.is_some() => Ending::Deleted(own),
            _ if deactivated => Ending::Deactivated,
            Some(_) => Ending::Ended,
            None if here.known().with(Option::is_some) => Ending::Ended,
            None => Ending::Unknown,
        }
    })
}

/// In place of a page that is not there for the reader, or no longer. It says which only to somebody who knew the
/// organization.
#[component]
pub(super) fn Gone(org: String, ending: Memo<Ending>) -> impl IntoView {
    let session = use_session();
    // What was known before; somebody who never belonged here knows nothing.
    let known = use_here().known().with_untracked(|known| known.as_ref().map(|known| known.name.to_string()));
    let listed = session.memberships().with_untracked(|all| {
        let own = all.iter().find(|membership| membership.organization.slug == org)?;
        Some(own.organization.name.to_string())
    });
    let name = known.or(listed).unwrap_or_else(|| org.clone());
    let others = move || {
        session
            .memberships()
            .get()
            .into_iter()
            .filter(|membership| is_open(membership) && membership.organization.slug != org)
            .take(3)
            .map(|membership| {
                let path = Route::within(&membership.organization.slug, Page::Members).path();
                view! { <ButtonLink href=path look=Look::Plain>{format!("Go to {}", membership.organization.name)}</ButtonLink> }
            })
            .collect_view()
    };
    let alone = move || session.memberships().with(|all| !all.iter().any(is_open));
    let elsewhere = ViewFn::from(move || {
        // One thing is the first to do: restoring, for whoever can.
        let restores =
            ending.try_with_untracked(|ending| matches!(ending, Ending::Deleted(_))).unwrap_or_default();
        let look = if restores { Look::Plain } else { Look::Primary };
        view! {
            {others.clone()}
            <Show when=alone><ButtonLink href=Route::Onboarding look=look>"See what else there is"</ButtonLink></Show>
            <ButtonLink href=Route::Account look=Look::Ghost>"Your account"</ButtonLink>
        }
        .into_any()
    });
    move || {
        let elsewhere = elsewhere.clone();
        let (title, text) = match ending.get() {
            Ending::Deleted(membership) => {
                return view! { <Deleted membership>{elsewhere.run()}</Deleted> }.into_any();
            }
            Ending::Deactivated => (
                format!("Your membership of {name} is deactivated"),
                format!("Everything you had is kept. Ask one of {name}’s admins to activate you again."),
            ),
            Ending::Ended => (
                format!("You no longer have access to {name}"),
                format!(
                    "Your access ended. If that is a surprise, ask one of {name}’s admins. Your account and your \
                     other organizations are as they were."
                ),
            ),
            Ending::Unknown => (
                "There is nothing here for you".to_owned(),
                "It does not exist, or you do not have access to it.".to_owned(),
            ),
        };
        view! { <Empty art=Art::Door title=title text=text whole=true>{elsewhere.run()}</Empty> }.into_any()
    }
}

/// The organization is deleted: until when it can be restored, and a way to do it.
#[component]
fn Deleted(membership: MyMembership, children: Children) -> impl IntoView {
    let MyMembership { organization, deletion, .. } = membership;
    let (name, slug) = (organization.name.to_string(), organization.slug.clone());
    let said = deletion.map(|deletion| {
        let since = time::date(&time::local(deletion.deleted_at));
        let until = time::date_time(&time::local(deletion.restorable_until));
        format!(
            "It was deleted on {since}, and is there for nobody. You can restore it until {until}, with everything \
             that everybody had. After that it is gone for good."
        )
    });
    let path = format!("/v1/organizations/{}/restore", organization.id);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let restored = format!("{name} is restored, with everything that everybody had");
    let restore = move || {
        let (path, slug, restored) = (path.clone(), slug.clone(), restored.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post_empty::<Organization>(path).await {
                // Everything around this page knows it as gone: it begins anew.
                Ok(_) => {
                    Toasts::done_anew(&restored);
                    let _ = window().location().set_href(&Route::within(slug, Page::Members).path());
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                    let _ = busy.try_set(false);
                }
            }
        });
    };
    let verb = format!("Restore {name}");
    view! {
        <Empty art=Art::Door title=format!("{name} is deleted") text=said.unwrap_or_default() whole=true>
            <Button look=Look::Primary icon="undo" busy on_press=restore>{verb}</Button>
            {children()}
        </Empty>
        <FormProblem failure/>
    }
}
