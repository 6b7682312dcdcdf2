use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::list::Page as ListPage;
use shared::me::wire::Session;

use crate::client;
use crate::components::{
    Button, For, Icon, Look, Moment, Show, Size, SkeletonRows, Tag, follow_rows, use_toasts,
};
use crate::load::{Load, load, three_states};
use crate::pages::browser::describe;
use crate::session::use_session;

/// Where one is signed in.
#[component]
pub(super) fn Sessions() -> impl IntoView {
    let toasts = use_toasts();
    let (busy, set_busy) = signal(false);
    let sessions = load(|| client::get::<ListPage<Session>>("/v1/me/sessions"));
    let others = move || {
        sessions
            .content()
            .with(|page| page.as_ref().is_some_and(|page| page.data.iter().any(|session| !session.current)))
    };
    let end_others = move || {
        set_busy.set(true);
        spawn_local(async move {
            match client::delete::<()>("/v1/me/sessions").await {
                Ok(()) => toasts.done("Signed out everywhere else"),
                Err(problem) => toasts.not_done("Not ended", &problem),
            }
            let _ = set_busy.try_set(false);
            sessions.again();
        });
    };
    let rows = Memo::new(move |_| {
        let page = sessions.content().get();
        page.iter().flat_map(|page| &page.data).map(|session| session.id.to_string()).collect()
    });
    follow_rows(rows, "data-session");
    view! {
        <section class="card" aria-labelledby="sessions">
            <header>
                <div class="grow"><h2 id="sessions">"Sessions"</h2><p class="sub">"Ending one signs it out with its next request."</p></div>
                <Show when=others><Button size=Size::Small busy=busy on_press=end_others>"Sign out everywhere else"</Button></Show>
            </header>
            {three_states(
                sessions,
                "Your sessions",
                || view! { <SkeletonRows rows=2/> },
                move |page| view! {
                    <div class="lines">
                        <For each=move || page.get().data key=|session| (session.id, session.last_seen_at) let:session>
                            <OneSession one=session sessions=sessions/>
                        </For>
                    </div>
                },
            )}
        </section>
    }
}

#[component]
fn OneSession(one: Session, sessions: Load<ListPage<Session>>) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let (busy, set_busy) = signal(false);
    let Session { id, current, last_seen_at, user_agent, ip, .. } = one;
    let browser = user_agent.as_deref().map_or_else(|| "Unknown browser".to_owned(), describe);
    let label = format!("End the session of {browser}");
    let end = move || {
        if current {
            spawn_local(session.sign_out());
            return;
        }
        set_busy.set(true);
        spawn_local(async move {
            match client::delete::<()>(format!("/v1/me/sessions/{id}")).await {
                Ok(()) => toasts.done("Session ended"),
                Err(problem) => toasts.not_done("Not ended", &problem),
            }
            let _ = set_busy.try_set(false);
            sessions.again();
        });
    };
    view! {
        <div data-session=id.to_string() tabindex="-1">
            <Icon name="monitor"/>
            <span class="grow">
                <span class="med">{browser}</span>
                <span class="faint sm below">{ip.map(|ip| format!("{ip} · "))}<Moment at=last_seen_at/></span>
            </span>
            {current.then(|| view! { <Tag tone="accent">"This one"</Tag> })}
            <span title=label><Button look=Look::Ghost size=Size::Small busy=busy on_press=end>{if current { "Sign out" } else { "End" }}</Button></span>
        </div>
    }
}
