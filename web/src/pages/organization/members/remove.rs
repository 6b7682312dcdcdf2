//! Somebody goes: asked about first, with what it ends, what they leave, and who takes it on; all of it one change.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changes, Preview};
use shared::list::Page;
use shared::members::wire::Member;
use shared::offboarding::wire::{Going, Offboarding};

use super::super::invite_link::offer_reset;
use super::super::logic::effect::short;
use super::super::logic::offboarding::{Choice, remarks};
use super::super::logic::words::{count, first_name};
use crate::client::{self, Call, Failure};
use crate::components::{
    ActWith, Button, Dialog, FormProblem, Look, Note, RadioGroup, Select, about, use_toasts,
};
use crate::here::use_here;
use crate::load::load;
use crate::undo;

/// Open while somebody is to be removed.
#[component]
pub(crate) fn RemoveDialog(
    removing: RwSignal<Option<Member>>,
    /// Told the member's id.
    #[prop(into)]
    on_removed: ActWith<String>,
) -> impl IntoView {
    let here = use_here();
    let (open, name) = about(removing, |member| member.user.name.clone());
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Remove {} from {}?", name.get(), here.organization().name))
            on_close=move || removing.set(None)
        >
            {move || removing.get().map(|member| view! { <Body member removing on_removed/> })}
        </Dialog>
    }
}

#[component]
fn Body(member: Member, removing: RwSignal<Option<Member>>, on_removed: ActWith<String>) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let member = StoredValue::new(member);
    let id = member.with_value(|member| member.id);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let me = here.me().to_string();
    let choice = RwSignal::new(Choice::first(&me));
    let path = here.path(&format!("/members/{id}/offboarding"));
    let path = StoredValue::new(path);
    let left = load(move || client::get::<Offboarding>(path.get_value()));
    // Whoever may inherit: who stays, as far as a list can hold them.
    let people = load(move || client::get::<Page<Member>>(here.path("/members?limit=200&sort=name")));
    let body = move || left.content().with(|left| choice.with(|choice| choice.body(left.as_ref())));
    let preview = load(move || {
        let body = body();
        async move { client::post::<Preview>(format!("{}?preview=true", path.get_value()), &body).await }
    });
    let act = Memo::new(move |_| choice.with(|choice| choice.act));
    let go = move || {
        busy.set(true);
        failure.set(None);
        let name = member.with_value(|member| member.user.name.clone());
        let (body, base) = (untrack(body), here.path(""));
        spawn_local(async move {
            let call = Call::post(path.get_value()).json(&body);
            let answer = client::act::<Gone>(call).await;
            let _ = busy.try_set(false);
            match answer {
                Ok((_, version)) => {
                    let said = match body.act {
                        Going::Remove => format!("{name} is removed"),
                        Going::Deactivate => format!("{name} is deactivated"),
                    };
                    offer_reset(&format!("{base}/members"), toasts);
                    undo::done(toasts, base, version, said, move || {
                        on_removed.try_run((id.to_string(),));
                    });
                    let _ = removing.try_set(None);
                    on_removed.try_run((id.to_string(),));
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let who = StoredValue::new(member.with_value(|member| first_name(&member.user.name).to_owned()));
    let said = move || {
        let who = who.get_value();
        match act.get() {
            Going::Remove => format!(
                "All of {who}’s access ends at once, in every workspace, and their sessions here with it. What they \
                 made stays, and so do their entries in the audit log. Coming back takes a new invitation, which \
                 brings none of this back."
            ),
            Going::Deactivate => format!(
                "Ends {who}’s sessions here now. Role, grants and limits are kept, and activating {who} gives the very \
                 same access back."
            ),
        }
    };
    let heirs = Signal::derive(move || {
        let others = people.content().get().map(|page| page.data).unwrap_or_default().into_iter();
        let others = others.filter(|other| other.id != id && other.id != here.me());
        others.map(|other| (other.id.to_string(), other.user.name)).collect::<Vec<_>>()
    });
    view! {
        <div class="d-body stack">
            <RadioGroup
                label="How"
                value=Signal::derive(move || if act.get() == Going::Remove { "remove".to_owned() } else { "deactivate".to_owned() })
                options=vec![("remove", "Remove", "For good"), ("deactivate", "Deactivate", "To come back")]
                on_change=move |key: String| choice.update(|choice| {
                    choice.act = if key == "remove" { Going::Remove } else { Going::Deactivate };
                })
            />
            <p>{said}</p>
            {move || left.content().get().map(|left| view! { <Leaves left choice heirs me=here.me().to_string()/> })}
            {move || preview.content().get().map(|preview| view! { <Note icon="shield">{short(&preview.changes)}</Note> })}
            <FormProblem failure=Signal::derive(move || {
                failure.get().or_else(|| left.failure().get()).or_else(|| preview.failure().get())
            })/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || removing.set(None)>"Cancel"</Button>
            <Button
                look=Look::DangerSolid
                busy
                disabled=Signal::derive(move || preview.failure().with(Option::is_some) || left.content().with(Option::is_none))
                on_press=go
            >
                {move || match act.get() {
                    Going::Remove => format!("Remove {}", who.get_value()),
                    Going::Deactivate => format!("Deactivate {}", who.get_value()),
                }}
            </Button>
        </div>
    }
}

/// What they leave, with who takes it on.
#[component]
fn Leaves(
    left: Offboarding,
    choice: RwSignal<Choice>,
    heirs: Signal<Vec<(String, String)>>,
    me: String,
) -> impl IntoView {
    let me = StoredValue::new(me);
    let mine = move || (me.get_value(), "You".to_owned());
    let waiting = left.invitations.len() + left.shares.len();
    let projects = left.projects.clone().into_iter().map(|project| {
        let id = StoredValue::new(project.id.to_string());
        let options = Signal::derive(move || {
            let nobody = (String::new(), "Nobody: those who administer everything".to_owned());
            [nobody, mine()].into_iter().chain(heirs.get()).collect::<Vec<_>>()
        });
        let value = Signal::derive(move || {
            choice.with(|choice| choice.projects.get(&id.get_value()).cloned().unwrap_or_default())
        });
        view! {
            <Select
                label=format!("Who administers {}", project.name) value options
                on_change=move |heir: String| choice.update(|choice| { choice.projects.insert(id.get_value(), heir); })
            />
        }
    });
    let projects = projects.collect_view();
    let senders = Signal::derive(move || {
        let end = ("revoke".to_owned(), "Nobody: revoke them".to_owned());
        [mine(), end].into_iter().chain(heirs.get()).collect::<Vec<_>>()
    });
    let sender = Signal::derive(move || choice.with(|choice| choice.invitations.clone()));
    let asks = format!(
        "Who sends {} from now on",
        count(waiting as u64, "pending invitation", "pending invitations")
    );
    let names: Vec<String> = left.invitations.iter().map(|one| one.email.clone()).collect();
    let said = Signal::derive(move || choice.with(|choice| remarks(&left, choice.act)));
    view! {
        {projects}
        {(waiting > 0).then(|| view! {
            <Select label=asks value=sender options=senders on_change=move |heir: String| choice.update(|choice| choice.invitations = heir)/>
            <p class="faint sm">{names.join(", ")}</p>
        })}
        {move || said.get().into_iter().map(|line| view! { <p class="muted sm">{line}</p> }).collect_view()}
    }
}

/// The part of the answer that is looked at.
#[derive(serde::Deserialize)]
struct Gone {
    #[serde(rename = "changes")]
    _changes: Changes,
}
