//! Another address, ownership, deactivate, activate, remove, delete, each with its consequences; leave, for oneself.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::access::{Access, CoreScope, Status};
use shared::members::wire::Member;
use shared::offboarding::wire::Offboarding;

use super::super::invite_link::offer_reset;
use super::super::logic::in_page::{Act, why_not};
use super::super::logic::offboarding::loose_ends;
use super::super::logic::seats::turn;
use super::super::logic::words::{count, first_name};
use super::super::members::offer_heirs;
use super::super::ownership::owns;
use super::state::Subject;
use crate::client::{self, Call, Failure};
use crate::components::{Button, Dialog, FormProblem, Look, Show};
use crate::live::use_live;
use crate::load::load;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;
use crate::undo;

#[component]
pub(super) fn Leaving(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let may = Memo::new(move |_| subject.here.can(CoreScope::Members, Access::Full));
    move || {
        if subject.is_me() {
            view! { <LeaveCard subject/> }.into_any()
        } else if may.get() {
            view! { <EndCard subject member/> }.into_any()
        } else {
            ().into_any()
        }
    }
}

/// Why the act is refused, by the rule in the page.
fn reason(subject: Subject, act: Act) -> Signal<Option<String>> {
    Signal::derive(move || {
        subject.page.content().with(|page| {
            page.as_ref()?.as_ref()?.attempt(subject.id, &act).err().map(|denied| why_not(denied).to_owned())
        })
    })
}

/// How much the act takes away or gives back.
fn extent(subject: Subject, act: &Act) -> Option<String> {
    subject.page.content().with(|page| {
        let changes = page.as_ref()?.as_ref()?.attempt(subject.id, act).ok()?;
        (!changes.is_empty()).then(|| count(changes.len() as u64, "permission", "permissions"))
    })
}

/// What the act does to a paid seat.
fn seat(subject: Subject, act: &Act) -> Option<String> {
    let turn = subject.page.content().with(|page| Some(turn(page.as_ref()?.as_ref()?, subject.id, act)))?;
    turn.words(subject.seats.get()).map(|words| format!(" {words}"))
}

#[component]
fn EndCard(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let here = subject.here;
    let busy = RwSignal::new(false);
    let who = move || member.with(|member| first_name(&member.user.name).to_owned());
    let (owner, refused) = (owns(), reason(subject, Act::Remove));
    let heirless = reason(subject, Act::HandOn);
    let email_reason = Signal::derive(move || {
        subject.page.content().with(|page| {
            let denied = page.as_ref()?.as_ref()?.may_propose_email(subject.id).err();
            denied.map(|denied| why_not(denied).to_owned())
        })
    });
    let router = use_router();
    let set_status = move |verb: &'static str| {
        busy.set(true);
        let (toasts, not_done) = (subject.toasts, subject.not_done.ready());
        let (base, page) = (here.path(""), here.link(Page::Member(subject.id.to_string())));
        spawn_local(async move {
            let call = Call::post(format!("{base}/members/{}/{verb}", subject.id));
            match client::act::<Changed<Member>>(call).await {
                Ok((changed, version)) => {
                    let (member, name) = (&changed.object, &changed.object.user.name);
                    let said = match member.status {
                        Status::Active => format!("{name} is active again, with the same access"),
                        Status::Deactivated => format!("{name} is deactivated"),
                    };
                    if member.status == Status::Deactivated {
                        offer_reset(&format!("{base}/members"), toasts);
                        offer_heirs(&base, page, member, toasts, router);
                    }
                    undo::done(toasts, base, version, said, move || subject.again());
                }
                Err(failure) => not_done("Nothing was changed", &failure),
            }
            busy.set(false);
            subject.again();
        });
    };
    view! {
        <section class="card danger-card" aria-labelledby="dz">
            <header>
                <div class="grow">
                    <h2 id="dz">"Address, ownership and leaving"</h2>
                    {move || refused.get().map(|why| view! { <span class="sub">{why}</span> })}
                </div>
            </header>
            <div class="lines">
                <div>
                    <div class="grow">
                        <b class="med">"Change email"</b>
                        <span>"Propose another address. " {who} " takes it by a link, and the old one can call it off."</span>
                    </div>
                    <Button reason=email_reason on_press=move || subject.proposing.set(Some(member.get_untracked()))>"Change email…"</Button>
                </div>
                <Show when=move || owner.get()>
                    <div>
                        <div class="grow">
                            <b class="med">"Ownership"</b>
                            <span>"Make " {who} " the owner of " {move || here.organization().name.to_string()} ". You become an admin."</span>
                            {move || heirless.get().map(|why| view! { <span class="t-warn">{why}</span> })}
                        </div>
                        <Button reason=heirless on_press=move || subject.heir.set(Some(member.get_untracked()))>"Hand on…"</Button>
                    </div>
                </Show>
                {move || match member.with(|member| member.status) {
                    Status::Active => view! {
                        <div>
                            <div class="grow">
                                <b class="med">"Deactivate"</b>
                                <span>
                                    "Ends " {who} "’s sessions here now"
                                    {move || extent(subject, &Act::Deactivate).map(|extent| format!(" and takes {extent}"))}
                                    ". Role, grants and limits are kept for a return."
                                    {move || seat(subject, &Act::Deactivate)}
                                </span>
                            </div>
                            <Button busy reason=reason(subject, Act::Deactivate) on_press=move || set_status("deactivate")>"Deactivate"</Button>
                        </div>
                    }.into_any(),
                    Status::Deactivated => view! {
                        <div>
                            <div class="grow">
                                <b class="med">"Activate"</b>
                                <span>
                                    "Gives " {who} " the very same access back"
                                    {move || extent(subject, &Act::Activate).map(|extent| format!(": {extent}"))} "."
                                    {move || seat(subject, &Act::Activate)}
                                </span>
                            </div>
                            <Button busy reason=reason(subject, Act::Activate) on_press=move || set_status("activate")>"Activate"</Button>
                        </div>
                        <LooseEnds subject member/>
                    }.into_any(),
                }}
                <div>
                    <div class="grow">
                        <b class="med">"Remove from " {move || here.organization().name.to_string()}</b>
                        <span>
                            "Ends all access. What they made and their log entries stay. Coming back takes a new invitation."
                            {move || seat(subject, &Act::Remove)}
                        </span>
                    </div>
                    <Button look=Look::Danger reason=refused on_press=move || subject.removing.set(Some(member.get_untracked()))>
                        "Remove…"
                    </Button>
                </div>
                <div>
                    <div class="grow">
                        <b class="med">"Delete"</b>
                        <span>"For somebody who was added by mistake. All that they had here goes for good, and nothing undoes it."</span>
                    </div>
                    <Button look=Look::Danger reason=refused on_press=move || subject.deleting.set(Some(member.get_untracked()))>
                        "Delete…"
                    </Button>
                </div>
            </div>
        </section>
    }
}

