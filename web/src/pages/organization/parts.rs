//! Small parts that several of these pages share.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope};
use shared::members::wire::EXPIRES_SOON;

use super::keys::copy;
use super::logic::effect::Impact;
use crate::access::missing;
use crate::components::{Art, Button, Date, Empty, Size, Tag};
use crate::here::use_here;
use crate::router::use_router;
use crate::time;

/// In place of a page that the reader may not see: names the missing scope.
#[component]
pub(super) fn NoAccess(
    title: &'static str,
    act: &'static str,
    scope: CoreScope,
    /// What the page needs.
    #[prop(default = Access::View)]
    access: Access,
) -> impl IntoView {
    let here = use_here();
    view! {
        <div class="page-head"><div><h1>{title}</h1></div></div>
        <Empty
            art=Art::Locked
            title="You do not have access to this"
            text=Signal::derive(move || missing(here, act, scope, access))
        />
    }
}

/// Opens a dialog that another page, or the palette, asks for in the address: `?dialog=new`.
pub(super) fn asked_for(dialog: &'static str, open: impl Fn() + 'static) {
    let router = use_router();
    let asked = router.query_value("dialog");
    let own = router.route().get_untracked();
    Effect::new(move |_| {
        // Of a page that is just going it is not asked, but of the one that comes.
        let here = router.route().with_untracked(|route| *route == own);
        if here && asked.with(|asked| asked.as_deref() == Some(dialog)) {
            router.replace_query("");
            open();
        }
    });
}

/// When access ends by itself, or ended; said louder once that is near.
#[component]
pub(super) fn Ends(at: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let now = time::now();
    let soon = at - now < EXPIRES_SOON;
    view! { <Tag tone=if soon { "warn" } else { "" }>{time::ends(at, now)} " " <Date at/></Tag> }
}

/// What a change does, place by place.
#[component]
pub(super) fn Impacts(#[prop(into)] impacts: Signal<Vec<Impact>>) -> impl IntoView {
    view! {
        <ul class="impact scroll">
            {move || {
                impacts
                    .get()
                    .into_iter()
                    .map(|impact| {
                        view! {
                            <li>
                                <span class="n">{impact.name}</span>
                                <span class="row">
                                    {(impact.gained > 0).then(|| view! { <span class="delta plus">"+" {impact.gained}</span> })}
                                    {(impact.lost > 0).then(|| view! { <span class="delta minus">"−" {impact.lost}</span> })}
                                </span>
                                <span class="d">{impact.detail}</span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

/// A link that is shown once, to be passed on by hand.
#[component]
pub(super) fn LinkBox(#[prop(into)] link: String, #[prop(into)] name: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let text = link.clone();
    let press = move || {
        let text = text.clone();
        spawn_local(async move {
            if copy(&text).await {
                let _ = copied.try_set(true);
            }
        });
    };
    view! {
        <div class="linkbox">
            <input
                class="input sm"
                readonly
                aria-label=name
                value=link
                on:focus:target=move |event| event.target().select()
            />
            <Button reads=true size=Size::Small icon="copy" on_press=press>
                {move || if copied.get() { "Copied" } else { "Copy link" }}
            </Button>
            // Beside the button: a status inside would take its name.
            <span class="vh" role="status">{move || copied.get().then_some("Copied")}</span>
        </div>
    }
}
