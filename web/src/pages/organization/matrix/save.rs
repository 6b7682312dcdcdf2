//! What saving would do, and saving: one change of access for each cell, each decided by the server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, Preview};
use shared::projects::wire::{ProjectGrant, PutProjectScopes};

use super::super::logic::cells_draft::Edit;
use super::super::logic::words::{count, list_some, number};
use super::state::Matrix;
use crate::client::{self, Failure};
use crate::components::SaveBar;

/// How long nothing has to be changed before the server is asked.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(400);

#[component]
pub(super) fn Save(matrix: Matrix) -> impl IntoView {
    let edits = Memo::new(move |_| matrix.draft.with(|draft| draft.edits().to_vec()));
    let effect = Memo::new(move |_| {
        matrix.draft.with(|draft| {
            let changes = draft.changes();
            let gained = changes.iter().filter(|change| change.after > change.before).count() as u64;
            (gained, changes.len() as u64 - gained)
        })
    });
    let confirmed = RwSignal::new(Confirmed::Not);
    let round = StoredValue::new(0u32);
    Effect::new(move |_| {
        let edits = edits.get();
        let mine = round.get_value() + 1;
        round.set_value(mine);
        confirmed.set(Confirmed::Not);
        if edits.is_empty() {
            return;
        }
        set_timeout(
            move || {
                spawn_local(async move {
                    if round.try_get_value() == Some(mine) {
                        let said = confirm(edits).await;
                        if round.try_get_value() == Some(mine) {
                            confirmed.set(said);
                        }
                    }
                });
            },
            PAUSE,
        );
    });
    let people = move || {
        edits.with(|edits| {
            let people: std::collections::BTreeSet<_> = edits.iter().map(|edit| edit.member).collect();
            people.len() as u64
        })
    };
    view! {
        <SaveBar
            shown=Signal::derive(move || edits.with(|edits| !edits.is_empty()))
            verb=Signal::derive(move || format!("Save {}", count(edits.with(Vec::len) as u64, "change", "changes")))
            busy=matrix.saving
            reason=Signal::derive(move || match confirmed.get() {
                Confirmed::Refused(why) => Some(why),
                Confirmed::Not | Confirmed::Yes { .. } => None,
            })
            on_discard=move || matrix.draft.update(|draft| draft.discard())
            on_save=move || save(matrix)
        >
            <b class="med">"For " {move || count(people(), "person", "people")} ": "</b>
            {move || {
                let (gained, lost) = effect.get();
                match (gained, lost) {
                    (0, 0) => view! { <span class="muted">"nothing changes in what they can do."</span> }.into_any(),
                    (gained, lost) => view! {
                        {(gained > 0).then(|| view! { <span class="delta plus">"+" {number(gained)}</span> " " })}
                        {(lost > 0).then(|| view! { <span class="delta minus">"−" {number(lost)}</span> " " })}
                        <span class="muted">"permissions. "</span>
                    }.into_any(),
                }
            }}
            <span class="faint sm">
                {move || match confirmed.get() {
                    Confirmed::Not => "Asking the server.".to_owned(),
                    Confirmed::Yes { gained, lost } if (gained, lost) == effect.get() => "Confirmed by the server.".to_owned(),
                    Confirmed::Yes { gained, lost } => format!("The server counts +{gained} and −{lost}."),
                    Confirmed::Refused(why) => why,
                }}
            </span>
        </SaveBar>
    }
}

/// What the server said of the changes, taken one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Confirmed {
    Not,
    Yes { gained: u64, lost: u64 },
    Refused(String),
}

async fn confirm(edits: Vec<Edit>) -> Confirmed {
    let (mut gained, mut lost) = (0, 0);
    for edit in &edits {
        match send::<Preview>(edit, "?preview=true").await {
            Ok(preview) => {
                gained += preview.changes.gained;
                lost += preview.changes.lost;
            }
            Err(failure) => return Confirmed::Refused(failure.detail()),
        }
    }
    Confirmed::Yes { gained, lost }
}

/// Puts what the cell says in place of what the member was given on the project.
async fn send<T: serde::de::DeserializeOwned + 'static>(edit: &Edit, query: &str) -> Result<T, Failure> {
    let project = format!("/v1/projects/{}", edit.project);
    if edit.to.is_none() {
        return client::delete(format!("{project}/collaborators/{}{query}", edit.member)).await;
    }
    let body = PutProjectScopes { permissions: edit.to.permissions.clone(), expires_at: edit.to.expires_at };
    client::put(format!("{project}/members/{}/scopes{query}", edit.member), &body).await
}

fn save(matrix: Matrix) {
    let edits = matrix.draft.with_untracked(|draft| draft.edits().to_vec());
    if matrix.saving.get_untracked() || edits.is_empty() {
        return;
    }
    matrix.saving.set(true);
    // Undo gives back exactly what was there; it may come after the page has gone.
    let back: Vec<Edit> = matrix.draft.with_untracked(|draft| {
        let was = |edit: &Edit| {
            let to = draft.before(edit.member)?.direct(edit.member, edit.project);
            Some(Edit { to, ..edit.clone() })
        };
        edits.iter().filter_map(was).collect()
    });
    spawn_local(async move {
        let (done, failed) = send_all(edits).await;
        let saved: Vec<Edit> = back
            .into_iter()
            .filter(|edit| done.iter().any(|one| (one.member, one.project) == (edit.member, edit.project)))
            .collect();
        if !saved.is_empty() {
            let words = format!("{} saved", count(saved.len() as u64, "change is", "changes are"));
            matrix.toasts.done_with_undo(words, move || undo(matrix, saved.clone()));
        }
        say(matrix, &failed);
        let _ =
            matrix.draft.try_update(|draft| draft.keep(failed.into_iter().map(|(edit, _)| edit).collect()));
        let _ = matrix.saving.try_set(false);
        matrix.people.again();
    });
}

async fn send_all(edits: Vec<Edit>) -> (Vec<Edit>, Vec<(Edit, Failure)>) {
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for edit in edits {
        match send::<Changed<ProjectGrant>>(&edit, "").await {
            Ok(_) => done.push(edit),
            Err(failure) => failed.push((edit, failure)),
        }
    }
    (done, failed)
}

fn undo(matrix: Matrix, edits: Vec<Edit>) {
    spawn_local(async move {
        let (done, failed) = send_all(edits).await;
        if !done.is_empty() {
            matrix
                .toasts
                .done(format!("{} taken back", count(done.len() as u64, "change is", "changes are")));
        }
        say(matrix, &failed);
        matrix.people.again();
    });
}

/// Says what was not saved and why; it stays in its cells.
fn say(matrix: Matrix, failed: &[(Edit, Failure)]) {
    let mut reasons: Vec<String> = failed.iter().map(|(_, failure)| failure.detail()).collect();
    reasons.dedup();
    if !reasons.is_empty() {
        let words = count(failed.len() as u64, "change was not saved", "changes were not saved");
        matrix.toasts.failed(format!("{words}: {}", list_some(&reasons, 2)));
    }
}
