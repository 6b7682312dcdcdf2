use leptos::prelude::*;

use super::Icon;
use crate::breaks::breaks;

/// The colour that a name always has, as a hue.
pub(crate) fn hue(name: &str) -> u32 {
    // FNV-1a: short names that differ in a letter land far apart.
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // Its low bits follow the last letters too closely to pick by: mix once more.
    let mixed = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    // Eighteen hues, far enough apart to tell.
    (mixed ^ (mixed >> 13)) % 18 * 20 + 5
}

/// `PR` of Priya Raman.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A person's initials on their colour. `class` takes `off` (deactivated) and `sys`.
#[component]
pub(crate) fn Avatar(
    #[prop(into)] name: Signal<String>,
    #[prop(optional)] class: &'static str,
    /// A CSS length; 2rem where it is left out.
    #[prop(default = "2rem")]
    size: &'static str,
) -> impl IntoView {
    // A name may be of a page that is just going.
    view! {
        <span
            class=format!("av {class}")
            aria-hidden="true"
            style:--h=move || hue(&name.try_get().unwrap_or_default()).to_string()
            style:--av=size
        >
            {move || initials(&name.try_get().unwrap_or_default())}
        </span>
    }
}

/// The round sign of somebody who is not there yet.
#[component]
pub(crate) fn BlankAvatar(#[prop(default = "mail")] icon: &'static str) -> impl IntoView {
    view! { <span class="av blank" aria-hidden="true"><Icon name=icon/></span> }
}

/// A person: avatar, name (a link where `href` is given) with tags behind it (children), address under it.
#[component]
pub(crate) fn Person(
    #[prop(into)] name: Signal<String>,
    #[prop(into)] email: Signal<String>,
    #[prop(into, optional)] href: Option<String>,
    /// Of the avatar: `off` for somebody deactivated.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let words = move || name.get();
    view! {
        <span class="who">
            <Avatar name=name class=class/>
            <span>
                <span class="n">
                    {match href {
                        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
                        None => words.into_any(),
                    }}
                    {children.map(|children| children())}
                </span>
                <span class="e"><Breaking text=email/></span>
            </span>
        </span>
    }
}

/// Words that may hold addresses: one that is too long for its line breaks behind its `@` or a dot.
#[component]
pub(crate) fn Breaking(#[prop(into)] text: Signal<String>) -> impl IntoView {
    move || {
        let text = text.get();
        let parts = breaks(&text).into_iter().map(str::to_owned).enumerate();
        parts.map(|(at, part)| view! { {(0 < at).then(|| view! { <wbr/> })}{part} }).collect_view()
    }
}
