//! Keys that work on every page. They act outside fields alone, and can be turned off in the account.

use leptos::ev;
use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use wasm_bindgen::JsCast;

use super::palette::use_palette;
use crate::components::{Dialog, as_here, something_is_open, use_toasts};
use crate::here::Here;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;
use crate::theme::{remember, remembered};

const KEY: &str = "usher.single_keys";
/// How long `g` waits for its second letter.
const SEQUENCE_MS: f64 = 1_200.0;

/// Whether single keys act (WCAG 2.1.4 wants them to be optional).
pub(crate) fn single_keys() -> bool {
    remembered(KEY).as_deref() != Some("off")
}

pub(crate) fn set_single_keys(on: bool) {
    remember(KEY, (!on).then_some("off"));
}

/// The dialog that lists them.
#[derive(Clone, Copy)]
pub(super) struct Shortcuts(RwSignal<bool>);

impl Shortcuts {
    pub(super) fn open(self) {
        self.0.set(true);
    }
}

pub(super) fn use_shortcuts() -> Shortcuts {
    expect_context()
}

pub(super) fn provide_shortcuts() {
    provide_context(Shortcuts(RwSignal::new(false)));
}

/// Listens while the shell's page is shown.
pub(super) fn listen_for_shortcuts(here: Here) {
    let router = use_router();
    let session = use_session();
    let toasts = use_toasts();
    let shortcuts = use_shortcuts();
    let palette = use_palette();
    let since_g = StoredValue::new(0.0);
    let go = move |page: Page| router.go(Route::within(here.organization_untracked().slug, page));
    let may_invite =
        move || untrack(|| here.can(CoreScope::Members, Access::Full) && here.read_only().is_none());
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || something_is_open() {
            return;
        }
        if event.alt_key() && !event.ctrl_key() && !event.meta_key() {
            // ⌥ changes what a key types on some keyboards: its place does not change.
            let place = event.code().strip_prefix("Digit").and_then(|digit| digit.parse::<usize>().ok());
            if let Some(at) = place.and_then(|place| place.checked_sub(1)) {
                let organization = here.organization_untracked();
                let workspace = session.memberships().with_untracked(|all| {
                    let own = all.iter().find(|membership| membership.organization.id == organization.id)?;
                    own.workspaces.get(at).map(|workspace| workspace.id.to_string())
                });
                if let Some(workspace) = workspace {
                    event.prevent_default();
                    go(Page::Workspace(workspace));
                }
            }
            return;
        }
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            palette.open();
            return;
        }
        if event.ctrl_key() || event.meta_key() || in_field(&event) || !single_keys() {
            return;
        }
        let after_g = js_sys::Date::now() - since_g.get_value() < SEQUENCE_MS;
        since_g.set_value(0.0);
        let key = event.key();
        match (after_g, key.as_str()) {
            (true, "m") => go(Page::Members),
            (true, "w") => go(Page::Workspaces),
            (true, "g") => go(Page::Groups),
            (true, "d") => go(Page::Domains),
            (true, "p") => go(Page::Workspaces),
            (true, "q") => router.go(format!("{}?tab=requests", here.link(Page::Members))),
            (true, "r") => go(Page::Roles),
            (true, "x") => go(Page::Matrix),
            (true, "a") => go(Page::AuditLog),
            (true, "s") => go(Page::Settings),
            (true, "y") => go(Page::Member("me".to_owned())),
            (false, "g") => since_g.set_value(js_sys::Date::now()),
            (false, "/") => {
                let field = document().query_selector("[data-search]").ok().flatten();
                let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok())
                else {
                    return;
                };
                let _ = field.focus();
                field.select();
            }
            // The page of members has the key itself.
            (false, "i") if may_invite() && router.route().with_untracked(|route| !is_members(route)) => {
                router.go(format!("{}?dialog=invite", here.link(Page::Members)));
            }
            (false, "?") => shortcuts.open(),
            (false, "z") => toasts.undo_latest(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

fn is_members(route: &Route) -> bool {
    matches!(route, Route::Organization { page: Page::Members, .. })
}

/// Whether the key is being typed into something.
fn in_field(event: &web_sys::KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]").ok().flatten().is_some()
}

/// All of them, by what they do.
#[component]
pub(super) fn ShortcutsDialog() -> impl IntoView {
    const KEYS: [(&str, &[&str]); 24] = [
        ("Find anything", &["Ctrl", "K"]),
        ("Search this page", &["/"]),
        ("Invite people", &["I"]),
        ("Undo the last change", &["Z"]),
        ("Go to members", &["G", "M"]),
        ("Go to workspaces and projects", &["G", "P"]),
        ("Go to requests to join", &["G", "Q"]),
        ("Go to groups", &["G", "G"]),
        ("Go to domains", &["G", "D"]),
        ("Go to roles", &["G", "R"]),
        ("Go to people × projects", &["G", "X"]),
        ("Go to the audit log", &["G", "A"]),
        ("Go to settings", &["G", "S"]),
        ("Go to your access", &["G", "Y"]),
        ("Open a workspace", &["Alt", "1…9"]),
        ("Next and previous row", &["J", "K"]),
        ("Select a row", &["X"]),
        ("Open a row", &["Enter"]),
        ("Change a row’s role", &["E"]),
        ("A member’s permissions", &["P"]),
        ("A row's menu", &["."]),
        ("Approve a request", &["Y"]),
        ("Decline a request…", &["⌫"]),
        ("This list", &["?"]),
    ];
    let Shortcuts(open) = use_shortcuts();
    view! {
        <Dialog open=open title="Keyboard shortcuts" sub=Some("They act outside fields. You can turn single keys off in your account.".to_owned())>
            <div class="d-body">
                <dl class="shortcuts">
                    {KEYS
                        .into_iter()
                        .map(|(what, keys)| {
                            view! { <div><dt>{what}</dt><dd class="keys">{keys.iter().map(|key| view! { <kbd>{as_here(key)}</kbd> }).collect_view()}</dd></div> }
                        })
                        .collect_view()}
                </dl>
            </div>
        </Dialog>
    }
}
