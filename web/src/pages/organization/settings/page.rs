//! The page. Whoever may only look sees everything, and which scope is missing.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope};
use shared::organizations::wire::{EditOrganization, ExistingAccounts, Organization, SlugCheck, SlugState};
use shared::problem::Code;
use shared::text::{Name, Slug, TextDenied};

use super::super::logic::words::count;
use super::super::ownership::OwnershipCard;
use super::super::parts::NoAccess;
use super::ending::Ending;
use super::logo::LogoCard;
use super::plan::PlanCard;
use crate::access::missing;
use crate::client::{self, Failure};
use crate::components::{Button, FormProblem, Look, Note, RadioGroup, Select, Show, TextField, use_toasts};
use crate::here::{Here, use_here};
use crate::load::load;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;

/// `/{org}/settings`.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::General, Access::View));
    move || {
        if allowed.get() {
            view! { <Allowed here/> }.into_any()
        } else {
            view! { <NoAccess title="Settings" act="Seeing the settings" scope=CoreScope::General/> }
                .into_any()
        }
    }
}

#[component]
fn Allowed(here: Here) -> impl IntoView {
    let may = Memo::new(move |_| here.can(CoreScope::General, Access::Full));
    view! {
        <div class="page-head">
            <div><h1>"Settings"</h1><p class="sub">"What " {move || here.organization().name.to_string()} " is called, and how people come in."</p></div>
        </div>
        <div class="settings stack" style:--stack="1.25rem">
            <Show when=move || !may.get()>
                <Note icon="lock">{move || missing(here, "Changing the settings", CoreScope::General, Access::Full)}</Note>
            </Show>
            <Naming here may/>
            <LogoCard here may/>
            <Inviting here may/>
            <PlanCard/>
            <OwnershipCard/>
            <Ending here/>
        </div>
    }
}

/// Sends the change; the page shows it once the server has it.
fn save(
    here: Here,
    edit: EditOrganization,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    done: impl Fn(Organization) + 'static,
) {
    busy.set(true);
    failure.set(None);
    let path = here.path("");
    spawn_local(async move {
        match client::patch::<Organization>(path, &edit).await {
            Ok(organization) => {
                here.set(organization.clone());
                done(organization);
            }
            Err(problem) => {
                let _ = failure.try_set(Some(problem));
            }
        }
        let _ = busy.try_set(false);
    });
}

