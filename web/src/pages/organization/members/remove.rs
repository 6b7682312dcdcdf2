//! Somebody goes: asked about first, with what it ends, what they leave, and who takes it on; all of it one change.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Status;
use shared::access::wire::{Changes, Preview};
use shared::members::wire::Member;
use shared::offboarding::wire::{Going, Offboarding};

use super::super::common::in_page;
use super::super::invite_link::offer_reset;
use super::super::logic::offboarding::{Choice, effects, effects_on_return, loose_ends};
use super::super::logic::seats::button;
use super::super::logic::words::{first_name, refusal};
use super::leaves::Leaves;
use crate::client::{self, Call, Failure};
use crate::components::{
    ActWith, Button, Dialog, FormProblem, Look, Note, RadioGroup, Show, about, use_toasts,
};
use crate::here::use_here;
use crate::load::load;
use crate::undo;

/// Open while somebody is to be removed.
#[component]
pub(crate) fn RemoveDialog(
    removing: RwSignal<Option<Member>>,
    /// Told the member's id, once they are removed, and again if that is undone.
    #[prop(into)]
    on_removed: ActWith<String>,
    /// The same, where they are deactivated.
    #[prop(into)]
    on_deactivated: ActWith<String>,
) -> impl IntoView {
    let here = use_here();
    let (open, name) = about(removing, |member| member.user.name.clone());
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Remove {} from {}?", name.get(), here.organization().name))
            on_close=move || removing.set(None)
        >
            {move || removing.get().map(|member| view! { <Body member act=Going::Remove about=removing on_removed on_deactivated/> })}
        </Dialog>
    }
}

/// Open while heirs are chosen for what somebody left who is deactivated already.
#[component]
pub(crate) fn HandOverDialog(
    handing: RwSignal<Option<Member>>,
    /// Told the member's id.
    #[prop(into)]
    on_done: ActWith<String>,
) -> impl IntoView {
    let (open, name) = about(handing, |member| member.user.name.clone());
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("What {} left", name.get()))
            on_close=move || handing.set(None)
        >
            {move || handing.get().map(|member| view! { <Body member act=Going::Deactivate about=handing on_removed=on_done on_deactivated=on_done/> })}
        </Dialog>
    }
}

