use leptos::prelude::*;
use shared::problem::Code;

use super::{Act, Button, ButtonLink, Icon, Look, Show, Size};
use crate::client::Failure;
use crate::live::{Connection, use_live};
use crate::routes::Route;

/// The drawings of empty pages, by what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Art {
    People,
    Search,
    Mail,
    Log,
    Locked,
    Door,
    Broken,
}

impl Art {
    const fn paths(self) -> &'static str {
        match self {
            Self::People => {
                r#"<circle class="s" cx="22" cy="30" r="9"/><circle class="a" cx="52" cy="30" r="11"/><path class="a" d="M52 25v10M47 30h10"/><circle class="s" cx="82" cy="30" r="9"/>"#
            }
            Self::Search => {
                r#"<path class="s" d="M14 18h44M14 30h30M14 42h38"/><circle class="a" cx="74" cy="30" r="11"/><path class="a" d="m82 38 9 9"/>"#
            }
            Self::Mail => {
                r#"<rect class="s" x="30" y="14" width="44" height="32" rx="5"/><path class="a" d="m32 19 20 14 20-14"/>"#
            }
            Self::Log => {
                r#"<path class="s" d="M40 16h42M40 30h42M40 44h26"/><circle class="a" cx="26" cy="16" r="2.5"/><circle class="s" cx="26" cy="30" r="2.5"/><circle class="s" cx="26" cy="44" r="2.5"/>"#
            }
            Self::Locked => {
                r#"<path class="s" d="M34 52V26a18 18 0 0 1 36 0v26M28 52h48"/><rect class="a" x="45" y="30" width="14" height="11" rx="2.5"/><path class="a" d="M48 30v-3a4 4 0 0 1 8 0v3"/>"#
            }
            Self::Door => {
                r#"<path class="s" d="M34 52V26a18 18 0 0 1 36 0v26"/><path class="a" d="M52 12v42l14 4V20"/><circle class="af" cx="56.5" cy="36" r="1.5"/>"#
            }
            Self::Broken => {
                r#"<path class="s" d="M20 30h20M64 30h20"/><path class="a" d="m46 24 12 12M58 24 46 36"/>"#
            }
        }
    }
}

/// Nothing here: what will be, and (children) the one thing that fills it.
#[component]
pub(crate) fn Empty(
    art: Art,
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] text: Signal<String>,
    /// It is all that the page has: its title is the page's heading.
    #[prop(optional)]
    whole: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let title = if whole {
        view! { <h1>{move || title.get()}</h1> }.into_any()
    } else {
        view! { <h3>{move || title.get()}</h3> }.into_any()
    };
    view! {
        <div class="empty">
            <svg class="art" viewBox="0 0 104 60" aria-hidden="true" inner_html=art.paths()></svg>
            {title}
            <p>{move || text.get()}</p>
            {children.map(|children| view! { <div class="row wrap">{children()}</div> })}
        </div>
    }
}

/// Something is on its way: nothing for 300 ms, then the children, which are a skeleton.
#[component]
pub(crate) fn Waiting(children: ChildrenFn) -> impl IntoView {
    let late = RwSignal::new(false);
    let timer = set_timeout_with_handle(move || late.set(true), std::time::Duration::from_millis(300));
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
    view! { <div class="waiting" aria-busy="true"><Show when=move || late.get()><span class="vh" role="status">"Loading"</span>{children()}</Show></div> }
}

/// A problem in place of a page's content: what happened, what to do, and a way on. By code, never by status.
#[component]
pub(crate) fn ProblemNote(
    /// What did not load: "Members".
    subject: &'static str,
    #[prop(into)] failure: Signal<Option<Failure>>,
    #[prop(into)] on_retry: Act,
) -> impl IntoView {
    move || {
        failure.get().map(|failure| {
            let request = failure.request().map(|request| view! { " "<span class="mono">{request.to_owned()}</span> });
            let (art, title, text) = match failure.code() {
                Some(Code::NotFound) => {
                    (Art::Door, "There is nothing here for you".to_owned(), "It does not exist, or you do not have access to it.".to_owned())
                }
                Some(Code::PermissionDenied | Code::MembershipDeactivated | Code::EmailUnverified) => (Art::Locked, failure.title(), failure.detail()),
                Some(Code::Unauthenticated | Code::RefreshReused) => (Art::Door, "You were signed out".to_owned(), failure.detail()),
                _ => (Art::Broken, format!("{subject} did not load"), failure.detail()),
            };
            let retry = failure.may_pass();
            view! {
                <div class="empty" role="alert">
                    <svg class="art" viewBox="0 0 104 60" aria-hidden="true" inner_html=art.paths()></svg>
                    <h3>{title}</h3>
                    <p>{text}{retry.then_some(request)}</p>
                    <div class="row wrap">
                        {if retry {
                            view! { <Button reads=true look=Look::Primary icon="refresh" on_press=move || on_retry.run(())>"Try again"</Button> }.into_any()
                        } else {
                            view! { <ButtonLink href=Route::Home.path()>"Go to your workspaces"</ButtonLink> }.into_any()
                        }}
                    </div>
                </div>
            }
        })
    }
}

/// A problem beside a form: what happened and what to do next.
#[component]
pub(crate) fn FormProblem(
    #[prop(into)] failure: Signal<Option<Failure>>,
    #[prop(optional)] fields: &'static [&'static str],
) -> impl IntoView {
    view! {
        <div class="problem" role="alert">
            {move || {
                failure
                    .get()
                    .filter(|failure| !failure.only_about(fields))
                    .map(|failure| {
                        let request = failure.request().filter(|_| failure.may_pass()).map(|request| view! { " "<span class="mono sm">{request.to_owned()}</span> });
                        view! {
                            <div class="note danger">
                                <Icon name="alert"/>
                                <div class="grow"><b>{failure.title()}</b><p>{failure.detail()}{request}</p></div>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// Whether others' changes arrive: a dot and a word.
#[component]
pub(crate) fn LiveIndicator() -> impl IntoView {
    let live = use_live();
    let words = move || match live.connection().get() {
        Connection::Live => "Live",
        Connection::CatchingUp => "Catching up",
        Connection::Offline => "Offline",
    };
    view! {
        <span
            class=move || if live.connection().get() == Connection::Live { "live wide-only" } else { "live off" }
            title="Changes by others appear here as they happen"
            role="status"
        >
            {words}
        </span>
    }
}

/// A line over the page while nothing can be sent.
#[component]
pub(crate) fn OfflineBanner() -> impl IntoView {
    let live = use_live();
    view! {
        <Show when=move || live.connection().get() == Connection::Offline>
            <div class="banner" role="status">
                <Icon name="wifi-off"/>
                <span>"Offline. You can read what is here; changes cannot be sent."</span>
                <Button reads=true size=Size::Small on_press=move || {
                    let _ = window().location().reload();
                }>"Retry now"</Button>
            </div>
        </Show>
    }
}
