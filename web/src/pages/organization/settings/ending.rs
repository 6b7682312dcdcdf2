use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::organizations::wire::DeleteOrganization;

use super::super::workspaces::{DeleteDialog, restorable_for, sends};
use crate::client;
use crate::components::{Button, Look, Show};
use crate::here::Here;
use crate::time;

/// Until when it could be restored, if it were deleted now.
fn until(here: Here) -> String {
    let days = chrono::TimeDelta::days(here.organization().restore_days.into());
    time::date(&time::local(time::now() + days))
}

/// Deleting the organization: only for whoever owns it.
#[component]
pub(super) fn Ending(here: Here) -> impl IntoView {
    let owns = Memo::new(move |_| here.can(CoreScope::Ownership, Access::Full));
    let open = RwSignal::new(false);
    let name = Signal::derive(move || here.organization().name.to_string());
    let delete = sends(move |()| async move {
        let body = DeleteOrganization { confirm: name.get_untracked() };
        client::delete_with::<serde_json::Value>(here.path(""), &body).await?;
        // Everything around this page knows it as present: it begins anew, with how to restore it.
        let _ = window().location().reload();
        Ok(())
    });
    view! {
        <Show when=move || owns.get()>
            <section class="card danger-card" aria-labelledby="end-t">
                <header><h2 id="end-t">"Deleting"</h2></header>
                <div class="lines">
                    <div>
                        <div class="grow">
                            <b class="med">"Delete " {name}</b>
                            <span>"Nobody can open it from then on, keys and links stop, and everybody is told. You can restore it for " {move || restorable_for(here)} ", with everything that everybody had."</span>
                        </div>
                        <Button look=Look::Danger on_press=move || open.set(true)>"Delete…"</Button>
                    </div>
                </div>
            </section>
            <DeleteDialog
                open noun="organization" name act=std::sync::Arc::clone(&delete)
                consequence=Signal::derive(move || format!(
                    "Its members lose all access at once, in every workspace, and so do keys, guests and the check API. Invitations and links do nothing meanwhile. You can restore it for {}, until {}; after that it is gone for good, and nobody can have its address.",
                    restorable_for(here), until(here),
                ))
            />
        </Show>
    }
}