#[component]
fn Body(
    member: Member,
    act: Going,
    about: RwSignal<Option<Member>>,
    on_removed: ActWith<String>,
    on_deactivated: ActWith<String>,
) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let Member { id, user, status, .. } = member;
    // They are gone already: only what they left is at stake.
    let hands_over = act == Going::Deactivate && status == Status::Deactivated;
    let (name, who) = (StoredValue::new(user.name.clone()), first_name(&user.name).to_owned());
    let who = StoredValue::new(who);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let choice = RwSignal::new(Choice::first(act, &here.me().to_string()));
    let path = StoredValue::new(here.path(&format!("/members/{id}/offboarding")));
    let left = load(move || client::get::<Offboarding>(path.get_value()));
    let body = move || left.content().with(|left| choice.with(|choice| choice.body(left.as_ref())));
    let preview = load(move || {
        let body = body();
        async move { client::post::<Preview>(format!("{}?preview=true", path.get_value()), &body).await }
    });
    let act = Memo::new(move |_| choice.with(|choice| choice.act));
    let page = in_page(move || vec![id]);
    let lines = move |preview: &Preview| {
        if act.get() == Going::Remove && status == Status::Deactivated {
            let kept = page.content().with(|page| page.as_ref()?.as_ref()?.kept(id));
            effects_on_return(preview, kept)
        } else {
            effects(preview)
        }
    };
    let refused = move || {
        preview
            .content()
            .with(|preview| preview.as_ref()?.problems.first().map(|problem| refusal(&problem.code)))
    };
    let go = move || {
        busy.set(true);
        failure.set(None);
        let name = name.get_value();
        let (body, base) = (untrack(body), here.path(""));
        spawn_local(async move {
            let call = Call::post(path.get_value()).json(&body);
            let answer = client::act::<Gone>(call).await;
            let _ = busy.try_set(false);
            match answer {
                Ok((_, version)) => {
                    let said = match body.act {
                        Going::Remove => format!("{name} is removed"),
                        Going::Deactivate if hands_over => format!("What {name} left is taken on"),
                        Going::Deactivate => format!("{name} is deactivated"),
                    };
                    if !hands_over {
                        offer_reset(&format!("{base}/members"), toasts);
                    }
                    let told = match body.act {
                        Going::Remove => on_removed,
                        Going::Deactivate => on_deactivated,
                    };
                    undo::done(toasts, base, version, said, move || {
                        told.try_run((id.to_string(),));
                    });
                    let _ = about.try_set(None);
                    told.try_run((id.to_string(),));
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let said = move || {
        let who = who.get_value();
        match act.get() {
            Going::Remove => format!(
                "All of {who}’s access ends at once, in every workspace, and their sessions here with it. What they \
                 made stays, and so do their entries in the audit log. Coming back takes a new invitation, which \
                 brings none of this back."
            ),
            Going::Deactivate if hands_over => format!(
                "{who} is deactivated, and keeps role, grants and limits for a return. This is what nobody looks \
                 after meanwhile."
            ),
            Going::Deactivate => format!(
                "Ends {who}’s sessions here now. Role, grants and limits are kept, and activating {who} gives the very \
                 same access back."
            ),
        }
    };
    let nothing_left =
        move || left.content().with(|left| left.as_ref().is_some_and(|left| loose_ends(left).is_none()));
    view! {
        <div class="d-body stack" style:--stack="var(--s-4)">
            {(status == Status::Active).then(|| view! {
                <RadioGroup
                    label="How"
                    value=Signal::derive(move || if act.get() == Going::Remove { "remove".to_owned() } else { "deactivate".to_owned() })
                    options=vec![("remove", "Remove", "For good"), ("deactivate", "Deactivate", "To come back")]
                    on_change=move |key: String| choice.update(|choice| {
                        choice.act = if key == "remove" { Going::Remove } else { Going::Deactivate };
                    })
                />
            })}
            <p>{said}</p>
            {move || left.content().get().map(|left| view! { <Leaves left choice/> })}
            <Show when=move || hands_over && nothing_left()>
                <p class="muted">"Nothing waits for somebody to take it on."</p>
            </Show>
            {move || preview.content().get().map(|preview| view! {
                <Note icon="shield">
                    <ul class="remarks">{lines(&preview).into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </Note>
            })}
            {move || refused().map(|reason| view! { <Note tone="danger" icon="alert">{reason}</Note> })}
            <FormProblem failure=Signal::derive(move || {
                failure.get().or_else(|| left.failure().get()).or_else(|| preview.failure().get())
            })/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || about.set(None)>"Cancel"</Button>
            <Button
                look=if hands_over { Look::Primary } else { Look::DangerSolid }
                busy
                reason=Signal::derive(move || {
                    let nothing = hands_over && !nothing_left()
                        && left.content().with(|left| choice.with(|choice| choice.is_nothing(left.as_ref())));
                    nothing.then(|| "Choose who takes it on.".to_owned())
                })
                disabled=Signal::derive(move || {
                    preview.failure().with(Option::is_some) || refused().is_some() || left.content().with(Option::is_none)
                        || (hands_over && nothing_left())
                })
                on_press=go
            >
                {move || {
                    let words = match act.get() {
                        Going::Remove => format!("Remove {}", who.get_value()),
                        Going::Deactivate if hands_over => "Hand it over".to_owned(),
                        Going::Deactivate => format!("Deactivate {}", who.get_value()),
                    };
                    button(words, preview.content().with(|preview| preview.as_ref().map(|preview| preview.seats)))
                }}
            </Button>
        </div>
    }
}

/// The part of the answer that is looked at.
#[derive(serde::Deserialize)]
struct Gone {
    #[serde(rename = "changes")]
    _changes: Changes,
}
