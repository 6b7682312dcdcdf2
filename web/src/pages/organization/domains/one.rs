//! One domain: its record until it is proven, its rule from then on.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope, Reach};
use shared::auth::wire::Method;
use shared::domains::wire::{DnsRecord, Domain, DomainStatus, EditDomain, JoinMode};
use shared::problem::Code;

use super::super::keys::copy;
use super::join::JoinChoice;
use crate::access_model::use_access_model;
use crate::client::{self, Failure};
use crate::components::{
    Button, CheckOption, Dialog, FormProblem, Icon, IconButton, Look, Moment, Note, Select, Show, Size, Tag,
    use_toasts,
};
use crate::here::Here;
use crate::load::Load;

#[component]
pub(super) fn OneDomain(
    here: Here,
    may: Memo<bool>,
    domains: Load<Vec<Domain>>,
    domain: Memo<Domain>,
) -> impl IntoView {
    let toasts = use_toasts();
    let (checking, saving) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let deleting = RwSignal::new(false);
    let showing = RwSignal::new(false);
    let name = move || domain.with(|domain| domain.name.clone());
    let proven = move || domain.with(|domain| domain.status == DomainStatus::Verified);
    let path =
        move |rest: &str| here.path(&format!("/domains/{}{rest}", domain.with_untracked(|domain| domain.id)));
    let check = move || {
        checking.set(true);
        failure.set(None);
        let (path, name) = (path("/verify"), domain.with_untracked(|domain| domain.name.clone()));
        spawn_local(async move {
            match client::post_empty::<Domain>(path).await {
                Ok(_) => toasts.done(format!("The record of {name} is there. The domain is yours")),
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = checking.try_set(false);
            domains.again();
        });
    };
    let edit = Callback::new(move |(edit, said): (EditDomain, String)| {
        saving.set(true);
        failure.set(None);
        let path = path("");
        spawn_local(async move {
            match client::patch::<Domain>(path, &edit).await {
                Ok(_) => toasts.done(said),
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = saving.try_set(false);
            domains.again();
        });
    });
    view! {
        <li class="dom">
            <div class="top">
                <Icon name="globe"/>
                <b>{name}</b>
                {move || if proven() {
                    view! { <Tag tone="ok" icon="check">"Verified"</Tag> }.into_any()
                } else {
                    view! { <Tag tone="warn" icon="clock">"Waiting for DNS"</Tag> }.into_any()
                }}
                <span class="push row wrap" style:gap="0.25rem">
                    <Show when=move || may.get()>
                        <Button look=Look::Ghost size=Size::Small icon="refresh" busy=checking on_press=check>"Check now"</Button>
                    </Show>
                    <Show when=proven>
                        <Button reads=true look=Look::Ghost size=Size::Small on_press=move || showing.update(|showing| *showing = !*showing)>
                            {move || if showing.get() { "Hide record" } else { "Show record" }}
                        </Button>
                    </Show>
                    <Show when=move || may.get()>
                        <IconButton icon="trash" look=Look::Ghost size=Size::Small label=Signal::derive(move || format!("Give up {}", name())) on_press=move || deleting.set(true)/>
                    </Show>
                </span>
            </div>
            <Show when=move || !proven() || showing.get()>
                <p class="muted sm mt-2">"Add this record where the domain is managed. It can take some minutes until it is seen."</p>
                {move || view! { <RecordBox record=domain.with(|domain| domain.record.clone())/> }}
            </Show>
            <p class="faint sm mt-2" role="status">{move || look(&domain.get())}</p>
            <Show when=proven>
                <Rule here may domain domains saving edit/>
            </Show>
            <FormProblem failure/>
            <DeleteDialog here domain open=deleting domains/>
        </li>
    }
}

/// What the last look came to.
fn look(domain: &Domain) -> impl IntoView + use<> {
    let at = domain.checked_at.map(|at| view! { " "<Moment at/> });
    let words = match (domain.last_problem.as_deref(), domain.checked_at) {
        (_, None) => "Not looked up yet.",
        (Some(problem), Some(_)) if problem == Code::DnsUnreachable.key() => "DNS gave no answer ·",
        (Some(_), Some(_)) => "The record was not there ·",
        (None, Some(_)) => "The record was there ·",
    };
    view! { {words}{at} }
}

#[component]
fn RecordBox(record: DnsRecord) -> impl IntoView {
    view! {
        <div class="dns">
            <span class="k">"Type"</span><span class="v mono">{record.kind}</span><span></span>
            <Line label="Name" value=record.name/>
            <Line label="Value" value=record.value/>
        </div>
    }
}

#[component]
fn Line(label: &'static str, value: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let text = value.clone();
    let press = move || {
        let text = text.clone();
        spawn_local(async move {
            if copy(&text).await {
                let _ = copied.try_set(true);
            }
        });
    };
    let hint = Signal::derive(move || format!("Copy the {}", label.to_lowercase()));
    view! {
        <span class="k">{label}</span>
        <span class="v mono">{value}</span>
        <span>
            <IconButton icon="copy" look=Look::Ghost size=Size::Small label=hint on_press=press/>
            <span class="sm" role="status">{move || copied.get().then_some("Copied")}</span>
        </span>
    }
}

/// How people come in by a proven domain. Each choice is in force at once.
#[component]
fn Rule(
    here: Here,
    may: Memo<bool>,
    domain: Memo<Domain>,
    domains: Load<Vec<Domain>>,
    saving: RwSignal<bool>,
    edit: Callback<(EditDomain, String)>,
) -> impl IntoView {
    let locked = Signal::derive(move || !may.get() || saving.get());
    let role = Signal::derive(move || domain.with(|domain| domain.default_role.key.clone()));
    let words = move || match domain.with(|domain| domain.join) {
        JoinMode::Off => "Nobody comes in by this domain.",
        JoinMode::Request => {
            "They see the name of the organization and nothing else until an admin answers their request."
        }
        JoinMode::Open => "They come in with one press, as if invited.",
    };
    view! {
        <fieldset class="how" disabled=move || locked.get()>
            <JoinChoice here domain domains saving/>
            <span class="row" style:gap="0.4rem">
                <span class="faint sm">{move || if domain.with(|domain| domain.join == JoinMode::Open) { "as" } else { "Suggested role" }}</span>
                <Select
                    label="Role of who comes in"
                    quiet=true
                    class="bare"
                    value=role
                    options=Signal::derive(move || roles(&domain.get()))
                    disabled=locked
                    on_change=move |key: String| edit.run((
                        EditDomain { default_role: Some(key), ..EditDomain::default() },
                        "Who comes in from now on has this role".to_owned(),
                    ))
                />
            </span>
        </fieldset>
        <p class="faint sm mt-2">{words}</p>
        <Show when=move || domain.with(|domain| domain.join == JoinMode::Open)>
            <fieldset class="mt-2 stack" disabled=move || locked.get()>
                <legend class="label">"Trusted ways of signing in"</legend>
                <div class="row wrap" style:gap="0.25rem 1rem">
                    {Method::ALL.map(|method| view! { <Trusted domain method locked edit/> }).collect_view()}
                </div>
                <Note icon="info">"Who signs in another way asks to join instead. A password or a mailed link proves an address once; the others vouch for it every time."</Note>
            </fieldset>
        </Show>
    }
}

/// The roles that walk-ins can have, and the one that is set.
fn roles(domain: &Domain) -> Vec<(String, String)> {
    let mut roles: Vec<(String, String)> = use_access_model()
        .roles()
        .into_iter()
        .filter(|role| {
            let members = role.permissions.get(CoreScope::Members.key()).copied().unwrap_or_default();
            role.reach != Reach::Shared && members != Access::Full
        })
        .map(|role| (role.key, role.name))
        .collect();
    let set = &domain.default_role;
    if roles.iter().all(|(key, _)| *key != set.key) {
        roles.push((set.key.clone(), set.name.clone()));
    }
    roles
}

#[component]
fn Trusted(
    domain: Memo<Domain>,
    method: Method,
    locked: Signal<bool>,
    edit: Callback<(EditDomain, String)>,
) -> impl IntoView {
    let label = match method {
        Method::Password => "Password",
        Method::MagicLink => "Mailed link",
        Method::Google => "Google",
        Method::Microsoft => "Microsoft",
        Method::Oidc => "OpenID Connect",
        Method::Saml => "SAML",
    };
    view! {
        <CheckOption
            label
            checked=Signal::derive(move || domain.with(|domain| domain.trusted_methods.contains(&method)))
            disabled=locked
            on_change=move |on: bool| {
                let mut trusted = domain.with_untracked(|domain| domain.trusted_methods.clone());
                trusted.retain(|known| *known != method);
                if on {
                    trusted.push(method);
                }
                let said = if on { format!("{label} is trusted") } else { format!("{label} is not trusted any more") };
                edit.run((EditDomain { trusted_methods: Some(trusted), ..EditDomain::default() }, said));
            }
        />
    }
}

#[component]
fn DeleteDialog(
    here: Here,
    domain: Memo<Domain>,
    open: RwSignal<bool>,
    domains: Load<Vec<Domain>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let name = move || domain.with(|domain| domain.name.clone());
    let send = move || {
        busy.set(true);
        failure.set(None);
        let (path, name) = domain
            .with_untracked(|domain| (here.path(&format!("/domains/{}", domain.id)), domain.name.clone()));
        spawn_local(async move {
            match client::delete::<serde_json::Value>(path).await {
                Ok(_) => {
                    toasts.done(format!("{name} is given up"));
                    let _ = open.try_set(false);
                    domains.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Dialog open title=Signal::derive(move || format!("Give up {}?", name())) on_send=send>
            <div class="d-body stack">
                <p>"Nobody comes in by it any more, and another organization can prove it. Who came in by it stays. Requests that wait can be denied, but not approved."</p>
                <FormProblem failure/>
            </div>
            <div class="d-foot">
                <Button on_press=move || open.set(false)>"Keep it"</Button>
                <Button look=Look::DangerSolid busy on_press=send>"Give up the domain"</Button>
            </div>
        </Dialog>
    }
}
