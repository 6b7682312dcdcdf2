//! What those leave behind who are deactivated or removed together.

use leptos::prelude::*;
use shared::list::Page as ListPage;
use shared::offboarding::wire::{Offboarding, OffboardingQuery};

use super::super::logic::effect::{Person, Review};
use super::super::logic::offboarding::left_behind;
use super::super::logic::words::count;
use crate::client;
use crate::components::FormProblem;
use crate::here::use_here;
use crate::load::load;
use crate::query;
use crate::routes::Page;

/// The most who are looked at: what one request asks about.
const MOST: usize = 200;

/// Everybody of a review who leaves something that nobody else looks after: what it is, and the way to their page, where
/// heirs are chosen.
#[component]
pub(super) fn LeftBehind(review: Memo<Option<Review>>) -> impl IntoView {
    let here = use_here();
    let going = Memo::new(move |_| {
        let going =
            review.with(|review| Some(review.as_ref()?.changes.iter().map(|row| row.0.clone()).collect()));
        going.unwrap_or_else(Vec::<Person>::new)
    });
    let left = load(move || {
        let ids = going.with(|going| going.iter().take(MOST).map(|one| one.id.clone()).collect::<Vec<_>>());
        async move {
            if ids.is_empty() {
                return Ok(Vec::new());
            }
            let asked = OffboardingQuery { members: Some(ids.join(",")) };
            let path = here.path(&format!("/offboarding{}", query::of(&asked)));
            client::get::<ListPage<Offboarding>>(path).await.map(|page| page.data)
        }
    });
    let row = move |left: &Offboarding| {
        let id = left.member.to_string();
        let name = going.with(|going| going.iter().find(|one| one.id == id).map(|one| one.name.clone()));
        let href = here.link(Page::Member(id));
        view! { <li><a class="link" href=href>{name}</a><span class="push">{left_behind(left)}</span></li> }
    };
    let block = move |left: &Vec<Offboarding>| {
        let unseen = going.with(Vec::len).saturating_sub(MOST) as u64;
        (!left.is_empty() || unseen > 0).then(|| {
            view! {
                <section class="block">
                    <h3>"Leave something behind" " " <span class="faint num">{left.len()}</span></h3>
                    <p class="faint sm">
                        "On their own page you choose who takes it on."
                        {(unseen > 0).then(|| format!(" {} more were not looked at.", count(unseen, "person", "people")))}
                    </p>
                    <ul>{left.iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    };
    view! {
        <FormProblem failure=left.failure()/>
        {move || left.content().with(|left| left.as_ref().and_then(block))}
    }
}
