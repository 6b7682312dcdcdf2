//! Giving a group a project, changing how much, taking it away: what it does to everybody in it stands there before
//! it is saved.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, Preview};
use shared::groups::wire::Group;
use shared::projects::wire::{ProjectGrant, PutProjectRole};

use super::super::logic::effect::{by_person, short};
use super::super::logic::words::count;
use super::state::{Giving, Groups};
use crate::client::{self, Failure};
use crate::components::{Button, Dialog, FormProblem, Look, Select};
use crate::load::load;

#[component]
pub(super) fn GrantDialog(groups: Groups) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if groups.giving.with(Option::is_some) {
            open.set(true);
        }
    });
    let title = move || {
        let group = groups.open().map(|group| group.name.to_string()).unwrap_or_default();
        groups.giving.with(|giving| match giving {
            Some(Giving::More) => format!("Give {group} a project"),
            Some(Giving::Change(grant)) => format!("{} for {group}", grant.resource.name),
            Some(Giving::Revoke(grant)) => format!("Take {} from {group}?", grant.resource.name),
            None => String::new(),
        })
    };
    view! {
        <Dialog open class="review" title=Signal::derive(title) on_close=move || groups.giving.set(None)>
            {move || Some((groups.giving.get()?, untrack(move || groups.open())?)).map(|(giving, group)| view! { <Form groups giving group open/> })}
        </Dialog>
    }
}

/// Where the call goes, and what is sent: a level, or nothing to take it away.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    path: String,
    level: Option<String>,
    expires_at: Option<DateTime<Utc>>,
}

impl Wanted {
    fn body(&self) -> Option<PutProjectRole> {
        self.level.clone().map(|role| PutProjectRole { role, expires_at: self.expires_at })
    }

    async fn preview(self) -> Result<Preview, Failure> {
        let path = format!("{}?preview=true", self.path);
        match self.body() {
            Some(body) => client::put(path, &body).await,
            None => client::delete(path).await,
        }
    }

    async fn send(self) -> Result<Changed<serde_json::Value>, Failure> {
        match self.body() {
            Some(body) => client::put::<Changed<ProjectGrant>>(self.path, &body).await.map(plain),
            None => client::delete::<Changed<serde_json::Value>>(self.path).await,
        }
    }
}

fn plain(changed: Changed<ProjectGrant>) -> Changed<serde_json::Value> {
    Changed { object: serde_json::Value::Null, changes: changed.changes }
}

