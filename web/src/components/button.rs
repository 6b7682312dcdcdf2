use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::{Act, Icon};

/// What a button looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Look {
    #[default]
    Plain,
    /// One a page.
    Primary,
    Ghost,
    Danger,
    DangerSolid,
}

/// How large a button is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Size {
    Small,
    #[default]
    Normal,
    Large,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Primary => " primary",
            Self::Ghost => " ghost",
            Self::Danger => " danger",
            Self::DangerSolid => " danger-solid",
        }
    }
}

/// The classes of a button, for a link that looks like one.
pub(crate) fn button_class(look: Look, size: Size, block: bool) -> String {
    let size = match size {
        Size::Small => " sm",
        Size::Normal => "",
        Size::Large => " lg",
    };
    format!("btn{}{size}{}", look.class(), if block { " block" } else { "" })
}

/// Around pages in which nothing can be changed now: why. Every [`Button`] and menu item that does not only
/// [read](Button) refuses with it.
#[derive(Clone, Copy)]
pub(crate) struct ReadOnly(pub(crate) Signal<Option<String>>);

/// The reason of the page around, for a control that changes something.
pub(super) fn read_only(reads: bool) -> Signal<Option<String>> {
    match use_context::<ReadOnly>() {
        Some(ReadOnly(reason)) if !reads => reason,
        Some(_) | None => Signal::stored(None),
    }
}

/// Whether nothing can be typed or chosen on the page around, whatever a control says for itself.
pub(super) fn inert(disabled: Signal<bool>) -> Signal<bool> {
    let reason = read_only(false);
    Signal::derive(move || disabled.get() || reason.with(Option::is_some))
}

/// A button with words. `busy` keeps its width and takes no second press; `reason` makes it refuse and say why.
#[component]
pub(crate) fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional)] size: Size,
    #[prop(optional)] block: bool,
    /// Sends the form around it.
    #[prop(optional)]
    submit: bool,
    #[prop(optional)] icon: &'static str,
    #[prop(into, optional)] busy: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// Why it cannot be pressed now; reachable by keyboard, unlike `disabled`.
    #[prop(into, optional)]
    reason: Signal<Option<String>>,
    /// `aria-keyshortcuts`, such as `I`; a one-letter hint is drawn.
    #[prop(optional)]
    key: &'static str,
    /// It changes nothing: it works in a view that is read-only, too.
    #[prop(optional)]
    reads: bool,
    #[prop(into, optional)] on_press: Option<Act>,
    children: Children,
) -> impl IntoView {
    let locked = read_only(reads);
    // Both may be of a page that is just going.
    let reason = Signal::derive(move || locked.try_get().flatten().or_else(|| reason.try_get().flatten()));
    let refused = move || busy.get() || reason.with(Option::is_some);
    let press = move |event: MouseEvent| {
        if refused() {
            event.prevent_default();
        } else if let Some(act) = on_press {
            act.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=button_class(look, size, block)
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || reason.with(Option::is_some).then_some("true")
            title=move || reason.get()
            aria-keyshortcuts=(!key.is_empty()).then_some(key)
            on:click=press
        >
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            {children()}
            {(!key.is_empty()).then(|| view! { <kbd aria-hidden="true">{key}</kbd> })}
        </button>
    }
}

/// A button with a sign alone; `label` is its name and its hint.
#[component]
pub(crate) fn IconButton(
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] look: Look,
    #[prop(optional)] size: Size,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] on_press: Option<Act>,
) -> impl IntoView {
    let class = format!("{} icon", button_class(look, size, false));
    view! {
        <button
            type="button"
            class=class
            disabled=disabled
            aria-label=move || label.get()
            title=move || label.get()
            on:click=move |_| {
                if let Some(act) = on_press {
                    act.run(());
                }
            }
        >
            <Icon name=icon/>
        </button>
    }
}

/// A link that looks like a button. `href` takes a `Route`.
#[component]
pub(crate) fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] look: Look,
    #[prop(optional)] size: Size,
    #[prop(optional)] block: bool,
    #[prop(optional)] icon: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=button_class(look, size, block) href=move || href.get()>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            {children()}
        </a>
    }
}
