//! The field and the list under it: a combobox, whose focus stays in the field.

use std::time::Duration;

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::{DefaultWorkspace, User};

use super::entries::{Does, Entry, found, remembering, step};
use super::offer;
use crate::client;
use crate::components::{Icon, Keys, Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::load::load;
use crate::pages::organization::place_names;
use crate::router::{Router, use_router};
use crate::session::{Session, use_session};
use crate::shell::shortcuts::{Shortcuts, use_shortcuts};
use crate::theme::{remember, remembered, set_theme};

const LIST: &str = "palette-list";

/// How long typing rests before people are looked for.
const REST: Duration = Duration::from_millis(150);

/// Everything that choosing an entry may need.
#[derive(Clone, Copy)]
struct Hands {
    here: Here,
    session: Session,
    router: Router,
    shortcuts: Shortcuts,
    toasts: Toasts,
    open: RwSignal<bool>,
}

/// Where what was chosen last is kept: for each organization, on this machine alone.
fn memory(here: Here) -> String {
    format!("usher.recent.{}", here.id())
}

fn recent(here: Here) -> Vec<String> {
    remembered(&memory(here)).map(|kept| kept.split(' ').map(str::to_owned).collect()).unwrap_or_default()
}

impl Hands {
    fn choose(self, entry: &Entry, new_tab: bool) {
        self.open.set(false);
        // What a label is made of is not kept, only ids and pages.
        if !entry.id.contains(' ') {
            remember(&memory(self.here), Some(&remembering(&recent(self.here), &entry.id).join(" ")));
        }
        match &entry.does {
            Does::Go(path) if new_tab => {
                let _ = window().open_with_url_and_target(path, "_blank");
            }
            Does::Go(path) => self.router.go(path.clone()),
            Does::Theme(theme) => set_theme(*theme),
            Does::Shortcuts => self.shortcuts.open(),
            Does::SignOut => spawn_local(self.session.sign_out()),
            Does::LandHere(id, name) => self.land(id, name.clone()),
        }
    }

    fn land(self, id: &str, name: String) {
        let Ok(workspace) = id.parse() else { return };
        spawn_local(async move {
            let answer: Result<User, _> =
                client::put("/v1/me/default-workspace", &DefaultWorkspace { workspace }).await;
            match answer {
                Ok(user) => {
                    self.session.set_user(user);
                    self.toasts.done(format!("Signing in lands in {name}"));
                }
                Err(failure) => self.toasts.not_done("Where signing in lands was not changed", &failure),
            }
        });
    }
}

/// What is asked, and what is found.
#[component]
pub(super) fn Ask(open: RwSignal<bool>) -> impl IntoView {
    let here = use_here();
    let hands = Hands {
        here,
        session: use_session(),
        router: use_router(),
        shortcuts: use_shortcuts(),
        toasts: use_toasts(),
        open,
    };
    let typed = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let node = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = node.get() {
            let _ = field.focus();
        }
    });
    let mut rest = debounce(REST, move |text: String| {
        if typed.try_get_untracked().as_ref() == Some(&text) {
            asked.set(text.trim().to_owned());
        }
    });
    let people = load(move || offer::people(here, asked.get()));
    let places = load(move || place_names(here));
    let last = StoredValue::new(recent(here));
    let shown = Memo::new(move |_| {
        let mut all = offer::fixed(here, hands.session, &hands.router.route().get());
        all.extend(
            places.content().with(|places| offer::places(here, places.as_deref().unwrap_or_default())),
        );
        // People of letters that are no longer there would only flicker.
        let text = typed.get();
        if !text.trim().is_empty() {
            all.extend(people.content().get().unwrap_or_default());
        }
        last.with_value(|last| found(&all, &text, last))
    });
    Effect::new(move |was: Option<Vec<String>>| {
        let ids: Vec<String> = shown.with(|shown| shown.iter().map(|entry| entry.id.clone()).collect());
        if was.is_some_and(|was| was != ids) {
            at.set(0);
        }
        ids
    });
    let go_to = move |next: usize| {
        at.set(next);
        if let Some(option) = document().get_element_by_id(&option_id(next)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let all = shown.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" => go_to(step(at.get_untracked(), 1, all)),
            "ArrowUp" => go_to(step(at.get_untracked(), -1, all)),
            "PageDown" => go_to(all.saturating_sub(1)),
            "PageUp" => go_to(0),
            "Enter" => {
                let new_tab = event.ctrl_key() || event.meta_key();
                if let Some(entry) = shown.with_untracked(|shown| shown.get(at.get_untracked()).cloned()) {
                    hands.choose(&entry, new_tab);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="ask">
            <Icon name="search"/>
            <input
                type="text"
                role="combobox"
                aria-label="Search people, projects and actions"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=LIST
                aria-activedescendant=move || (0 < shown.with(Vec::len)).then(|| option_id(at.get()))
                placeholder="Search people, projects, actions"
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                node_ref=node
                prop:value=move || typed.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(text.clone());
                    rest(text);
                }
                on:keydown=on_key
            />
            <Keys keys=vec!["Esc"]/>
        </div>
        <div class="list menu" id=LIST role="listbox" aria-label="Found" aria-busy=move || people.busy().get().then_some("true")>
            {move || groups(hands, &shown.get(), at)}
        </div>
        <p class="vh" role="status">{move || said(shown.with(Vec::len))}</p>
        {move || shown.with(Vec::is_empty).then(|| view! { <p class="none">"Nothing is called so, or it is not there for you."</p> })}
        <div class="foot" aria-hidden="true">
            <span><Keys keys=vec!["↑", "↓"]/>" move"</span>
            <span><Keys keys=vec!["↵"]/>" open"</span>
            <span><Keys keys=vec!["Ctrl", "↵"]/>" in a new tab"</span>
        </div>
    }
}

fn said(found: usize) -> String {
    match found {
        0 => "Nothing found".to_owned(),
        1 => "1 found".to_owned(),
        several => format!("{several} found"),
    }
}

fn option_id(at: usize) -> String {
    format!("palette-{at}")
}

/// The entries under their heads.
fn groups(hands: Hands, shown: &[Entry], at: RwSignal<usize>) -> impl IntoView + use<> {
    let mut parts = Vec::new();
    let mut start = 0;
    for group in shown.chunk_by(|one, other| one.group == other.group) {
        let words = group.first().map_or("", |first| first.group.words());
        let options: Vec<_> = group
            .iter()
            .enumerate()
            .map(|(place, entry)| option(hands, entry.clone(), start + place, at))
            .collect();
        start += group.len();
        parts.push(view! {
            <div role="group" aria-label=words>
                <div class="mh" aria-hidden="true">{words}</div>
                {options}
            </div>
        });
    }
    parts
}

fn option(hands: Hands, entry: Entry, place: usize, at: RwSignal<usize>) -> impl IntoView + use<> {
    let current = move || at.get() == place;
    let chosen = entry.clone();
    view! {
        <div
            class="mi"
            role="option"
            id=option_id(place)
            aria-selected=move || current().to_string()
            data-active=move || current().then_some("")
            on:pointermove=move |_| {
                if at.get_untracked() != place {
                    at.set(place);
                }
            }
            // The focus stays in the field.
            on:mousedown=|event| event.prevent_default()
            on:click=move |event| hands.choose(&chosen, event.ctrl_key() || event.meta_key())
        >
            <Icon name=entry.icon/>
            <span class="trunc">{entry.label}{(!entry.note.is_empty()).then(|| view! { <small class="trunc">{entry.note}</small> })}</span>
            <span class="end">{(!entry.keys.is_empty()).then(|| view! { <Keys keys=entry.keys.to_vec()/> })}</span>
        </div>
    }
}
