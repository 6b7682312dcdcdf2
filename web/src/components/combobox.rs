//! One of more than a list can hold: found by letters, on the server, while they are typed.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use leptos::html::{Div, Input};
use leptos::prelude::*;

use super::button::inert;
use super::menu::place;
use super::{ActWith, Avatar, Show, unique};
use crate::client::Failure;
use crate::load::load;

/// How long typing rests before it is searched for.
const REST: Duration = Duration::from_millis(150);

/// One of what can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) key: String,
    pub(crate) words: String,
    /// What tells it from others of that name; empty for none.
    pub(crate) under: String,
    /// Somebody, with a face.
    pub(crate) person: bool,
    /// Why it cannot be chosen.
    pub(crate) reason: Option<String>,
}

impl Candidate {
    /// One that is no person, such as nobody.
    pub(crate) fn plain(key: impl Into<String>, words: impl Into<String>) -> Self {
        Self { key: key.into(), words: words.into(), under: String::new(), person: false, reason: None }
    }
}

/// What letters find; no letters find whoever comes first.
pub(crate) type Finds =
    Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Result<Vec<Candidate>, Failure>>>> + Send + Sync>;

/// Wraps an `async` closure for a [`Combobox`].
pub(crate) fn finds<F>(find: impl Fn(String) -> F + Send + Sync + 'static) -> Finds
where
    F: Future<Output = Result<Vec<Candidate>, Failure>> + 'static,
{
    Arc::new(move |letters| Box::pin(find(letters)))
}

/// A field with a list under it, whose focus stays in the field. What it says at first is `chosen`.
#[component]
pub(crate) fn Combobox(
    #[prop(into)] label: String,
    /// The label is for screen readers alone.
    #[prop(optional)]
    quiet: bool,
    chosen: Candidate,
    /// What can be chosen whatever is typed: above what is found.
    fixed: Vec<Candidate>,
    find: Finds,
    /// Told the key.
    #[prop(into)]
    on_choose: ActWith<String>,
) -> impl IntoView {
    let disabled = inert(Signal::stored(false));
    let (id, list_id) = (unique("combobox"), unique("options"));
    let anchor = format!("--{id}");
    let (input, list) = (NodeRef::<Input>::new(), NodeRef::<Div>::new());
    let chosen = RwSignal::new(chosen);
    // What was typed since it opened; none while it says what is chosen.
    let typed = RwSignal::new(None::<String>);
    let asked = RwSignal::new(String::new());
    let (open, opened, at) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(0_usize));
    let mut rest = debounce(REST, move |text: String| {
        if typed.try_get_untracked().flatten().unwrap_or_default() == text {
            asked.set(text.trim().to_owned());
        }
    });
    let found = load(move || {
        let answer = opened.get().then(|| find(asked.get()));
        async move {
            match answer {
                Some(answer) => answer.await,
                None => Ok(Vec::new()),
            }
        }
    });
    let shown = Memo::new(move |_| {
        let letters = typed.get().unwrap_or_default();
        let sought = shared::text::search_key(letters.trim());
        let fits = |one: &&Candidate| shared::text::search_key(&one.words).contains(&sought);
        let mut all: Vec<Candidate> = fixed.iter().filter(fits).cloned().collect();
        all.extend(found.content().get().unwrap_or_default());
        all
    });
    let show = move || {
        opened.set(true);
        if let (Some(field), Some(menu)) = (input.get_untracked(), list.get_untracked()) {
            if !open.get_untracked() {
                let _ = menu.show_popover();
                place(&field, &menu);
            }
            open.set(true);
        }
    };
    let hide = move || {
        if open.try_get_untracked() == Some(true) {
            if let Some(menu) = list.get_untracked() {
                let _ = menu.hide_popover();
            }
            open.set(false);
        }
    };
    let close = move || {
        hide();
        let _ = typed.try_set(None);
        let _ = asked.try_set(String::new());
        at.set(0);
    };
    let choose = move |one: Candidate| {
        if one.reason.is_some() {
            return;
        }
        close();
        on_choose.run((one.key.clone(),));
        chosen.set(one);
    };
    let go_to = {
        let list_id = list_id.clone();
        move |next: usize| {
            at.set(next);
            if let Some(option) = document().get_element_by_id(&format!("{list_id}-{next}")) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let last = shown.with_untracked(Vec::len).saturating_sub(1);
        let now = at.get_untracked().min(last);
        match (event.key().as_str(), open.get_untracked()) {
            ("ArrowDown" | "ArrowUp", false) => show(),
            ("ArrowDown", true) => go_to(if now == last { 0 } else { now + 1 }),
            ("ArrowUp", true) => go_to(if now == 0 { last } else { now - 1 }),
            ("Enter", true) => {
                if let Some(one) = shown.with_untracked(|shown| shown.get(now).cloned()) {
                    choose(one);
                }
            }
            // The list goes; what is around it stays.
            ("Escape", true) => close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let option_id = {
        let list_id = list_id.clone();
        move |place: usize| format!("{list_id}-{place}")
    };
    let active = {
        let option_id = option_id.clone();
        move || (open.get() && shown.with(|shown| at.get() < shown.len())).then(|| option_id(at.get()))
    };
    let options = move || {
        let option_id = option_id.clone();
        shown
            .get()
            .into_iter()
            .enumerate()
            .map(move |(place, one)| {
                let picked = one.clone();
                let key = one.key.clone();
                let face = one.person.then(|| view! { <Avatar name=one.words.clone() size="1.5rem"/> });
                let under = one.reason.clone().unwrap_or(one.under);
                view! {
                    <div
                        class="mi"
                        role="option"
                        id=option_id(place)
                        aria-selected=move || chosen.with(|chosen| chosen.key == key).to_string()
                        aria-disabled=one.reason.is_some().then_some("true")
                        data-active=move || (at.get() == place).then_some("")
                        on:pointermove=move |_| {
                            if at.get_untracked() != place {
                                at.set(place);
                            }
                        }
                        // The focus stays in the field.
                        on:mousedown=|event| event.prevent_default()
                        on:click=move |_| choose(picked.clone())
                    >
                        {face}
                        <span class="grow"><span class="trunc" dir="auto">{one.words}</span>{(!under.is_empty()).then(|| view! { <small>{under}</small> })}</span>
                    </div>
                }
            })
            .collect_view()
    };
    let said = move || match (open.get(), found.busy().get(), shown.with(Vec::len)) {
        (false, ..) | (true, true, _) => None,
        (true, false, 0) => Some("Nobody by that name.".to_owned()),
        (true, false, 1) => Some("1 found".to_owned()),
        (true, false, several) => Some(format!("{several} found")),
    };
    let nobody = move || !found.busy().get() && shown.with(Vec::is_empty);
    view! {
        <div class="field">
            <label class=if quiet { "vh" } else { "" } for=id.clone()>{label.clone()}</label>
            <input
                class="select"
                type="text"
                id=id
                role="combobox"
                aria-autocomplete="list"
                aria-controls=list_id.clone()
                aria-expanded=move || open.get().to_string()
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                disabled=disabled
                style:anchor-name=anchor.clone()
                prop:value=move || typed.get().unwrap_or_else(|| chosen.with(|chosen| chosen.words.clone()))
                node_ref=input
                on:focus:target=|event| event.target().select()
                on:click=move |_| show()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(Some(text.clone()));
                    at.set(0);
                    show();
                    rest(text);
                }
                on:keydown=on_key
                on:blur=move |_| close()
            />
            <div class="menu options" id=list_id role="listbox" aria-label=label popover="manual" style:position-anchor=anchor node_ref=list>
                {options}
                <Show when=nobody><p class="none">"Nobody by that name."</p></Show>
            </div>
            <span class="vh" role="status">{said}</span>
        </div>
    }
}
