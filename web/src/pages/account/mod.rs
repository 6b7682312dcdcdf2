//! `/account`: one's own name, addresses, sessions, and how the app looks.
//!
//! | file | card |
//! | --- | --- |
//! | `profile` | the name |
//! | `addresses` | e-mail addresses, which one proves |
//! | `change_address` | another one for the account |
//! | `sessions` | where one is signed in |
//! | `preferences` | `/account/notices`: where one is told of what |
//! | `organizations` | where one belongs, and where signing in lands |

mod addresses;
mod change_address;
mod organizations;
mod preferences;
mod profile;
mod sessions;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Look, Switch};
use crate::pages::NoticesPage;
use crate::router::use_router;
use crate::routes::Route;
use crate::session::use_session;
use crate::shell::{ThemeChoice, set_single_keys, single_keys};
use addresses::Addresses;
use organizations::Organizations;
pub(crate) use preferences::NoticePreferencesPage;
use profile::Profile;
use sessions::Sessions;

/// The account, inside the shell of an organization.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <div><h1>"Account"</h1><p class="sub">"Your account is yours: no organization can see or change what is here, apart from your name and address."</p></div>
        </div>
        <div class="stack account">
            <Profile/>
            <Addresses/>
            <Organizations/>
            <Sessions/>
            <Looks/>
        </div>
    }
}

/// The account of somebody who belongs nowhere yet, or whose address is not verified.
#[component]
pub(crate) fn LoneAccountPage() -> impl IntoView {
    let session = use_session();
    let route = use_router().route();
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="lone">
            <header class="topbar">
                <a class="brand grow" href=Route::Home.path()><span class="mark"><crate::components::Icon name="mark"/></span>"Usher"</a>
                <Button look=Look::Ghost icon="leave" on_press=move || spawn_local(session.sign_out())>"Sign out"</Button>
            </header>
            <main id="main" tabindex="-1" class="narrow-main">
                {move || match route.get() {
                    Route::Notices => view! { <NoticesPage/> }.into_any(),
                    Route::NoticePreferences => view! { <NoticePreferencesPage/> }.into_any(),
                    _ => view! { <AccountPage/> }.into_any(),
                }}
            </main>
        </div>
    }
}

/// What is kept on this machine alone.
#[component]
fn Looks() -> impl IntoView {
    let keys = RwSignal::new(single_keys());
    view! {
        <section class="card" aria-labelledby="looks">
            <header><h2 id="looks" class="grow">"On this device"</h2></header>
            <div class="lines">
                <div class="wraps"><span>"Theme"</span><span class="push"><ThemeChoice/></span></div>
                <div>
                    <Switch
                        label="Single keys act: / searches, g m goes to members, ? lists them all"
                        on=keys
                        on_change=move |on: bool| {
                            keys.set(on);
                            set_single_keys(on);
                        }
                    />
                </div>
            </div>
        </section>
    }
}
