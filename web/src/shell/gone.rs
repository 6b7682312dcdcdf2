use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::{Deletion, MyMembership};
use shared::organizations::wire::Organization;
use shared::problem::Code;

use crate::client::{self, Failure};
use crate::components::{Art, Button, ButtonLink, Empty, FormProblem, Look};
use crate::here::use_here;
use crate::live::use_live;
use crate::routes::{Page, Route};
use crate::session::{is_open, use_session};
use crate::time;

/// The reader does not belong here, or no longer. It says which only to somebody who knew the organization.
#[component]
pub(super) fn Gone(org: String, failure: Signal<Option<Failure>>) -> impl IntoView {
    let session = use_session();
    let live = use_live();
    let slug = org.clone();
    let deleted = Memo::new(move |_| {
        session.memberships().with(|all| {
            let own = all.iter().find(|membership| {
                membership.organization.slug == slug || membership.organization.id.to_string() == slug
            });
            own.filter(|membership| membership.deletion.is_some()).cloned()
        })
    });
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
            .filter(|membership| is_open(membership) && membership.organization.slug != org)
            .take(3)
            .map(|membership| {
                let path = Route::within(&membership.organization.slug, Page::Members).path();
                view! { <ButtonLink href=path look=Look::Plain>{format!("Go to {}", membership.organization.name)}</ButtonLink> }
            })
            .collect_view()
    };
    let alone = move || session.memberships().with(|all| !all.iter().any(is_open));
    let restores = Memo::new(move |_| deleted.with(|deleted| deleted.as_ref().is_some_and(may_restore)));
    let elsewhere = ViewFn::from(move || {
        // One thing is the first to do: restoring, for whoever can.
        let look = if restores.try_get_untracked().unwrap_or_default() { Look::Plain } else { Look::Primary };
        view! {
            {others.clone()}
            <Show when=alone><ButtonLink href=Route::Onboarding look=look>"See what else there is"</ButtonLink></Show>
            <ButtonLink href=Route::Account look=Look::Ghost>"Your account"</ButtonLink>
        }
        .into_any()
    });
    move || {
        let elsewhere = elsewhere.clone();
        match deleted.get() {
            Some(membership) => view! { <Deleted membership>{elsewhere.run()}</Deleted> }.into_any(),
            None => {
                view! { <Empty art=Art::Door title=title.clone() text=text.clone() whole=true>{elsewhere.run()}</Empty> }
                    .into_any()
            }
        }
    }
}

/// The organization is deleted: until when it can be restored, and by whom. Whoever can does it here.
#[component]
fn Deleted(membership: MyMembership, children: Children) -> impl IntoView {
    let may = may_restore(&membership);
    let MyMembership { organization, deletion, .. } = membership;
    let (name, slug) = (organization.name.to_string(), organization.slug.clone());
    let said = deletion.map(|deletion| text(&name, &deletion)).unwrap_or_default();
    let path = format!("/v1/organizations/{}/restore", organization.id);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let restore = move || {
        let (path, slug) = (path.clone(), slug.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post_empty::<Organization>(path).await {
                // Everything around this page knows it as gone: it begins anew.
                Ok(_) => {
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
        <Empty art=Art::Door title=format!("{name} is deleted") text=said whole=true>
            {may.then(|| view! { <Button look=Look::Primary icon="undo" busy on_press=restore>{verb}</Button> })}
            {children()}
        </Empty>
        <FormProblem failure/>
    }
}

fn may_restore(membership: &MyMembership) -> bool {
    membership.deletion.as_ref().is_some_and(|deletion| deletion.may_restore)
}

fn text(name: &str, deletion: &Deletion) -> String {
    let since = time::date(&time::local(deletion.deleted_at));
    let until = time::date_time(&time::local(deletion.restorable_until));
    if deletion.may_restore {
        return format!(
            "It was deleted on {since}. You can restore it until {until}, with everything that everybody had. After that it is gone for good."
        );
    }
    format!(
        "It was deleted on {since}, and nobody can open it. Whoever owns {name} can restore it until {until}; you would have again what you had. After that it is gone for good."
    )
}