#[component]
fn Naming(here: Here, may: Memo<bool>) -> impl IntoView {
    let (toasts, router, session) = (use_toasts(), use_router(), use_session());
    let now = here.organization_untracked();
    let name = RwSignal::new(now.name.to_string());
    let slug = RwSignal::new(now.slug.to_string());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let changed = move || {
        let known = here.organization();
        name.with(|name| name.trim() != known.name.as_str())
            || slug.with(|slug| slug.trim() != known.slug.as_str())
    };
    let denied = move |parsed: Result<(), TextDenied>| parsed.err().map(|denied| denied.detail.to_owned());
    let name_error = Signal::derive(move || {
        denied(name.with(|text| text.parse::<Name>().map(drop))).or_else(|| failure.get()?.field("/name"))
    });
    // Asked while it is typed, so that nobody fills a form in vain.
    let asked = RwSignal::new(String::new());
    let mut rest = debounce(std::time::Duration::from_millis(300), move |text: String| {
        let _ = asked.try_set(text);
    });
    Effect::new(move |_| rest(slug.with(|slug| slug.trim().to_owned())));
    let checked = load(move || {
        let text = asked.get();
        let worth_it = text.parse::<Slug>().is_ok() && text != here.organization_untracked().slug.as_str();
        async move {
            if !worth_it {
                return Ok(None);
            }
            client::get::<SlugCheck>(format!("/v1/slugs/{text}")).await.map(Some)
        }
    });
    let state = move || {
        let typed = slug.with(|slug| slug.trim().to_owned());
        checked.content().with(|checked| {
            checked.as_ref()?.as_ref().filter(|check| check.slug == typed).map(|check| check.state)
        })
    };
    let free = move || state() == Some(SlugState::Free);
    let slug_error = Signal::derive(move || {
        let refused =
            failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::SlugTaken)));
        let taken = refused || state() == Some(SlugState::Taken);
        denied(slug.with(|text| text.trim().parse::<Slug>().map(drop)))
            .or_else(|| taken.then(|| "This address is taken. Choose another.".to_owned()))
            .or_else(|| failure.get()?.field("/slug"))
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let known = here.organization_untracked();
        let edit = EditOrganization {
            name: name.with_untracked(|text| text.parse().ok()).filter(|name| *name != known.name),
            slug: slug.with_untracked(|text| text.trim().parse().ok()).filter(|slug| *slug != known.slug),
            ..EditOrganization::default()
        };
        if edit.name.is_none() && edit.slug.is_none() {
            return;
        }
        let moves = edit.slug.is_some();
        save(here, edit, busy, failure, move |organization| {
            toasts.done("The settings are saved");
            spawn_local(async move {
                let _ = session.reload_memberships().await;
                if moves {
                    router.replace(Route::within(organization.slug, Page::Settings));
                }
            });
        });
    };
    view! {
        <section class="card" aria-labelledby="name-t">
            <header><h2 id="name-t">"Name and address"</h2></header>
            <form class="pad stack" on:submit=submit>
                <TextField label="Name" value=name error=name_error read_only=Signal::derive(move || !may.get())/>
                <TextField
                    label="Address"
                    value=slug
                    error=slug_error
                    hint=Signal::derive(move || {
                        let address = format!("{}/{}", window().location().host().unwrap_or_default(), slug.with(|slug| slug.trim().to_owned()));
                        Some(if free() { format!("{address} is free") } else { address })
                    })
                    read_only=Signal::derive(move || !may.get())
                />
                <p class="vh" role="status">{move || free().then_some("This address is free.")}</p>
                <Show when=move || slug.with(|slug| slug.trim() != here.organization().slug.as_str())>
                    <Note icon="link">"Links to the old address go on working: it stays this organization’s, and nobody else can ever take it."</Note>
                </Show>
                <FormProblem failure fields=&["/name", "/slug"]/>
                <Show when=move || may.get()>
                    <div class="row">
                        <Button
                            look=Look::Primary submit=true busy
                            disabled=Signal::derive(move || !changed() || (name_error.get().is_some() || slug_error.get().is_some()) && failure.with(Option::is_none))
                        >
                            "Save name and address"
                        </Button>
                    </div>
                </Show>
            </form>
        </section>
    }
}

#[component]
fn Inviting(here: Here, may: Memo<bool>) -> impl IntoView {
    let (toasts, session) = (use_toasts(), use_session());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let change = move |edit: EditOrganization, said: &'static str| {
        save(here, edit, busy, failure, move |_| toasts.done(said));
    };
    let locked = Signal::derive(move || !may.get() || busy.get());
    let days =
        (1..=7u8).map(|days| (days.to_string(), count(u64::from(days), "day", "days"))).collect::<Vec<_>>();
    view! {
        <section class="card" aria-labelledby="inv-s">
            <header><div class="grow"><h2 id="inv-s">"Invitations"</h2><span class="sub">"These take effect at once."</span></div></header>
            <div class="pad stack" style:--stack="1.25rem">
                <Show when=move || session.user().is_some_and(|user| !user.verification_required)>
                    <Note icon="mail">"People need not verify their address here. A deployment with a mail server asks for it, unless it is told not to."</Note>
                </Show>
                <RadioGroup
                    label="When somebody who has an account is invited"
                    value=Signal::derive(move || match here.organization().existing_accounts {
                        ExistingAccounts::Add => "add".to_owned(),
                        ExistingAccounts::Ask => "ask".to_owned(),
                    })
                    options=vec![
                        ("add", "They are in at once", "They are told, with a way to leave."),
                        ("ask", "They are asked first", "They accept as anybody else does."),
                    ]
                    disabled=locked
                    on_change=move |key: String| {
                        let choice = if key == "add" { ExistingAccounts::Add } else { ExistingAccounts::Ask };
                        change(
                            EditOrganization { existing_accounts: Some(choice), ..EditOrganization::default() },
                            if key == "add" { "People with an account are in at once" } else { "People with an account are asked first" },
                        );
                    }
                />
                <Select
                    label="An invitation is good for"
                    class="fit"
                    value=Signal::derive(move || here.organization().invitation_days.to_string())
                    options=Signal::stored(days)
                    disabled=locked
                    on_change=move |days: String| change(
                        EditOrganization { invitation_days: days.parse().ok(), ..EditOrganization::default() },
                        "New invitations follow this. Those already sent stay as they are",
                    )
                />
                <FormProblem failure/>
            </div>
        </section>
    }
}
