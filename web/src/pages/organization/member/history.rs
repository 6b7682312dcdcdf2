//! What happened to them, for whoever may read the audit log.

use leptos::prelude::*;
use shared::access::{Access, CoreScope};
use shared::audit_log::wire::AuditEntry;
use shared::list::Page as ListPage;

use super::super::audit_log::Sentence;
use super::state::Subject;
use crate::client;
use crate::components::{For, Moment, SkeletonRows};
use crate::live::use_live;
use crate::load::{load, three_states};
use crate::routes::Page;

#[component]
pub(super) fn History(subject: Subject) -> impl IntoView {
    let may = Memo::new(move |_| subject.here.can(CoreScope::Audit, Access::View));
    move || may.get().then(|| view! { <Entries subject/> })
}

#[component]
fn Entries(subject: Subject) -> impl IntoView {
    let (here, live) = (subject.here, use_live());
    let entries = load(move || {
        live.follow();
        let path = here.path(&format!("/audit-log?target={}&limit=8", subject.id));
        async move { client::get::<ListPage<AuditEntry>>(path).await }
    });
    let all = format!("{}?target={}", here.link(Page::AuditLog), subject.id);
    view! {
        <section class="card" aria-labelledby="hist-t">
            <header>
                <h2 id="hist-t" class="grow">"History"</h2>
                <a class="link sm" href=all>"All of it"</a>
            </header>
            <div>
                {three_states(entries, "History", || view! { <SkeletonRows rows=2/> }, move |page: Signal<ListPage<AuditEntry>>| view! {
                    <div class="lines">
                        {move || page.with(|page| page.data.is_empty()).then(|| view! { <div class="faint">"Nothing was changed yet."</div> })}
                        <For each=move || page.with(|page| page.data.clone()) key=|entry| entry.id let:entry>
                            <div>
                                <span class="grow"><Sentence entry=entry.clone()/></span>
                                <span class="faint sm"><Moment at=entry.at/></span>
                            </div>
                        </For>
                    </div>
                })}
            </div>
        </section>
    }
}
