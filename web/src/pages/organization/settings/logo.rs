use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::organizations::wire::{Organization, SetLogo};

use super::super::keys::focus;
use super::picture;
use crate::client::{self, Failure};
use crate::components::{Button, FormProblem, Look, Note, Show, Tile, use_toasts};
use crate::here::Here;
use crate::session::use_session;

/// The organization's picture. Any picture will do: a small one is made of it here.
#[component]
pub(super) fn LogoCard(here: Here, may: Memo<bool>) -> impl IntoView {
    let (toasts, session) = (use_toasts(), use_session());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let unreadable = RwSignal::new(false);
    let field = NodeRef::<Input>::new();
    let name = Signal::derive(move || here.organization().name.to_string());
    let picture = Signal::derive(move || here.organization().logo_url);
    let settle = move |answer: Result<Organization, Failure>, said: &'static str| {
        match answer {
            Ok(organization) => {
                here.set(organization);
                toasts.done(said);
                spawn_local(async move {
                    let _ = session.reload_memberships().await;
                });
            }
            Err(problem) => {
                let _ = failure.try_set(Some(problem));
            }
        }
        let _ = busy.try_set(false);
    };
    let choose = move || {
        let Some(input) = field.get_untracked() else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // So that the same file can be chosen again.
        input.set_value("");
        busy.set(true);
        failure.set(None);
        unreadable.set(false);
        let path = here.path("/logo");
        spawn_local(async move {
            match picture::small(&file).await {
                Some(data) => settle(client::put(path, &SetLogo { data }).await, "The logo is saved"),
                None => {
                    let _ = unreadable.try_set(true);
                    let _ = busy.try_set(false);
                }
            }
        });
    };
    let remove = move || {
        busy.set(true);
        failure.set(None);
        let path = here.path("/logo");
        spawn_local(async move {
            settle(client::delete(path).await, "The logo is gone");
            // The button that did it is gone, too.
            request_animation_frame(|| focus(".logo .btn"));
        });
    };
    view! {
        <section class="card" aria-labelledby="logo-t">
            <header><div class="grow"><h2 id="logo-t">"Logo"</h2><span class="sub">"Shown beside the name, to everybody who belongs here."</span></div></header>
            <div class="pad stack">
                <div class="row logo">
                    <Tile name picture/>
                    <Show when=move || may.get()>
                        <input
                            type="file" class="vh" tabindex="-1" aria-hidden="true" accept="image/png,image/jpeg,image/webp"
                            node_ref=field on:change=move |_| choose()
                        />
                        <Button busy on_press=move || if let Some(field) = field.get_untracked() { field.click() }>
                            {move || if picture.with(Option::is_some) { "Change…" } else { "Choose a picture…" }}
                        </Button>
                        <Show when=move || picture.with(Option::is_some)>
                            <Button look=Look::Ghost busy on_press=remove>"Remove"</Button>
                        </Show>
                    </Show>
                </div>
                <p class="faint sm">"PNG, JPEG or WebP. It is made small enough before it leaves this page."</p>
                <Show when=move || unreadable.get()>
                    <Note tone="danger" icon="alert">"This file is no picture that can be used. Choose a PNG, JPEG or WebP."</Note>
                </Show>
                <FormProblem failure/>
            </div>
        </section>
    }
}
