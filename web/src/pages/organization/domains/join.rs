//! Whether people at a proven domain come in: not at all, by asking, or at once. In force with the press.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::domains::wire::{Domain, EditDomain, JoinMode};

use crate::client;
use crate::components::{Segment, Segments, use_toasts};
use crate::here::Here;
use crate::load::Load;

/// The choice, as three segments.
#[component]
pub(super) fn JoinChoice(
    here: Here,
    domain: Memo<Domain>,
    domains: Load<Vec<Domain>>,
    /// True while the server is asked.
    saving: RwSignal<bool>,
) -> impl IntoView {
    let toasts = use_toasts();
    // What was pressed, until the answer is here: what is refused goes back to what it was.
    let pressed = RwSignal::new(None::<JoinMode>);
    let value = Signal::derive(move || {
        pressed.get().unwrap_or_else(|| domain.with(|domain| domain.join)).key().to_owned()
    });
    let choose = move |key: String| {
        let Some(join) = JoinMode::ALL.into_iter().find(|mode| mode.key() == key) else { return };
        let Domain { id, name, .. } = domain.get_untracked();
        let path = here.path(&format!("/domains/{id}"));
        pressed.set(Some(join));
        saving.set(true);
        spawn_local(async move {
            match client::patch::<Domain>(path, &EditDomain { join: Some(join), ..EditDomain::default() })
                .await
            {
                Ok(changed) => {
                    domains.update(|all| {
                        all.iter_mut().filter(|one| one.id == id).for_each(|one| *one = changed.clone());
                    });
                    toasts.done(match join {
                        JoinMode::Off => format!("People at {name} come in by invitation alone"),
                        JoinMode::Request => format!("People at {name} can ask to join"),
                        JoinMode::Open => format!("People at {name} come straight in"),
                    });
                }
                Err(failure) => {
                    toasts.not_done("Not changed", &failure);
                    domains.again();
                }
            }
            let _ = pressed.try_set(None);
            let _ = saving.try_set(false);
        });
    };
    view! {
        <Segments
            label=domain.with_untracked(|domain| format!("How people at {} come in", domain.name))
            value
            options=vec![
                Segment { key: "off", words: "Invite only", icon: "" },
                Segment { key: "request", words: "Ask to join", icon: "" },
                Segment { key: "open", words: "Join at once", icon: "" },
            ]
            on_change=choose
        />
    }
}
