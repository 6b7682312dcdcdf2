//! Giving a name, and deleting by typing it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::text::Name;

use crate::client::Failure;
use crate::components::{Button, Dialog, FormProblem, Look, TextField};

/// What a dialog does when it is sent; it closes when that worked.
pub(in super::super) type Sends<T> =
    Arc<dyn Fn(T) -> Pin<Box<dyn Future<Output = Result<(), Failure>>>> + Send + Sync>;

/// Wraps an `async` closure for a dialog.
pub(in super::super) fn sends<T, F>(act: impl Fn(T) -> F + Send + Sync + 'static) -> Sends<T>
where
    F: Future<Output = Result<(), Failure>> + 'static,
{
    Arc::new(move |value| Box::pin(act(value)))
}

/// Asks for a name.
#[component]
pub(in super::super) fn NameDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// What stands in the field at first.
    #[prop(into, optional)]
    initial: Signal<String>,
    /// The button: "Create workspace".
    verb: &'static str,
    act: Sends<Name>,
    /// More fields.
    #[prop(into, optional)]
    more: ViewFn,
) -> impl IntoView {
    let more = StoredValue::new(more);
    view! {
        <Dialog open title>
            <NameForm open initial=initial.get_untracked() verb act=Arc::clone(&act) more/>
        </Dialog>
    }
}

#[component]
fn NameForm(
    open: RwSignal<bool>,
    initial: String,
    verb: &'static str,
    act: Sends<Name>,
    more: StoredValue<ViewFn>,
) -> impl IntoView {
    let name = RwSignal::new(initial.clone());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let touched = Memo::new(move |was: Option<&bool>| {
        was.copied().unwrap_or(false) || name.with(|name| *name != initial)
    });
    let error = Signal::derive(move || {
        let malformed = name.with(|name| name.parse::<Name>().err()).filter(|_| touched.get());
        malformed.map(|denied| denied.detail.to_owned()).or_else(|| failure.get()?.field("/name"))
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(parsed) = name.with_untracked(|name| name.parse::<Name>()) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let sending = act(parsed);
        spawn_local(async move {
            match sending.await {
                Ok(()) => open.set(false),
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <div class="d-body stack">
                <TextField label="Name" value=name error maxlength=100 autofocus=true/>
                {more.with_value(ViewFn::run)}
                <FormProblem failure fields=&["/name"]/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy disabled=Signal::derive(move || name.with(|name| name.parse::<Name>().is_err()))>
                    {verb}
                </Button>
            </div>
        </form>
    }
}

/// Deletes once the name is typed.
#[component]
pub(in super::super) fn DeleteDialog(
    open: RwSignal<bool>,
    /// `organization`, `workspace` or `project`.
    noun: &'static str,
    #[prop(into)] name: Signal<String>,
    /// What goes with it.
    #[prop(into)]
    consequence: Signal<String>,
    act: Sends<()>,
) -> impl IntoView {
    view! {
        <Dialog open title=Signal::derive(move || format!("Delete {}?", name.get()))>
            <DeleteForm open noun name=name.get_untracked() consequence=consequence.get_untracked() act=Arc::clone(&act)/>
        </Dialog>
    }
}

#[component]
fn DeleteForm(
    open: RwSignal<bool>,
    noun: &'static str,
    name: String,
    consequence: String,
    act: Sends<()>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let wanted = name.clone();
    let same = Memo::new(move |_| typed.with(|typed| typed.trim() == wanted));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !same.get_untracked() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let sending = act(());
        spawn_local(async move {
            match sending.await {
                Ok(()) => {
                    let _ = open.try_set(false);
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <div class="d-body stack">
                <p class="muted">{consequence}</p>
                <TextField label=format!("Type {name} to delete it") value=typed autocomplete="off" autofocus=true/>
                <FormProblem failure/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button look=Look::DangerSolid submit=true busy disabled=Signal::derive(move || !same.get())>"Delete " {noun}</Button>
            </div>
        </form>
    }
}
