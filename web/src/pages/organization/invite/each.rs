//! One by one: what becomes of each address, and its role.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::super::logic::draft::{Address, Verdict};
use super::addresses::step;
use super::state::Inviting;
use crate::components::{Button, For, Icon, Look, Select, Show, Size};

/// How many rows are drawn at a time: a list of a thousand is opened to look at its beginning.
const ROWS: usize = 50;

/// A row for each address, once there is more than one.
#[component]
pub(super) fn EachOne(inviting: Inviting) -> impl IntoView {
    let several = Memo::new(move |_| inviting.addresses.with(|all| all.len() > 1));
    let own =
        move || inviting.addresses.with(|all| all.iter().filter(|address| address.role.is_some()).count());
    // Not drawn before somebody looks.
    let opened = RwSignal::new(false);
    let rows = RwSignal::new(ROWS);
    let texts: Memo<Vec<String>> = Memo::new(move |_| {
        let rows = rows.get();
        inviting.addresses.with(|all| all.iter().take(rows).map(|address| address.text.clone()).collect())
    });
    let more = move || inviting.addresses.with(Vec::len).saturating_sub(rows.get());
    // Where each stands: looked up by every row.
    let places = Memo::new(move |_| {
        inviting.addresses.with(|all| {
            all.iter().enumerate().map(|(at, address)| (address.text.clone(), at)).collect::<BTreeMap<_, _>>()
        })
    });
    let options = Memo::new(move |_| inviting.role_names());
    view! {
        <Show when=move || several.get()>
            <details class="disc mt-3" on:toggle=move |_| opened.set(true)>
                <summary class="sm">
                    <span class="chev"><Icon name="right" small=true/></span>
                    "One by one: what becomes of each, and its role"
                    {move || (own() > 0).then(|| view! { <span class="tag accent">{own()}</span> })}
                </summary>
                <Show when=move || opened.get()>
                    <div class="boxed mt-2">
                        <For each=move || texts.get() key=Clone::clone let:text>
                            <One inviting text places options/>
                        </For>
                        <Show when=move || 0 < more()>
                            <div class="line">
                                <Button reads=true look=Look::Ghost size=Size::Small on_press=move || rows.update(|rows| *rows += ROWS)>
                                    {move || format!("Show {} more", more().min(ROWS))}
                                </Button>
                            </div>
                        </Show>
                    </div>
                </Show>
            </details>
        </Show>
    }
}

#[component]
fn One(
    inviting: Inviting,
    text: String,
    places: Memo<BTreeMap<String, usize>>,
    options: Memo<Vec<(String, String)>>,
) -> impl IntoView {
    let (label, shown, chosen) = (format!("Role of {text}"), text.clone(), text.clone());
    // One that is taken out keeps its last look until its row is gone.
    let row = Memo::new(move |last: Option<&Option<(Address, Verdict)>>| {
        let now = places.with(|places| places.get(&text).copied()).and_then(|at| {
            let address = inviting.addresses.with(|all| all.get(at).cloned())?;
            Some((address, inviting.verdicts.with(|all| all.get(at).cloned())?))
        });
        now.or_else(|| last.cloned().flatten())
    });
    let whole =
        Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|(address, _)| address.well_formed)));
    let value = Memo::new(move |_| {
        let own = row.with(|row| row.as_ref().and_then(|(address, _)| address.role.clone()));
        own.unwrap_or_else(|| inviting.draft.with(|draft| draft.role.clone()))
    });
    let chosen = StoredValue::new(chosen);
    view! {
        <div class="line">
            <span class="grow each-one">
                <span>{shown}</span>
                <span>
                    {move || row.get().map(|(address, verdict)| view! { {verdict.state()} " " {step(inviting, &address, &verdict, &[])} })}
                </span>
            </span>
            <Show when=move || whole.get()>
                <Select
                    label=label.clone() quiet=true class="sm fit"
                    options
                    value
                    on_change=move |role: String| inviting.draft.update(|draft| draft.set_role(&chosen.get_value(), Some(role)))
                />
            </Show>
        </div>
    }
}
