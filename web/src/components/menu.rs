//! Menus: native popovers, placed by anchor positioning, else by measuring the button.

use leptos::html::{Button as ButtonTag, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{Act, Icon, Show, unique};

/// The menu around an item, so that choosing closes it.
#[derive(Clone, Copy)]
struct Around(NodeRef<Div>);

/// A button that opens a menu. `trigger` is what is on the button; children are the items.
#[component]
pub(crate) fn Menu(
    /// The name of the menu.
    #[prop(into)]
    label: Signal<String>,
    /// The classes of the button: `btn`, `btn icon ghost sm`, `switcher` …
    #[prop(default = "btn")]
    class: &'static str,
    /// Where it opens: empty, `left` or `up`.
    #[prop(optional)]
    side: &'static str,
    /// The button's name, where it holds a sign alone.
    #[prop(into, optional)]
    button_label: Signal<Option<String>>,
    /// What stands on the button.
    #[prop(into)]
    trigger: ViewFn,
    /// What is in it, drawn when it first opens.
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique("menu");
    let button = NodeRef::<ButtonTag>::new();
    let menu = NodeRef::<Div>::new();
    let (opened, set_opened) = signal(false);
    let (open, set_open) = signal(false);
    provide_context(Around(menu));
    let toggled = move |event: web_sys::ToggleEvent| {
        let now = event.new_state() == "open";
        set_open.set(now);
        if now {
            set_opened.set(true);
            if let (Some(button), Some(menu)) = (button.get_untracked(), menu.get_untracked()) {
                place(&button, &menu);
                // The items may be drawn only now.
                request_animation_frame(move || focus_item(&menu, Step::First));
            }
        }
    };
    let typed = StoredValue::new(String::new());
    let on_key = move |event: KeyboardEvent| {
        if let Some(menu) = menu.get_untracked() {
            menu_key(&event, &menu, typed);
        }
    };
    view! {
        <button
            type="button"
            class=class
            node_ref=button
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-label=move || button_label.get()
            title=move || button_label.get()
            on:keydown=move |event| {
                if event.key() == "ArrowDown" {
                    event.prevent_default();
                    if let Some(menu) = menu.get_untracked() {
                        let _ = menu.show_popover();
                    }
                }
            }
        >
            {trigger.run()}
        </button>
        <div
            class=format!("menu {side}")
            id=id
            popover="auto"
            role="menu"
            aria-label=move || label.get()
            node_ref=menu
            on:toggle=move |event: web_sys::Event| toggled(event.unchecked_into())
            on:keydown=on_key
        >
            <Show when=move || opened.get()>{children()}</Show>
        </div>
    }
}

/// One thing to do. `reason` keeps it there, disabled, and says why.
#[component]
pub(crate) fn MenuItem(
    #[prop(optional)] icon: &'static str,
    #[prop(optional)] danger: bool,
    #[prop(into, optional)] reason: Signal<Option<String>>,
    /// A key that does the same, as a hint.
    #[prop(optional)]
    key: &'static str,
    /// It changes nothing: it works in a view that is read-only, too.
    #[prop(optional)]
    reads: bool,
    #[prop(into)] on_choose: Act,
    children: Children,
) -> impl IntoView {
    let around = use_context::<Around>();
    let locked = super::button::read_only(reads);
    let reason = Signal::derive(move || locked.get().or_else(|| reason.get()));
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class=if danger { "mi danger" } else { "mi" }
            aria-disabled=move || reason.with(Option::is_some).then_some("true")
            on:click=move |_| {
                if reason.with_untracked(Option::is_none) {
                    close(around);
                    on_choose.run(());
                }
            }
        >
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            <span>{children()}{move || reason.get().map(|reason| view! { <small>{reason}</small> })}</span>
            {(!key.is_empty()).then(|| view! { <span class="end"><span class="keys" aria-hidden="true"><kbd>{key}</kbd></span></span> })}
        </button>
    }
}