#[component]
fn Form(groups: Groups, giving: Giving, group: Group, open: RwSignal<bool>) -> impl IntoView {
    let taken: Vec<String> = groups
        .grants
        .with_untracked(|grants| grants.get(&group.id).cloned().unwrap_or_default())
        .into_iter()
        .map(|grant| grant.resource.id)
        .collect();
    let projects: Vec<(String, String)> = groups.places.content().with_untracked(|places| {
        let all = places.iter().flatten().flat_map(|place| {
            place.projects.iter().map(|project| {
                (project.id.to_string(), format!("{} ({})", project.name, place.workspace.name))
            })
        });
        all.filter(|(id, _)| !taken.contains(id)).collect()
    });
    let levels: Vec<(String, String)> = groups.model.content().with_untracked(|model| {
        let bundles = model.iter().flat_map(|model| &model.project_roles);
        bundles.map(|bundle| (bundle.key.clone(), bundle.name.clone())).collect()
    });
    let (place, before, revoking) = match &giving {
        Giving::More => (projects.first().map(|project| project.0.clone()).unwrap_or_default(), None, false),
        Giving::Change(grant) => (grant.resource.id.clone(), grant.role.clone(), false),
        Giving::Revoke(grant) => (grant.resource.id.clone(), grant.role.clone(), true),
    };
    let kind = match &giving {
        Giving::More => "project".to_owned(),
        Giving::Change(grant) | Giving::Revoke(grant) => grant.resource.kind.clone(),
    };
    let expires_at = match &giving {
        Giving::More => None,
        Giving::Change(grant) | Giving::Revoke(grant) => grant.expires_at,
    };
    let place = RwSignal::new(place);
    let level = RwSignal::new(
        before.clone().or_else(|| levels.first().map(|level| level.0.clone())).unwrap_or_default(),
    );
    let id = group.id;
    let target = StoredValue::new(kind);
    let path = move |place: &str| match target.get_value().as_str() {
        "workspace" => format!("/v1/workspaces/{place}/groups/{id}"),
        _ => format!("/v1/projects/{place}/groups/{id}"),
    };
    let wanted = Memo::new(move |_| Wanted {
        path: path(&place.get()),
        level: (!revoking).then(|| level.get()),
        expires_at,
    });
    let none = place.with_untracked(String::is_empty);
    let preview = load(move || {
        let wanted = wanted.get();
        async move { wanted.preview().await }
    });
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    // Only a project's own levels come back by the call that set them.
    let back = (target.get_value() == "project").then(|| before.clone()).flatten();
    let may_undo = matches!(giving, Giving::More) || back.is_some();
    let called = group.name.to_string();
    let send = move || {
        busy.set(true);
        failure.set(None);
        let wanted = wanted.get_untracked();
        let undo = Wanted { level: back.clone(), ..wanted.clone() };
        let called = called.clone();
        spawn_local(async move {
            match wanted.send().await {
                Ok(changed) => {
                    let text = format!("{called}: {}", short(&changed.changes));
                    let toasts = groups.toasts;
                    if may_undo {
                        toasts.done_with_undo(text, move || {
                            let undo = undo.clone();
                            spawn_local(async move {
                                match undo.send().await {
                                    Ok(_) => toasts.done("Undone"),
                                    Err(failure) => toasts.not_done("Not undone", &failure),
                                }
                            });
                        });
                    } else {
                        toasts.done(text);
                    }
                    let _ = open.try_set(false);
                    groups.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let more = giving == Giving::More;
    let (projects, levels) = (StoredValue::new(projects), StoredValue::new(levels));
    view! {
        <div class="d-body stack">
            {(more && none).then(|| view! { <p class="muted">"It has every project that you can see."</p> })}
            {(more && !none).then(|| view! {
                <Select label="Project" value=place options=Signal::derive(move || projects.get_value()) on_change=move |key: String| place.set(key)/>
            })}
            {(!revoking && !none).then(|| view! {
                <Select label="Level" value=level options=Signal::derive(move || levels.get_value()) on_change=move |key: String| level.set(key)/>
            })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get().filter(|_| !none)))/>
            {move || preview.content().with(|preview| preview.as_ref().map(|preview| view! {
                <p role="status"><b class="med">{short(&preview.changes)}</b></p>
                <ul class="impact scroll">
                    {by_person(&preview.changes.data).into_iter().map(|(member, totals)| view! {
                        <li><span class="n">{groups.name(member)}</span><span class="num">{totals.text()}</span></li>
                    }).collect_view()}
                </ul>
                {(!preview.kept.is_empty()).then(|| {
                    let mut kept: Vec<String> = preview.kept.iter().map(|kept| format!("{} keeps some of it through {}", groups.name(kept.member), kept.through.name)).collect();
                    kept.dedup();
                    view! { <p class="muted sm">{kept.into_iter().take(5).collect::<Vec<_>>().join(". ")} "."</p> }
                })}
            }))}
            <p class="muted">"In force at once for " {count(group.members_count, "person", "people")} ". Everybody whose access changes is told."</p>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
            <Button
                look=if revoking { Look::DangerSolid } else { Look::Primary }
                busy=Signal::derive(move || busy.get() || preview.busy().get())
                disabled=Signal::derive(move || none || preview.failure().with(Option::is_some))
                on_press=send
            >
                {match giving { Giving::More => "Give project", Giving::Change(_) => "Change level", Giving::Revoke(_) => "Take away" }}
            </Button>
        </div>
    }
}
