//! One request: who asks, how their address is proven, and the answer with a note to them.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope, Seat};
use shared::join_requests::wire::{ApproveJoinRequest, JoinRequest, RequestSource};
use shared::text::Message;

use super::super::common::{in_page, offered};
use super::super::keys::focus;
use super::super::logic::draft::Draft;
use super::super::logic::in_page::{InPage, why_not};
use super::super::logic::newcomer::Terms;
use super::super::seats::Ways;
use super::request_deny::Denying;
use super::state::Directory;
use crate::client::{self, Failure};
use crate::components::{
    Act, Avatar, Button, FormProblem, Icon, Look, Moment, Note, Select, Show, Tag, TextArea, use_toasts,
};

#[component]
pub(super) fn OneRequest(
    directory: Directory,
    request: JoinRequest,
    denying: RwSignal<Option<Denying>>,
    /// Told once it is answered, or cannot be any more.
    #[prop(into)]
    on_settled: Act,
) -> impl IntoView {
    let (here, toasts) = (directory.here, use_toasts());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let role = RwSignal::new(request.suggested_role.key.clone());
    let (noting, note) = (RwSignal::new(false), RwSignal::new(String::new()));
    let parsed = move || note.with(|note| note.parse::<Message>());
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
    let facts = in_page(move || vec![here.me()]);
    let nothing = Draft::new("");
    let unfit = Signal::derive(move || {
        let refused = |page: &InPage, key: &str| {
            page.invitee(&Terms { role: key, draft: &nothing }).err().map(|denied| why_not(denied).to_owned())
        };
        facts.content().with(|page| {
            let page = page.as_ref().and_then(Option::as_ref);
            let keys = roles.get().into_iter().map(|(key, _)| key);
            keys.filter_map(|key| Some((key.clone(), refused(page?, &key)?))).collect::<BTreeMap<_, _>>()
        })
    });
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    // What approving would be refused with is said before.
    let without = Memo::new(move |_| {
        let paid = directory.model.content().with(|model| {
            let mut roles = model.iter().flat_map(|model| &model.roles);
            roles.any(|one| role.with(|role| one.key == *role) && one.seat == Seat::Paid)
        });
        may.get() && paid && directory.seats.none_free()
    });
    let name = request.user.name.to_string();
    let email = request.user.email.to_string();
    let (label, note_label) = (format!("Role for {name}"), format!("Note to {name} (optional)"));
    let asked = StoredValue::new(request.clone());
    let approve = move || {
        let Ok(note) = untrack(parsed) else { return };
        busy.set(true);
        failure.set(None);
        let JoinRequest { id, user, .. } = asked.get_value();
        let path = here.path(&format!("/join-requests/{id}/approve"));
        let note = Some(note).filter(|note| !note.as_str().is_empty());
        let body = ApproveJoinRequest { role: role.get_untracked(), note };
        spawn_local(async move {
            match client::post::<JoinRequest>(path, &body).await {
                Ok(_) => {
                    toasts.done(format!("{} is in, and was told", user.name));
                    let _ = on_settled.try_run(());
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                    // Perhaps somebody else answered it.
                    directory.requests_count.again();
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let decline =
        move || denying.set(Some(Denying { request: asked.get_value(), note: note.get_untracked() }));
    let add_note = move |_| {
        noting.set(true);
        let field = format!("[data-request='{}'] textarea", asked.with_value(|asked| asked.id));
        request_animation_frame(move || focus(&field));
    };
    let (proof_icon, proof, proven) = proof(&request);
    let verified = request.user.email_verified;
    let reason = Signal::derive(move || {
        let unproven = (!verified).then(|| "Their address is not verified any more.".to_owned());
        unproven.or_else(|| unfit.with(|unfit| role.with(|role| unfit.get(role).cloned())))
    });
    view! {
        <li class="req" tabindex="-1" data-request=request.id.to_string() aria-keyshortcuts="Y Backspace">
            <span class="who"><Avatar name=name.clone()/><span><span class="n">{name}</span><span class="e">{email}</span></span></span>
            <Show when=move || may.get()>
                <div class="acts">
                    <Select label=label.clone() quiet=true class="fit" value=role options=roles refused=unfit on_change=move |key| role.set(key)/>
                    <span data-answer="approve"><Button icon="check" key="Y" busy reason on_press=approve>"Approve"</Button></span>
                    <span data-answer="decline"><Button look=Look::Ghost on_press=decline>"Decline…"</Button></span>
                </div>
            </Show>
            {request.note.clone().map(|note| view! { <p class="msg">"“"{note}"”"</p> })}
            <div class="meta">
                <span class=if verified { "" } else { "warn" }>
                    <Icon name=if verified { "check" } else { "alert" } small=true/>
                    {if verified { "Address verified" } else { "The address is not verified any more" }}
                </span>
                <span class=if proven { "" } else { "warn" }><Icon name=proof_icon small=true/>{proof}</span>
                <span><Icon name="clock" small=true/>"Asked "<Moment at=request.created_at inside=true/></span>
                {request.reason.as_deref().map(why_asked).map(|words| view! { <Tag tone="warn">{words}</Tag> })}
                <Show when=move || may.get() && !noting.get()>
                    <button type="button" class="link" on:click=add_note>"Add a note to the answer"</button>
                </Show>
            </div>
            <div class="more">
                <Show when=move || noting.get()>
                    <TextArea
                        label=note_label.clone() value=note rows=2
                        error=Signal::derive(move || parsed().err().map(|denied| denied.detail.to_owned()))
                    />
                </Show>
                <Show when=move || without.get()>
                    <Note tone="warn" icon="seat"><b>"No seat is free for this role. "</b><Ways/></Note>
                </Show>
                <FormProblem failure/>
            </div>
        </li>
    }
}

/// Why they ask, who would have come straight in.
fn why_asked(reason: &str) -> &'static str {
    match reason {
        "seats_full" => "No seat was free when they came",
        _ => "Signed in by a way that the domain does not trust",
    }
}

/// What lets them ask: its sign, its words, and whether it still holds.
fn proof(request: &JoinRequest) -> (&'static str, String, bool) {
    match (request.source, &request.domain) {
        (RequestSource::Link, _) => ("link", "Holds the shareable link".to_owned(), true),
        (RequestSource::Domain, Some(domain)) if domain.verified => {
            ("globe", format!("{}, proven by DNS", domain.name), true)
        }
        (RequestSource::Domain, Some(domain)) => {
            ("globe", format!("{} is not proven any more", domain.name), false)
        }
        (RequestSource::Domain, None) => ("globe", "The domain was given up".to_owned(), false),
    }
}
