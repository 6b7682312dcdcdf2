use leptos::prelude::*;

/// One of the signs in `icons.svg`, by its name there without `i-`. Always decoration: the words stand beside it.
#[component]
pub(crate) fn Icon(#[prop(into)] name: Signal<&'static str>, #[prop(optional)] small: bool) -> impl IntoView {
    let class = if small { "ico ico-s" } else { "ico" };
    view! {
        <svg class=class aria-hidden="true">
            <use_ href=move || format!("/icons.svg#i-{}", name.get())></use_>
        </svg>
    }
}

/// A key to press, as a hint; what really listens says `aria-keyshortcuts`.
#[component]
pub(crate) fn Keys(#[prop(into)] keys: Vec<&'static str>) -> impl IntoView {
    view! { <span class="keys" aria-hidden="true">{keys.into_iter().map(|key| view! { <kbd>{as_here(key)}</kbd> }).collect_view()}</span> }
}

/// A key as this machine's keyboard names it: ⌘ is Ctrl wherever it is no Apple.
pub(crate) fn as_here(key: &'static str) -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    if ["Mac", "iPhone", "iPad"].iter().any(|apple| agent.contains(apple)) {
        return key.replace("Ctrl", "⌘");
    }
    match key.strip_prefix('⌘') {
        Some("") => "Ctrl".to_owned(),
        Some(other) => format!("Ctrl {other}"),
        None => key.to_owned(),
    }
}

/// A letter on a coloured ground: an organization, a workspace, a project.
#[component]
pub(crate) fn Tile(
    #[prop(into)] name: Signal<String>,
    #[prop(optional)] ink: bool,
    /// The address of a picture that stands in place of the letter.
    #[prop(into, optional)]
    picture: Signal<Option<String>>,
) -> impl IntoView {
    let class = move || match (picture.with(Option::is_some), ink) {
        (true, _) => "tile pic",
        (false, true) => "tile ink",
        (false, false) => "tile",
    };
    view! {
        <span class=class aria-hidden="true" style:--h=move || super::hue(&name.get()).to_string()>
            {move || match picture.get() {
                Some(address) => view! { <img src=address alt=""/> }.into_any(),
                None => name.with(|name| name.chars().next().map(|c| c.to_uppercase().to_string())).into_any(),
            }}
        </span>
    }
}
