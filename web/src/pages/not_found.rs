use leptos::prelude::*;

use crate::components::{ButtonLink, PublicCard, PublicPage, Size};
use crate::routes::Route;

/// Every address that leads nowhere.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <PublicPage>
            <PublicCard title="There is nothing here for you" icon="link" lead=|| "It does not exist, or you do not have access to it.">
                <div class="acts"><ButtonLink href=Route::Home size=Size::Large block=true>"Go to your workspaces"</ButtonLink></div>
            </PublicCard>
        </PublicPage>
    }
}