/// A link in a menu. `href` takes a `Route`.
#[component]
pub(crate) fn MenuLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] icon: &'static str,
    children: Children,
) -> impl IntoView {
    let around = use_context::<Around>();
    view! {
        <a class="mi" role="menuitem" tabindex="-1" href=move || href.get() on:click=move |_| close(around)>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            <span>{children()}</span>
        </a>
    }
}

/// One of several, of which one is chosen. `stay` keeps the menu open, for filters that take more than one.
#[component]
pub(crate) fn MenuChoice(
    #[prop(into)] checked: Signal<bool>,
    /// Several may be checked.
    #[prop(optional)]
    many: bool,
    #[prop(into)] on_choose: Act,
    children: Children,
) -> impl IntoView {
    let around = use_context::<Around>();
    view! {
        <button
            type="button"
            role=if many { "menuitemcheckbox" } else { "menuitemradio" }
            tabindex="-1"
            class="mi"
            aria-checked=move || checked.get().to_string()
            on:click=move |_| {
                if !many {
                    close(around);
                }
                on_choose.run(());
            }
        >
            {children()}
            <span class="end">{move || checked.get().then(|| view! { <Icon name="check"/> })}</span>
        </button>
    }
}

fn close(around: Option<Around>) {
    if let Some(menu) = around.and_then(|around| around.0.get_untracked()) {
        let _ = menu.hide_popover();
    }
}

/// Which item the focus goes to.
#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    By(i32),
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role^=menuitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

fn focus_item(menu: &HtmlElement, step: Step) {
    let items = items(menu);
    let Ok(count) = i32::try_from(items.len()) else { return };
    if count == 0 {
        return;
    }
    let active = document().active_element();
    let at =
        items.iter().position(|item| active.as_ref() == Some(item)).and_then(|at| i32::try_from(at).ok());
    let next = match (step, at) {
        (Step::First, _) => 0,
        (Step::Last, _) => count - 1,
        (Step::By(by), Some(at)) => (at + by).rem_euclid(count),
        (Step::By(by), None) => {
            if by > 0 {
                0
            } else {
                count - 1
            }
        }
    };
    if let Some(item) = usize::try_from(next).ok().and_then(|next| items.get(next)) {
        let _ = item.focus();
    }
}

/// Arrows, Home, End, and typing the beginning of an item.
fn menu_key(event: &KeyboardEvent, menu: &HtmlElement, typed: StoredValue<String>) {
    let step = match event.key().as_str() {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "Home" => Step::First,
        "End" => Step::Last,
        "Tab" => {
            let _ = menu.hide_popover();
            return;
        }
        key if key.chars().count() == 1
            && key != " "
            && !event.ctrl_key()
            && !event.meta_key()
            && !event.alt_key() =>
        {
            event.stop_propagation();
            typed.update_value(|typed| typed.push_str(&key.to_lowercase()));
            let sofar = typed.get_value();
            set_timeout(
                move || {
                    let _ = typed.try_update_value(|typed| {
                        if *typed == sofar {
                            typed.clear();
                        }
                    });
                },
                std::time::Duration::from_millis(700),
            );
            let wanted = typed.get_value();
            let found = items(menu).into_iter().find(|item| {
                item.text_content().unwrap_or_default().trim().to_lowercase().starts_with(&wanted)
            });
            if let Some(item) = found {
                let _ = item.focus();
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    focus_item(menu, step);
}

/// Where there is no anchor positioning: under the button, and inside the window.
pub(super) fn place(button: &HtmlElement, menu: &HtmlElement) {
    let (around, own) = (button.get_bounding_client_rect(), menu.get_bounding_client_rect());
    let window = window();
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(1_000.0)
    };
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let x = around.left().min(width - own.width() - 8.0).max(8.0);
    let below = around.bottom() + 4.0;
    let y = if below + own.height() > height { (around.top() - own.height() - 4.0).max(8.0) } else { below };
    let style = HtmlElement::style(menu);
    let _ = style.set_property("--x", &format!("{x}px"));
    let _ = style.set_property("--y", &format!("{y}px"));
}
