//! Changing what an open invitation offers: the form of the invite dialog, without addresses and delivery.
//! The link stays as it is.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Reach;
use shared::access::wire::{Changed, Preview};
use shared::ids::InvitationId;
use shared::invitations::wire::{EditInvitation, Invitation};
use shared::text::TextDenied;

use super::super::logic::draft::Draft;
use super::beside::Beside;
use super::ends::Ends;
use super::places::Places;
use super::receipt::{confirmed, each};
use super::state::{Inviting, begin};
use crate::client::{self, Failure};
use crate::components::{
    Act, Button, Dialog, FormProblem, Icon, Keys, Look, RoleCards, TextArea, Toasts, about, use_toasts,
};

/// How long nothing has to be changed before the server is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// What the parts of the dialog share. Copy it into any closure.
#[derive(Clone, Copy)]
struct Editing {
    inviting: Inviting,
    id: InvitationId,
    email: StoredValue<String>,
    before: StoredValue<Draft>,
    toasts: Toasts,
    round: StoredValue<u32>,
}

/// Open while what somebody was offered is changed.
#[component]
pub(crate) fn EditDialog(
    editing: RwSignal<Option<Invitation>>,
    /// Told when the list has to be asked for again.
    #[prop(into)]
    on_settled: Act,
) -> impl IntoView {
    let (open, email) = about(editing, |invitation| invitation.email.clone());
    // Made anew for every opening, so that nothing of the last one is left.
    let now = RwSignal::new(None::<Editing>);
    view! {
        <Dialog
            open
            class="invite"
            title=Signal::derive(move || format!("Change what {} is offered", email.get()))
            sub=Signal::derive(|| Some("They get exactly what you set here, once they accept. Their link stays the same.".to_owned()))
            dirty=Signal::derive(move || now.get().is_some_and(Editing::is_dirty))
            on_send=move || {
                if let Some(now) = now.get_untracked() {
                    now.save(editing, on_settled);
                }
            }
            on_close=move || {
                now.set(None);
                editing.set(None);
            }
        >
            {editing.get_untracked().map(|invitation| view! { <Form invitation editing now on_settled/> })}
        </Dialog>
    }
}

#[component]
fn Form(
    invitation: Invitation,
    editing: RwSignal<Option<Invitation>>,
    now: RwSignal<Option<Editing>>,
    on_settled: Act,
) -> impl IntoView {
    let this = begin_with(&invitation);
    now.set(Some(this));
    let inviting = this.inviting;
    let draft = inviting.draft;
    let message = RwSignal::new(draft.with_untracked(|draft| draft.message.clone()));
    Effect::new(move |_| {
        let text = message.get();
        draft.update(|draft| draft.message = text);
    });
    let refused_text = Memo::new(move |_| this.changes().err().map(|denied| String::from(denied.detail)));
    let reason = Signal::derive(move || match this.changes() {
        Ok(Some(_)) => None,
        Ok(None) => Some("Nothing is changed yet.".to_owned()),
        Err(denied) => Some(String::from(denied.detail)),
    });
    view! {
        <div class="body">
            <div class="form" tabindex="-1">
                <RoleCards
                    label="Role"
                    roles=Signal::derive(move || inviting.role_cards())
                    value=Signal::derive(move || draft.with(|draft| draft.role.clone()))
                    on_change=move |key: String| this.set_role(key)
                />
                <Places inviting/>
                <Beside inviting/>
                <div class="fields">
                    <TextArea
                        label="A personal note"
                        value=message
                        placeholder="Stands where they accept"
                        error=Signal::derive(move || refused_text.get())
                    />
                    <Ends inviting/>
                </div>
            </div>
            <Receipt inviting/>
        </div>
        <div class="d-foot">
            <FormProblem failure=inviting.failure/>
            <span class="push"></span>
            <span class="wide-only"><Button look=Look::Ghost on_press=move || editing.set(None)>"Cancel"</Button></span>
            <Button look=Look::Primary busy=inviting.busy reason on_press=move || this.save(editing, on_settled)>
                "Save changes"
                <Keys keys=vec!["⌘↵"]/>
            </Button>
        </div>
    }
}