/// What somebody left who is deactivated, where it waits for somebody to take it on.
#[component]
fn LooseEnds(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let (here, live) = (subject.here, use_live());
    let left = load(move || {
        live.follow();
        client::get::<Offboarding>(here.path(&format!("/members/{}/offboarding", subject.id)))
    });
    let ends = Memo::new(move |_| left.content().with(|left| loose_ends(left.as_ref()?)));
    move || {
        ends.get().map(|ends| view! {
            <div>
                <div class="grow">
                    <b class="med">"What they left"</b>
                    <span>{ends} ". Somebody else can take over meanwhile."</span>
                </div>
                <Button on_press=move || subject.handing.set(Some(member.get_untracked()))>"Choose who…"</Button>
            </div>
        })
    }
}

#[component]
fn LeaveCard(subject: Subject) -> impl IntoView {
    let (here, router, session) = (subject.here, use_router(), use_session());
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let name = move || here.organization().name.to_string();
    let (owner, refused) = (owns(), reason(subject, Act::Leave));
    let settings = here.link(Page::Settings);
    let leave = move || {
        busy.set(true);
        failure.set(None);
        let (path, left) = (here.path("/leave"), untrack(name));
        spawn_local(async move {
            match client::post_empty::<serde_json::Value>(path).await {
                Ok(_) => {
                    subject.toasts.done(format!("You have left {left}"));
                    let _ = session.reload_memberships().await;
                    router.go(Route::Home);
                }
                Err(problem) => failure.set(Some(problem)),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <section class="card danger-card" aria-labelledby="dz">
            <header><h2 id="dz">"Leaving"</h2></header>
            <div class="lines">
                <div>
                    <div class="grow">
                        <b class="med">"Leave " {name}</b>
                        <span>"Ends all your access here. What you made stays. Coming back takes a new invitation."</span>
                        {move || match (owner.get(), refused.get()) {
                            (true, Some(_)) => view! {
                                <span class="t-warn">"You own it, and somebody always does. "<a class="link inline-link" href=settings.clone()>"Hand it on"</a>" first."</span>
                            }.into_any(),
                            (_, Some(why)) => view! { <span class="t-warn">{why}</span> }.into_any(),
                            (_, None) => ().into_any(),
                        }}
                    </div>
                    <Button look=Look::Danger reason=refused on_press=move || open.set(true)>"Leave…"</Button>
                </div>
            </div>
        </section>
        <Dialog open title=Signal::derive(move || format!("Leave {}?", name()))>
            <div class="d-body stack">
                <p>"All your access here ends at once, in every workspace. What you made stays with the organization."</p>
                <p class="muted">"Coming back takes a new invitation, which brings none of this back."</p>
                <FormProblem failure/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Stay"</Button>
                <Button look=Look::DangerSolid busy on_press=leave>"Leave " {name}</Button>
            </div>
        </Dialog>
    }
}
