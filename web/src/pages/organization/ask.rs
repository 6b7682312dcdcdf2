//! Taking access away, asked about once with what it does: the server's own preview, what is kept all the same,
//! and a way to leave the group that still gives it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changes, Preview};

use super::common::Place;
use super::logic::effect::{impacts, short};
use super::logic::kept::{Left, left};
use super::logic::words::refusal;
use super::parts::Impacts;
use crate::access_model::use_access_model;
use crate::client::{self, Call, Failure};
use crate::components::{Act, Button, Dialog, FormProblem, Icon, Look, Note, Size, about, use_toasts};
use crate::here::use_here;
use crate::load::{Load, load};
use crate::undo;

/// What is about to be taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taking {
    /// "Remove Jonas Weber from Client work?"
    pub(super) title: String,
    /// What it means beyond the permissions.
    pub(super) text: String,
    /// The button: "Remove Jonas".
    pub(super) verb: String,
    /// What is said afterwards.
    pub(super) done: String,
    /// What is deleted.
    pub(super) path: String,
}

/// Open while something is about to be taken away.
#[component]
pub(super) fn TakeDialog(
    taking: RwSignal<Option<Taking>>,
    places: Load<Vec<Place>>,
    /// Told after it was done.
    #[prop(into)]
    on_done: Act,
) -> impl IntoView {
    let (open, title) = about(taking, |taking| taking.title.clone());
    view! {
        <Dialog open title on_close=move || taking.set(None)>
            {move || taking.get().map(|one| view! { <Body one taking places on_done/> })}
        </Dialog>
    }
}

#[component]
fn Body(
    one: Taking,
    taking: RwSignal<Option<Taking>>,
    places: Load<Vec<Place>>,
    on_done: Act,
) -> impl IntoView {
    let (here, toasts, model) = (use_here(), use_toasts(), use_access_model());
    let Taking { title: _, text, verb, done, path } = one;
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let path = StoredValue::new(path);
    let asked = load(move || client::delete::<Preview>(format!("{}?preview=true", path.get_value())));
    let names = Memo::new(move |_| {
        model.content().with(|model| {
            places.content().with(|places| {
                super::common::PageNames::new(here, model.as_ref(), places.as_deref().unwrap_or_default())
            })
        })
    });
    let refused = move || {
        asked
            .content()
            .with(|preview| preview.as_ref()?.problems.first().map(|problem| refusal(&problem.code)))
    };
    let act = move || {
        busy.set(true);
        failure.set(None);
        let (done, base) = (done.clone(), here.path(""));
        spawn_local(async move {
            let answer = client::act::<serde_json::Value>(Call::delete(path.get_value())).await;
            let _ = busy.try_set(false);
            match answer {
                Ok((_, version)) => {
                    undo::done(toasts, base, version, done, move || {
                        on_done.try_run(());
                    });
                    let _ = taking.try_set(None);
                    on_done.try_run(());
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    view! {
        <div class="d-body stack">
            <p>{text}</p>
            {move || asked.content().get().map(|preview| {
                let rows = names.with(|names| impacts(&preview.changes.data, names));
                let kept = names.with(|names| left(&preview.kept, names));
                view! {
                    <Note icon="shield">{short(&preview.changes)}</Note>
                    {(!rows.is_empty()).then(|| view! { <Impacts impacts=Signal::stored(rows)/> })}
                    {(!kept.is_empty()).then(|| view! {
                        <Still kept on_left=move || {
                            asked.again();
                            on_done.try_run(());
                        }/>
                    })}
                }
            })}
            {move || refused().map(|reason| view! { <Note tone="danger" icon="alert">{reason}</Note> })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| asked.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || taking.set(None)>"Cancel"</Button>
            <Button
                look=Look::DangerSolid busy
                disabled=Signal::derive(move || refused().is_some() || asked.failure().with(Option::is_some))
                on_press=act
            >
                {verb}
            </Button>
        </div>
    }
}

/// What they keep, and through what; a group can be left beside it.
#[component]
fn Still(kept: Vec<Left>, #[prop(into)] on_left: Act) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let leave = move |one: &Left| {
        let Some((group, member)) = one.to_leave() else { return };
        let (path, name) = (here.path(&format!("/groups/{group}/members/{member}")), one.name.clone());
        spawn_local(async move {
            match client::delete::<Removed>(path).await {
                Ok(_) => toasts.done(format!("They are out of {name}")),
                Err(failure) => toasts.not_done(&format!("They are still in {name}"), &failure),
            }
            on_left.try_run(());
        });
    };
    view! {
        <div class="stack" style:--stack="0">
            <h3>"They keep"</h3>
            <ul class="results">
                {kept.into_iter().map(|one| {
                    let can_leave = one.to_leave().is_some();
                    let words = format!("Take them out of {}", one.name);
                    view! {
                        <li>
                            <Icon name=one.icon()/>
                            <span class="grow">{one.sentence()}</span>
                            {can_leave.then(move || view! { <Button size=Size::Small on_press=move || leave(&one)>{words}</Button> })}
                        </li>
                    }
                }).collect_view()}
            </ul>
        </div>
    }
}

/// The part of an answer that is looked at.
#[derive(serde::Deserialize)]
struct Removed {
    #[serde(rename = "changes")]
    _changes: Changes,
}
