use leptos::prelude::*;

use super::Icon;
use crate::routes::Route;

/// The frame of a page outside the shell: the doorway, and one card in it (children).
#[component]
pub(crate) fn PublicPage(children: Children) -> impl IntoView {
    view! {
        <div class="pub">
            <header>
                <a class="brand" href=Route::Home.path()><span class="mark"><Icon name="mark"/></span>"Usher"</a>
            </header>
            <main id="main" tabindex="-1">{children()}</main>
            <footer><span>"Organizations, members and access"</span><a href="/docs" rel="external">"API"</a></footer>
        </div>
    }
}

/// A card with one heading. `icon` stands above it, on `warn` ground where it warns.
#[component]
pub(crate) fn PublicCard(
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] icon: &'static str,
    #[prop(optional)] warn: bool,
    /// In place of the icon: a pair of tile and avatar.
    #[prop(into, optional)]
    art: Option<ViewFn>,
    /// Under the heading.
    #[prop(into, optional)]
    lead: ViewFn,
    children: Children,
) -> impl IntoView {
    let id = super::unique("card");
    let labelled = id.clone();
    view! {
        <section class="pcard" aria-labelledby=labelled>
            {match art {
                Some(art) => art.run(),
                None if icon == "mark" => view! { <span class="mark big"><Icon name="mark"/></span> }.into_any(),
                None => view! { <span class=if warn { "orb warn" } else { "orb" }><Icon name=icon/></span> }.into_any(),
            }}
            <div>
                <h1 id=id>{move || title.get()}</h1>
                <div class="lead">{move || lead.run()}</div>
            </div>
            {children()}
        </section>
    }
}
