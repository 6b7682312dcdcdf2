//! The groups that they are in, with taking them out of one.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::members::wire::MemberDetail;

use super::super::ask::{TakeDialog, Taking};
use super::super::logic::words::first_name;
use super::state::Subject;
use crate::client;
use crate::components::{Icon, IconButton, Look, Size, SkeletonRows};
use crate::live::use_live;
use crate::load::{load, three_states};
use crate::routes::Page;

#[component]
pub(super) fn Groups(subject: Subject) -> impl IntoView {
    let (here, live) = (subject.here, use_live());
    let detail = load(move || {
        live.follow();
        client::get::<MemberDetail>(here.path(&format!("/members/{}", subject.id)))
    });
    let taking = RwSignal::new(None::<Taking>);
    let may = Memo::new(move |_| here.can(CoreScope::Members, Access::Full));
    let groups = here.link(Page::Groups);
    let out = move |group: &shared::access::wire::NamedResource, who: &str| {
        let first = first_name(who);
        taking.set(Some(Taking {
            title: format!("Take {who} out of {}?", group.name),
            text: format!(
                "{first} loses what the group gives, and keeps what a role, a grant or another group gives."
            ),
            verb: format!("Take {first} out"),
            done: format!("{who} is out of {}", group.name),
            path: here.path(&format!("/groups/{}/members/{}", group.id, subject.id)),
        }));
    };
    view! {
        <section class="card" aria-labelledby="gr-t">
            <header>
                <div class="grow"><h2 id="gr-t">"Groups"</h2></div>
                <a class="link sm" href=groups>"All groups"</a>
            </header>
            <div class="lines">
                {three_states(detail, "Groups", || view! { <SkeletonRows rows=1/> }, move |detail: Signal<MemberDetail>| {
                    move || {
                        let (groups, who) = detail.with(|detail| (detail.groups.clone(), detail.member.user.name.clone()));
                        if groups.is_empty() {
                            return view! { <div class="faint">"In no group."</div> }.into_any();
                        }
                        groups.into_iter().map(|group| {
                            let (name, who) = (group.name.clone(), who.clone());
                            let label = format!("Take out of {name}");
                            view! {
                                <div>
                                    <Icon name="groups"/>
                                    <span class="grow">{name}</span>
                                    {move || may.get().then(|| {
                                        let (group, who) = (group.clone(), who.clone());
                                        view! { <IconButton icon="x" label=label.clone() look=Look::Ghost size=Size::Small on_press=move || out(&group, &who)/> }
                                    })}
                                </div>
                            }
                        }).collect_view().into_any()
                    }
                })}
            </div>
            <TakeDialog taking places=subject.places on_done=move || {
                detail.again();
                subject.again();
            }/>
        </section>
    }
}
