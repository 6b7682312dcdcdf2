use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::ids::NotificationId;
use shared::notifications::wire::Notification;

use super::{ActWith, Breaking, For, IconButton, Look, Moment, Show};
use crate::{routes, time};

/// Notices under the days on which they came, the newest first. `on_read` is told of each that was read.
#[component]
pub(crate) fn NoticeList(
    #[prop(into)] notices: Signal<Vec<Notification>>,
    #[prop(into)] on_read: ActWith<NotificationId>,
) -> impl IntoView {
    let unread = Memo::new(move |_| {
        notices.with(|all| {
            all.iter().filter(|one| one.read_at.is_none()).map(|one| one.id).collect::<BTreeSet<_>>()
        })
    });
    let days = Memo::new(move |_| {
        let now = time::local(time::now());
        let mut days: Vec<(String, Vec<Notification>)> = Vec::new();
        for notice in notices.get() {
            let day = time::day_name(&time::local(notice.at), &now);
            match days.last_mut() {
                Some((last, list)) if *last == day => list.push(notice),
                Some(_) | None => days.push((day, vec![notice])),
            }
        }
        days
    });
    let ids = |day: &(String, Vec<Notification>)| {
        (day.0.clone(), day.1.iter().map(|notice| notice.id).collect::<Vec<_>>())
    };
    view! {
        <div class="days">
            <For each=move || days.get() key=ids let:day>
                <section>
                    <h3>{day.0}</h3>
                    <ul>
                        <For each={let list = day.1.clone(); move || list.clone()} key=|notice| notice.id let:notice>
                            <One notice=notice unread=unread on_read=on_read/>
                        </For>
                    </ul>
                </section>
            </For>
        </div>
    }
}

#[component]
fn One(
    notice: Notification,
    unread: Memo<BTreeSet<NotificationId>>,
    on_read: ActWith<NotificationId>,
) -> impl IntoView {
    let Notification { id, text, link, at, .. } = notice;
    let new = Memo::new(move |_| unread.with(|unread| unread.contains(&id)));
    let read = move || {
        if new.get_untracked() {
            on_read.run((id,));
        }
    };
    // Only ever a page of this app, whatever was stored.
    let words = match link.as_deref().and_then(routes::safe_next) {
        Some(path) => {
            view! { <a href=path on:click=move |_| read()><Breaking text=text.clone()/></a> }.into_any()
        }
        None => view! { <span><Breaking text=text.clone()/></span> }.into_any(),
    };
    let label = format!("Mark as read: {text}");
    // The day stands above it.
    let (local, now) = (time::local(at), time::local(time::now()));
    let when = if local.date_naive() == now.date_naive() {
        view! { <Moment at=at/> }.into_any()
    } else {
        view! { <time datetime=at.to_rfc3339() title=time::date_time(&local)>{local.format("%H:%M").to_string()}</time> }.into_any()
    };
    view! {
        <li class:new=move || new.get()>
            <span class="sign">
                <Show when=move || new.get()><span class="dot accent"></span><span class="vh">"Unread"</span></Show>
            </span>
            <span class="grow">{words}<span class="faint sm below">{when}</span></span>
            <Show when=move || new.get()>
                <IconButton icon="check" label=label.clone() look=Look::Ghost on_press=read/>
            </Show>
        </li>
    }
}
