//! The tab of people who ask to be let in: who, by which proven address, and the answer.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope};
use shared::domains::wire::Domain;
use shared::join_requests::wire::{
    ApproveJoinRequest, DenyJoinRequest, JoinRequest, JoinRequestsQuery, RequestSource,
};
use shared::list::Page as ListPage;
use shared::text::Message;

use super::super::common::offered;
use super::super::logic::words::count;
use super::state::{Directory, use_directory};
use crate::client::{self, Failure};
use crate::components::{
    Art, Avatar, Button, ButtonLink, Dialog, Empty, FormProblem, Icon, Look, Moment, Select, SkeletonRows,
    Tag, TextArea, use_toasts,
};
use crate::load::{Load, load, three_states};
use crate::query;
use crate::routes::Page;

/// The requests loaded so far.
#[derive(Debug, Clone, Default, PartialEq)]
struct Requests {
    rows: Vec<JoinRequest>,
    more: bool,
}

#[component]
pub(super) fn RequestsPanel() -> impl IntoView {
    let directory = use_directory();
    let here = directory.here;
    let pages = RwSignal::new(1u32);
    let denying = RwSignal::new(None::<JoinRequest>);
    let requests: Load<Requests> = load(move || {
        directory.live.follow();
        let pages = pages.get();
        async move {
            let mut found = Requests::default();
            let mut cursor = None;
            for _ in 0..pages {
                let asked = JoinRequestsQuery { cursor: cursor.take(), ..JoinRequestsQuery::default() };
                let page: ListPage<JoinRequest> =
                    client::get(here.path(&format!("/join-requests{}", query::of(&asked)))).await?;
                found.rows.extend(page.data);
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            found.more = cursor.is_some();
            Ok(found)
        }
    });
    let again = move || {
        requests.again();
        directory.requests_count.again();
        directory.rows.again();
    };
    view! {
        {three_states(requests, "Requests", || view! { <SkeletonRows rows=3/> }, move |content: Signal<Requests>| {
            let none = Memo::new(move |_| content.with(|content| content.rows.is_empty()));
            move || if none.get() {
                view! { <Nothing directory/> }.into_any()
            } else {
                view! {
                    <section class="card" aria-label="Requests">
                        <ul>
                            <For each=move || content.with(|content| content.rows.clone()) key=|row| row.id let:row>
                                <OneRequest directory request=row denying on_settled=again/>
                            </For>
                        </ul>
                        <footer>
                            <Icon name="lock" small=true/>
                            <span class="grow">
                                "Until somebody approves, they see the name " {here.organization().name.to_string()}
                                " and that their request waits. No people, workspaces or projects."
                            </span>
                        </footer>
                    </section>
                    <div class="t-foot">
                        <span>{move || count(content.with(|content| content.rows.len() as u64), "request", "requests")}</span>
                        <Show when=move || content.with(|content| content.more)>
                            <Button reads=true busy=requests.busy() on_press=move || pages.update(|pages| *pages += 1)>"Load more"</Button>
                        </Show>
                    </div>
                }.into_any()
            }
        })}
        <DenyDialog directory denying on_settled=again/>
    }
}

/// Nobody asks. Whether anybody could depends on the domains.
#[component]
fn Nothing(directory: Directory) -> impl IntoView {
    let here = directory.here;
    let domains: Load<bool> = load(move || async move {
        let page: ListPage<Domain> = client::get(here.path("/domains?limit=200")).await?;
        Ok(page.data.iter().any(|domain| domain.join != shared::domains::wire::JoinMode::Off))
    });
    let text = move || match domains.content().get() {
        Some(false) => {
            "People can ask to join once a domain of yours is proven, or the shareable link lets them ask."
        }
        Some(true) | None => "Whoever asks to join stands here until somebody answers.",
    };
    let link = here.link(Page::Domains);
    view! {
        <Empty art=Art::Door title="Nobody is asking to join" text=Signal::derive(move || text().to_owned())>
            <ButtonLink href=link icon="globe">"Open domains"</ButtonLink>
        </Empty>
    }
}

#[component]
fn OneRequest(
    directory: Directory,
    request: JoinRequest,
    denying: RwSignal<Option<JoinRequest>>,
    #[prop(into)] on_settled: Callback<()>,
) -> impl IntoView {
    let (here, toasts) = (directory.here, use_toasts());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let role = RwSignal::new(request.suggested_role.key.clone());
    let suggested = (request.suggested_role.key.clone(), request.suggested_role.name.clone());
    let roles = Signal::derive(move || {
        let mut roles: Vec<(String, String)> = directory.model.content().with(|model| {
            let offered = model.as_ref().map(offered).unwrap_or_default();
            offered.into_iter().map(|role| (role.key, format!("As {}", role.name))).collect()
        });
        if roles.iter().all(|(key, _)| *key != suggested.0) {
            roles.push((suggested.0.clone(), format!("As {}", suggested.1)));
        }
        roles
    });
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    let name = request.user.name.to_string();
    let email = request.user.email.to_string();
    let label = format!("Role for {name}");
    let asked = StoredValue::new(request.clone());
    let approve = move || {
        busy.set(true);
        failure.set(None);
        let (path, name) = asked.with_value(|asked| {
            (here.path(&format!("/join-requests/{}/approve", asked.id)), asked.user.name.to_string())
        });
        let body = ApproveJoinRequest { role: role.get_untracked(), note: None };
        spawn_local(async move {
            match client::post::<JoinRequest>(path, &body).await {
                Ok(_) => toasts.done(format!("{name} is in, and was told")),
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
            on_settled.run(());
        });
    };
    let proof = match (request.source, &request.domain) {
        (RequestSource::Link, _) => ("link", "Holds the shareable link".to_owned(), true),
        (RequestSource::Domain, Some(domain)) if domain.verified => {
            ("globe", format!("{}, proven by DNS", domain.name), true)
        }
        (RequestSource::Domain, Some(domain)) => {
            ("globe", format!("{} is not proven any more", domain.name), false)
        }
        (RequestSource::Domain, None) => ("globe", "The domain was given up".to_owned(), false),
    };
    let verified = request.user.email_verified;
    view! {
        <li class="req">
            <span class="who"><Avatar name=name.clone()/><span><span class="n">{name}</span><span class="e">{email}</span></span></span>
            <Show when=move || may.get()>
                <div class="acts">
                    <Select label=label.clone() quiet=true class="fit" value=role options=roles on_change=move |key| role.set(key)/>
                    <Button icon="check" busy on_press=approve>"Approve"</Button>
                    <Button look=Look::Ghost on_press=move || denying.set(Some(asked.get_value()))>"Decline…"</Button>
                </div>
            </Show>
            {request.note.clone().map(|note| view! { <p class="msg">"“"{note}"”"</p> })}
            <div class="meta">
                <span>
                    <Icon name=if verified { "check" } else { "alert" } small=true/>
                    {if verified { "Address verified" } else { "The address is not verified any more" }}
                </span>
                <span class=if proof.2 { "" } else { "warn" }><Icon name=proof.0 small=true/>{proof.1}</span>
                <span><Icon name="clock" small=true/>"Asked "<Moment at=request.created_at inside=true/></span>
                {request.reason.is_some().then(|| view! { <Tag tone="warn">"Signed in by a way that the domain does not trust"</Tag> })}
            </div>
            <div class="more"><FormProblem failure/></div>
        </li>
    }
}

#[component]
fn DenyDialog(
    directory: Directory,
    denying: RwSignal<Option<JoinRequest>>,
    #[prop(into)] on_settled: Callback<()>,
) -> impl IntoView {
    let (here, toasts) = (directory.here, use_toasts());
    let open = RwSignal::new(false);
    let note = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    Effect::new(move |_| {
        let asked = denying.with(Option::is_some);
        if asked {
            note.set(String::new());
            failure.set(None);
        }
        open.set(asked);
    });
    let name = move || {
        denying
            .with(|request| request.as_ref().map(|request| request.user.name.to_string()).unwrap_or_default())
    };
    let parsed = move || note.with(|note| note.parse::<Message>());
    let send = move || {
        let Some(request) = denying.get_untracked() else { return };
        let Ok(note) = untrack(parsed) else { return };
        busy.set(true);
        let path = here.path(&format!("/join-requests/{}/deny", request.id));
        spawn_local(async move {
            match client::post::<JoinRequest>(path, &DenyJoinRequest { note: Some(note) }).await {
                Ok(_) => {
                    toasts.done(format!("The request of {} is declined. They were told", request.user.name));
                    denying.set(None);
                }
                Err(problem) => failure.set(Some(problem)),
            }
            busy.set(false);
            on_settled.run(());
        });
    };
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Decline the request of {}?", name()))
            sub=Some("They are told, without your name, and can ask again in a week.".to_owned())
            dirty=Signal::derive(move || !note.with(|note| note.trim().is_empty()))
            on_send=send
            on_close=move || denying.set(None)
        >
            <div class="d-body stack">
                <TextArea label="Note to them (optional)" value=note error=Signal::derive(move || parsed().err().map(|denied| denied.detail.to_owned()))/>
                <FormProblem failure/>
            </div>
            <div class="d-foot">
                <Button on_press=move || denying.set(None)>"Keep it waiting"</Button>
                <Button look=Look::DangerSolid busy on_press=send>"Decline the request"</Button>
            </div>
        </Dialog>
    }
}
