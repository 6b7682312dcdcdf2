//! The page: off, or on with the link to copy, how it stands, and what it is set to.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::invite_links::wire::{InviteLink, InviteLinkState, ResetReason};
use shared::problem::Code;

use super::super::logic::invite_link::used;
use super::super::parts::{LinkBox, NoAccess};
use super::acts::{Acts, ResetDialog};
use super::form::LinkForm;
use crate::client;
use crate::components::{Button, Date, Note, ProblemNote, Tag, Waiting};
use crate::here::{Here, use_here};
use crate::load::{Load, load};

/// `/{org}/invite-link`.
#[component]
pub(crate) fn InviteLinkPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    move || {
        if allowed.get() {
            view! { <Allowed here/> }.into_any()
        } else {
            view! { <NoAccess title="Invite link" act="Seeing the invite link" scope=CoreScope::Members access=Access::Full/> }
                .into_any()
        }
    }
}

#[component]
fn Allowed(here: Here) -> impl IntoView {
    let link = load(move || async move {
        match client::get::<InviteLink>(here.path("/invite-link")).await {
            Ok(link) => Ok(Some(link)),
            Err(failure) if failure.is(Code::LinkDisabled) => Ok(None),
            Err(failure) => Err(failure),
        }
    });
    view! {
        <div class="page-head">
            <div>
                <h1>"Invite link"</h1>
                <p class="sub">"One link to pass on: whoever has it can join " {move || here.organization().name.to_string()} ". To invite somebody by their address, use Invite."</p>
            </div>
        </div>
        <div class="settings stack" style:--stack="1.25rem">
            {move || match (link.failure().get(), link.content().get()) {
                (Some(failure), _) => view! { <ProblemNote subject="The invite link" failure=Some(failure) on_retry=move || link.again()/> }.into_any(),
                (None, None) => view! { <Waiting><span class="sk"></span><span class="sk"></span></Waiting> }.into_any(),
                (None, Some(None)) => view! {
                    <section class="card" aria-labelledby="off-t">
                        <header><div class="grow"><h2 id="off-t">"The link is off"</h2><span class="sub">"Nobody can join by a link. Choose what it gives, and turn it on."</span></div></header>
                        <LinkForm present=None load=link/>
                    </section>
                }.into_any(),
                (None, Some(Some(shown))) => view! { <On shown load=link/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn On(shown: InviteLink, load: Load<Option<InviteLink>>) -> impl IntoView {
    let (tone, words) = match shown.state {
        InviteLinkState::Open => ("ok", "Open"),
        InviteLinkState::Expired => ("warn", "Expired"),
        InviteLinkState::UsedUp => ("warn", "Used up"),
        InviteLinkState::SetterMayNot => ("danger", "Lets nobody in"),
    };
    let resetting = RwSignal::new(false);
    let suggested = shown.reset_suggested.map(|why| {
        let text = match why.reason {
            ResetReason::SomebodyLeft => "Somebody who may still have this link left. ",
            ResetReason::OlderThan => "This link is old: nobody knows any more who has it. ",
        };
        view! {
            <Note tone="warn" icon="alert">
                {text}
                <Button on_press=move || resetting.set(true)>"Reset the invite link"</Button>
            </Note>
        }
    });
    let set_by = shown.set_by.name.clone();
    view! {
        <section class="card" aria-labelledby="on-t">
            <header>
                <div class="grow">
                    <h2 id="on-t">"The link is on"</h2>
                    <span class="sub">{used(shown.uses, shown.max_uses)} " · set by " {set_by.clone()} " · made on " <Date at=shown.created_at/></span>
                </div>
                <Tag tone=tone>{words}</Tag>
            </header>
            <div class="pad stack">
                <LinkBox link=shown.url.clone() name="The invite link"/>
                {(shown.state == InviteLinkState::SetterMayNot).then(|| view! {
                    <Note tone="danger" icon="ban">{set_by} " set this link and can no longer give its role, so it lets nobody in. Set it anew or reset it to stand for it yourself."</Note>
                })}
                {suggested}
                <Acts load/>
            </div>
        </section>
        <section class="card" aria-labelledby="set-t">
            <header><div class="grow"><h2 id="set-t">"What it is set to"</h2><span class="sub">"Counts for everybody who comes from now on."</span></div></header>
            <LinkForm present=Some(shown) load/>
        </section>
        <ResetDialog open=resetting load/>
    }
}