/// What they will have: computed in the page while choosing, confirmed by the server's preview.
#[component]
fn Receipt(inviting: Inviting) -> impl IntoView {
    view! {
        <aside
            class="receipt"
            class:stale=move || inviting.checking.get()
            aria-label="What saving does"
            aria-live="polite"
            aria-busy=move || inviting.checking.get().then_some("true")
        >
            <h3>"Once they accept"</h3>
            {move || each(inviting, "They will")}
            <ul class="willget">
                <li><Icon name="link" small=true/>"Their link stays the same, and so does its last day"</li>
                <li><Icon name="lock" small=true/>"They sign in with the invited address"</li>
            </ul>
            {move || confirmed(inviting)}
        </aside>
    }
}

fn begin_with(invitation: &Invitation) -> Editing {
    let before = Draft::of(invitation);
    let inviting = begin();
    inviting.draft.set(before.clone());
    let this = Editing {
        inviting,
        id: invitation.id,
        email: StoredValue::new(invitation.email.clone()),
        before: StoredValue::new(before),
        toasts: use_toasts(),
        round: StoredValue::new(0),
    };
    let draft = Memo::new(move |_| inviting.draft.get());
    Effect::new(move |_| {
        draft.track();
        this.check_soon();
    });
    this
}

impl Editing {
    fn changes(self) -> Result<Option<EditInvitation>, TextDenied> {
        self.before.with_value(|before| self.inviting.draft.with(|draft| draft.changes(before)))
    }

    /// Whether closing would lose anything.
    fn is_dirty(self) -> bool {
        !matches!(self.changes(), Ok(None))
    }

    fn path(self) -> String {
        self.inviting.here.path(&format!("/invitations/{}", self.id))
    }

    /// A role that reaches everything drops the limits; leaving it again brings back those of before, so that
    /// looking at it lifts nothing.
    fn set_role(self, key: String) {
        let everything = |key: &str| {
            self.inviting.model.content().with_untracked(|model| {
                let mut roles = model.iter().flat_map(|model| &model.roles);
                roles.any(|role| role.key == key && role.reach == Reach::Everything)
            })
        };
        let was = self.inviting.draft.with_untracked(|draft| everything(&draft.role));
        let back = was && !everything(&key);
        self.inviting.draft.update(|draft| {
            draft.role = key;
            if back {
                self.before.with_value(|before| {
                    draft.restrict_to.clone_from(&before.restrict_to);
                    draft.workspaces.clone_from(&before.workspaces);
                });
            }
        });
    }

    /// Asks what saving would do, once nothing was changed for a while.
    fn check_soon(self) {
        let mine = self.round.get_value() + 1;
        self.round.set_value(mine);
        let Ok(Some(body)) = untrack(|| self.changes()) else {
            self.inviting.preview.set(None);
            self.inviting.failure.set(None);
            self.inviting.checking.set(false);
            return;
        };
        self.inviting.checking.set(true);
        set_timeout(
            move || {
                if self.round.try_get_value() == Some(mine) {
                    spawn_local(self.check(mine, body));
                }
            },
            PAUSE,
        );
    }

    async fn check(self, mine: u32, body: EditInvitation) {
        let path = format!("{}?preview=true", self.path());
        let answer: Result<Preview, Failure> = client::patch(path, &body).await;
        // Something was changed since, or the dialog is gone.
        if self.round.try_get_value() != Some(mine) {
            return;
        }
        let (preview, failure) = match answer {
            Ok(preview) => (Some(preview), None),
            Err(failure) => (None, Some(failure)),
        };
        self.inviting.preview.set(preview);
        self.inviting.failure.set(failure);
        self.inviting.checking.set(false);
    }

    fn save(self, editing: RwSignal<Option<Invitation>>, on_settled: Act) {
        let Ok(Some(body)) = untrack(|| self.changes()) else { return };
        if self.inviting.busy.get_untracked() {
            return;
        }
        let (path, email) = (self.path(), self.email.get_value());
        self.inviting.busy.set(true);
        self.inviting.failure.set(None);
        spawn_local(async move {
            let answer: Result<Changed<Invitation>, Failure> = client::patch(path, &body).await;
            // Whoever closed the dialog meanwhile may have opened another.
            let still_open = self.round.try_get_value().is_some();
            match answer {
                Ok(_) => {
                    self.toasts
                        .done(format!("What {email} was offered is changed. Their link stays the same."));
                    if still_open {
                        editing.set(None);
                    }
                }
                Err(failure) if still_open => self.inviting.failure.set(Some(failure)),
                Err(failure) => {
                    self.toasts.not_done(&format!("What {email} was offered is as it was"), &failure);
                }
            }
            if still_open {
                self.inviting.busy.set(false);
            }
            // The tab may be gone.
            on_settled.try_run(());
        });
    }
}
