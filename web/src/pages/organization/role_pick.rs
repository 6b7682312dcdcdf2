//! Choosing a role, with what it would do beside it, computed in the page. A press applies it at once.

use std::sync::Arc;

use leptos::prelude::*;
use shared::access::Denied;
use shared::access::wire::AccessChange;
use shared::ids::MemberId;

use super::common::{self, PageNames, Place};
use super::keys::close_menu;
use super::logic::effect::{headline, impacts, merged};
use super::logic::in_page::{Act, InPage, why_not};
use super::logic::seats::turn;
use super::seats::SeatsNow;
use crate::access_model::use_access_model;
use crate::components::{ActWith, Icon, Menu};
use crate::here::use_here;
use crate::load::Load;

/// A role that can be chosen; an empty key stands for their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) description: String,
}

/// What a choice would change, or why it may not be made.
pub(super) type Attempt = Arc<dyn Fn(&InPage, &str) -> Result<Vec<AccessChange>, Denied> + Send + Sync>;

/// A button with the role that is there, and the menu of the others.
#[component]
pub(super) fn RolePick(
    #[prop(into)] label: Signal<String>,
    member: MemberId,
    /// The key of the one that is there.
    #[prop(into)]
    current: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    places: Load<Vec<Place>>,
    attempt: Attempt,
    /// Where the role decides whether they take a paid seat.
    #[prop(optional)]
    seats: Option<SeatsNow>,
    #[prop(into)] on_choose: ActWith<String>,
) -> impl IntoView {
    let named = move |key: &str| {
        choices.with(|choices| {
            choices.iter().find(|one| one.key == key).map(|one| one.name.clone()).unwrap_or_default()
        })
    };
    let shown = move || current.with(|key| named(key));
    let attempt = StoredValue::new(attempt);
    view! {
        <Menu
            label
            button_label=Signal::derive(move || Some(label.get()))
            class="btn ghost sm rolebtn"
            trigger=move || view! { <span>{shown}</span> <Icon name="down" small=true/> }.into_any()
        >
            <Choices member current choices places attempt seats on_choose/>
        </Menu>
    }
}

#[component]
fn Choices(
    member: MemberId,
    current: Signal<String>,
    choices: Signal<Vec<Choice>>,
    places: Load<Vec<Place>>,
    attempt: StoredValue<Attempt>,
    seats: Option<SeatsNow>,
    on_choose: ActWith<String>,
) -> impl IntoView {
    let (here, model) = (use_here(), use_access_model());
    let page = common::in_page(move || vec![member]);
    let names = Memo::new(move |_| {
        model.content().with(|model| {
            places
                .content()
                .with(|places| PageNames::new(here, model.as_ref(), places.as_deref().unwrap_or_default()))
        })
    });
    let tried = move |key: &str| {
        page.content().with(|page| {
            let page = page.as_ref()?.as_ref()?;
            Some(attempt.with_value(|attempt| attempt(page, key)))
        })
    };
    let seat = move |key: &str| {
        let act = Act::ChangeRole(key.to_owned());
        let turn = page.content().with(|page| Some(turn(page.as_ref()?.as_ref()?, member, &act)))?;
        turn.words(seats?.get())
    };
    // The one that the pointer or the focus is on.
    let looked_at = RwSignal::new(None::<Choice>);
    let effect = move || {
        let to = looked_at.get()?;
        if current.with(|key| *key == to.key) {
            return Some(("This is what they have now.".to_owned(), String::new()));
        }
        match tried(&to.key)? {
            Ok(changes) => {
                let impacts = names.with(|names| impacts(&changes, names));
                let detail: Vec<String> = merged(&impacts).into_iter().take(3).chain(seat(&to.key)).collect();
                Some((headline(&format!("Changing to {}", to.name), &impacts), detail.join(" ")))
            }
            // Why not stands on the role itself, in place of what it is.
            Err(_) => Some((to.name, to.description)),
        }
    };
    view! {
        <div class="rolepick">
            {move || choices.get().into_iter().map(|choice| {
                let one = StoredValue::new(choice);
                let is_current = move || one.with_value(|one| current.with(|key| *key == one.key));
                let reason = move || {
                    if is_current() {
                        return None;
                    }
                    here.read_only().or_else(|| {
                        tried(&one.with_value(|one| one.key.clone()))?.err().map(|denied| why_not(denied).to_owned())
                    })
                };
                let look = move || looked_at.set(Some(one.get_value()));
                view! {
                    <button
                        type="button"
                        role="menuitemradio"
                        tabindex="-1"
                        class="mi"
                        aria-checked=move || is_current().to_string()
                        aria-disabled=move || reason().is_some().then_some("true")
                        on:mouseenter=move |_| look()
                        on:focus=move |_| look()
                        on:click=move |_| {
                            if untrack(reason).is_none() {
                                close_menu();
                                if !untrack(is_current) {
                                    on_choose.run((one.with_value(|one| one.key.clone()),));
                                }
                            }
                        }
                    >
                        <span>
                            {one.with_value(|one| one.name.clone())}
                            <small>{move || reason().unwrap_or_else(|| one.with_value(|one| one.description.clone()))}</small>
                        </span>
                        <span class="end">{move || is_current().then(|| view! { <Icon name="check"/> })}</span>
                    </button>
                }
            }).collect_view()}
            <hr/>
            <div class="effect" role="status">
                {move || match effect() {
                    Some((headline, detail)) => view! {
                        <b class="sm">{headline}</b>
                        {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
                    }.into_any(),
                    None => view! { <p>"In force at once, for open sessions too. They are told."</p> }.into_any(),
                }}
            </div>
        </div>
    }
}
