//! One member's workspaces: a switch for each, and their own role or another there, saved together.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Visibility;
use shared::access::wire::{Changed, Preview};
use shared::members::wire::{Member, MemberDetail};

use super::super::common::{self, PageNames, Place};
use super::super::logic::effect::{impacts, short};
use super::super::logic::kept::left;
use super::super::logic::workspaces::Membership;
use super::super::parts::Impacts;
use crate::access_model::use_access_model;
use crate::client::{self, Call, Failure};
use crate::components::{
    Act, Button, Dialog, FormProblem, Icon, Look, Note, Select, SkeletonRows, Switch, Tag, Tile, about,
    use_toasts,
};
use crate::here::use_here;
use crate::load::{load, three_states};
use crate::undo;

/// Open while somebody's workspaces are changed.
#[component]
pub(crate) fn WorkspacesDialog(
    placing: RwSignal<Option<Member>>,
    /// Told after they were saved.
    #[prop(into)]
    on_saved: Act,
) -> impl IntoView {
    let (open, name) = about(placing, |member| member.user.name.clone());
    let dirty = RwSignal::new(false);
    view! {
        <Dialog
            open
            class="scopes"
            title=Signal::derive(move || format!("Workspaces of {}", name.get()))
            sub=Some("What they are in each, saved together.".to_owned())
            dirty
            on_close=move || placing.set(None)
        >
            {move || placing.get().map(|member| view! { <Form placing member dirty on_saved/> })}
        </Dialog>
    }
}

#[component]
fn Form(
    placing: RwSignal<Option<Member>>,
    member: Member,
    dirty: RwSignal<bool>,
    on_saved: Act,
) -> impl IntoView {
    let (here, toasts, model) = (use_here(), use_toasts(), use_access_model());
    let id = member.id;
    let implicit = member.implicit;
    let before = Membership::of(&member.workspaces);
    let now = RwSignal::new(before.clone());
    let places = load(move || common::places(here));
    let open_places = move || {
        places.content().with(|places| {
            let open = places.iter().flatten().filter(|place| place.workspace.visibility == Visibility::Open);
            open.map(|place| place.workspace.id).collect::<std::collections::BTreeSet<_>>()
        })
    };
    let same = Memo::new(move |_| now.with(|now| *now == before));
    Effect::new(move |_| dirty.set(!same.get()));
    on_cleanup(move || {
        let _ = dirty.try_set(false);
    });
    let body = move || {
        let open = open_places();
        now.with(|now| now.request(|workspace| open.contains(&workspace)))
    };
    let path = here.path(&format!("/members/{id}/workspaces"));
    let path = StoredValue::new(path);
    let preview = load(move || {
        let (body, same) = (body(), same.get());
        async move {
            if same {
                return Ok(None);
            }
            client::put::<Preview>(format!("{}?preview=true", path.get_value()), &body).await.map(Some)
        }
    });
    let names = Memo::new(move |_| {
        model.content().with(|model| {
            places
                .content()
                .with(|places| PageNames::new(here, model.as_ref(), places.as_deref().unwrap_or_default()))
        })
    });
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let who = member.user.name.clone();
    let save = move || {
        let (body, who, base) = (untrack(body), who.clone(), here.path(""));
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let call = Call::put(path.get_value(), &body);
            let answer = client::act::<Changed<MemberDetail>>(call).await;
            let _ = busy.try_set(false);
            match answer {
                Ok((_, version)) => {
                    let said = format!("The workspaces of {who} are saved");
                    undo::done(toasts, base, version, said, move || {
                        on_saved.try_run(());
                    });
                    let _ = placing.try_set(None);
                    on_saved.try_run(());
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let own = StoredValue::new(member.role.name.clone());
    view! {
        <div class="d-body stack">
            {implicit.then(|| view! {
                <Note icon="lock">"This role is in every workspace: nothing can be set there."</Note>
            })}
            {three_states(places, "Workspaces", || view! { <SkeletonRows rows=3/> }, move |all: Signal<Vec<Place>>| view! {
                <div class="boxed">
                    {move || all.get().into_iter().map(|place| view! { <Line place now own implicit/> }).collect_view()}
                </div>
            })}
            {move || preview.content().get().flatten().filter(|_| !same.get()).map(|preview| {
                let rows = names.with(|names| impacts(&preview.changes.data, names));
                let kept = names.with(|names| left(&preview.kept, names));
                view! {
                    <Note icon="shield">{short(&preview.changes)}</Note>
                    <Impacts impacts=Signal::stored(rows)/>
                    {kept.into_iter().map(|one| view! { <p class="muted sm"><Icon name=one.icon() small=true/> " " {one.sentence()}</p> }).collect_view()}
                }
            })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || placing.set(None)>"Cancel"</Button>
            <Button look=Look::Primary busy reason=Signal::derive(move || same.get().then(|| "Nothing is changed yet.".to_owned())) on_press=save>
                "Save workspaces"
            </Button>
        </div>
    }
}

#[component]
fn Line(place: Place, now: RwSignal<Membership>, own: StoredValue<String>, implicit: bool) -> impl IntoView {
    let model = use_access_model();
    let id = place.workspace.id;
    let name = place.workspace.name.to_string();
    let private = place.workspace.visibility == Visibility::Private;
    let inside = Memo::new(move |_| implicit || !private || now.with(|now| now.is_in(id)));
    let options = Signal::derive(move || {
        let roles = model.content().with(|model| model.as_ref().map(common::overriding).unwrap_or_default());
        let inherit = (String::new(), format!("Inherit ({})", own.get_value()));
        std::iter::once(inherit)
            .chain(roles.into_iter().map(|role| (role.key, role.name)))
            .collect::<Vec<_>>()
    });
    let (label, shown) = (format!("Role in {name}"), name.clone());
    view! {
        <div class="line">
            <Tile name=name.clone()/>
            {if private {
                view! {
                    <Switch
                        label=name on=inside disabled=implicit
                        on_change=move |on: bool| now.update(|now| now.enter(id, on))
                    />
                    <Tag icon="lock">"Private"</Tag>
                }.into_any()
            } else {
                view! { <span class="grow trunc">{shown}</span> <span class="faint sm">"Open to every member"</span> }.into_any()
            }}
            {move || match (implicit, inside.get()) {
                (true, _) => view! { <span class="row faint sm"><Icon name="lock" small=true/> "By role"</span> }.into_any(),
                (false, false) => view! { <span class="faint sm">"Not in it"</span> }.into_any(),
                (false, true) => view! {
                    <Select
                        label=label.clone() quiet=true class="sm fit" options
                        value=Signal::derive(move || now.with(|now| now.role(id).unwrap_or_default().to_owned()))
                        on_change=move |key: String| now.update(|now| now.set_role(id, (!key.is_empty()).then_some(key)))
                    />
                }.into_any(),
            }}
        </div>
    }
}
