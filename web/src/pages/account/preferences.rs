//! `/account/notices`: where the reader is told of what.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::list::Page as ListPage;
use shared::notifications::Topic;
use shared::notifications::wire::{ChosenChannels, NotificationPreference, PutNotificationPreferences};

use crate::client;
use crate::components::{Check, For, SkeletonRows, Tag, use_toasts};
use crate::load::{Load, load, three_states};

type Preferences = Load<ListPage<NotificationPreference>>;

/// A row for each topic, a box for each way; each is in force at once.
#[component]
pub(crate) fn NoticePreferencesPage() -> impl IntoView {
    let preferences: Preferences = load(|| client::get("/v1/me/notification-preferences"));
    view! {
        <div class="page-head">
            <div><h1>"What you are told"</h1><p class="sub">"In the app, or by mail to your primary address. What concerns the safety of your account you are always told."</p></div>
        </div>
        <div class="stack account">
            <section class="card" aria-label="What you are told">
                {three_states(preferences, "What you are told", || view! { <SkeletonRows rows=8/> }, move |page| view! {
                    <table class="told">
                        <thead><tr><th>"About"</th><th>"In the app"</th><th>"By mail"</th></tr></thead>
                        <tbody>
                            <For each=move || page.get().data key=|one| one.topic let:one>
                                <Row one=one preferences=preferences/>
                            </For>
                        </tbody>
                    </table>
                })}
            </section>
        </div>
    }
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    App,
    Mail,
}

#[component]
fn Row(one: NotificationPreference, preferences: Preferences) -> impl IntoView {
    let NotificationPreference { topic, name, description, required, .. } = one;
    let on = move |way: Way| {
        Signal::derive(move || {
            preferences.content().with(|page| {
                let row = page.as_ref().and_then(|page| page.data.iter().find(|row| row.topic == topic));
                row.is_some_and(|row| match way {
                    Way::App => row.in_app,
                    Way::Mail => row.by_mail,
                })
            })
        })
    };
    let toasts = use_toasts();
    let choose = move |way: Way, to: bool| {
        preferences.update(|page| set(&mut page.data, topic, way, to));
        let body = preferences.content().with_untracked(|page| page.as_ref().map(|page| whole(&page.data)));
        let Some(body) = body else { return };
        spawn_local(async move {
            let answer =
                client::put::<ListPage<NotificationPreference>>("/v1/me/notification-preferences", &body);
            if let Err(problem) = answer.await {
                toasts.not_done("Not saved", &problem);
                preferences.again();
            }
        });
    };
    let (app, mail) = (format!("{name}, in the app"), format!("{name}, by mail"));
    view! {
        <tr>
            <th scope="row">
                {name}
                {required.then(|| view! { " "<Tag>"Always"</Tag> })}
                <span class="faint sm below">{description}</span>
            </th>
            <td><Check label=app checked=on(Way::App) disabled=required on_change=move |(to, _): (bool, bool)| choose(Way::App, to)/></td>
            <td><Check label=mail checked=on(Way::Mail) disabled=required on_change=move |(to, _): (bool, bool)| choose(Way::Mail, to)/></td>
        </tr>
    }
}

fn set(rows: &mut [NotificationPreference], topic: Topic, way: Way, to: bool) {
    for row in rows.iter_mut().filter(|row| row.topic == topic) {
        match way {
            Way::App => row.in_app = to,
            Way::Mail => row.by_mail = to,
        }
    }
}

fn whole(rows: &[NotificationPreference]) -> PutNotificationPreferences {
    let chosen =
        rows.iter().map(|row| ChosenChannels { topic: row.topic, in_app: row.in_app, by_mail: row.by_mail });
    PutNotificationPreferences { preferences: chosen.collect() }
}
