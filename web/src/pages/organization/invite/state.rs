//! The draft, and what the server says of each address while it is written.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Preview;
use shared::access::{Seat, WhenFull};
use shared::invitations::wire::{
    Delivery, Invitation, InvitationsQuery, InviteResult, Invited, ResendInvitation, Resent,
};
use shared::list::Page as ListPage;
use shared::text::email_key;

use super::super::common::{self, Place};
use super::super::logic::draft::{Address, Draft, Verdict};
use super::super::logic::in_page::InPage;
use super::super::logic::invitation::sent_again;
use super::super::logic::newcomer::Terms;
use super::super::logic::paste::KnownRole;
use super::super::logic::seats::{Asked, seated};
use super::super::seats::{SeatsNow, use_seats};
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{Act, RoleChoice, Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::load::{Load, load};
use crate::query;
use crate::session::use_session;

/// How long nothing has to be typed before the server is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// Everything the parts of the dialog share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Inviting {
    pub(super) here: Here,
    pub(super) draft: RwSignal<Draft>,
    pub(super) model: AccessModel,
    pub(super) places: Load<Vec<Place>>,
    pub(super) page: Load<Option<InPage>>,
    pub(super) seats: SeatsNow,
    /// What the server said of the addresses; old answers stay until the next.
    checked: RwSignal<Vec<InviteResult>>,
    /// The addresses alone: much is drawn from them that does not change with the rest of the draft.
    pub(super) addresses: Memo<Vec<Address>>,
    /// What is known of each, in their order.
    pub(super) verdicts: Memo<Vec<Verdict>>,
    /// What they take of the paid seats.
    pub(super) asked: Memo<Asked>,
    /// What the server said the whole would do.
    pub(super) preview: RwSignal<Option<Preview>>,
    pub(super) checking: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// After sending.
    pub(super) sent: RwSignal<Option<Vec<InviteResult>>>,
    /// Links of invitations that were sent again from here, by address: each is shown but once.
    pub(super) again: RwSignal<Vec<(String, String)>>,
    toasts: Toasts,
    round: StoredValue<u32>,
}

pub(super) fn begin() -> Inviting {
    let here = use_here();
    let model = use_access_model();
    let mails = untrack(|| use_session().sends_mail());
    let delivery = if mails { Delivery::Email } else { Delivery::Link };
    let draft = RwSignal::new(Draft { delivery, ..Draft::new("") });
    let checked = RwSignal::new(Vec::new());
    let addresses = Memo::new(move |_| draft.with(|draft| draft.addresses.clone()));
    let (role, seats) = (Memo::new(move |_| draft.with(|draft| draft.role.clone())), use_seats());
    let paid = Memo::new(move |_| {
        model.content().with(|model| {
            let roles = model.iter().flat_map(|model| &model.roles);
            let paid = roles.filter(|role| role.seat == Seat::Paid);
            paid.map(|role| role.key.clone()).collect::<BTreeSet<_>>()
        })
    });
    let verdicts = Memo::new(move |_| {
        let said = addresses.with(|all| checked.with(|results| Verdict::all(all, results)));
        match seats.get() {
            None => said,
            Some(seats) => addresses.with(|all| {
                let when_full = when_full(model);
                paid.with(|paid| {
                    role.with(|role| seated(said, all, role, |key| paid.contains(key), seats, when_full))
                })
            }),
        }
    });
    let asked = Memo::new(move |_| {
        addresses.with(|all| {
            paid.with(|paid| {
                verdicts.with(|said| role.with(|role| Asked::of(said, all, role, |key| paid.contains(key))))
            })
        })
    });
    let inviting = Inviting {
        here,
        draft,
        model,
        places: load(move || common::places(here)),
        page: common::in_page(move || vec![here.me()]),
        seats,
        checked,
        addresses,
        verdicts,
        asked,
        preview: RwSignal::new(None),
        checking: RwSignal::new(false),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        sent: RwSignal::new(None),
        again: RwSignal::default(),
        toasts: use_toasts(),
        round: StoredValue::new(0),
    };
    // The role that the model begins with, once it is known.
    Effect::new(move |_| {
        let default = model.content().with(|model| model.as_ref().map(|model| model.default_role.clone()));
        if let Some(default) = default {
            inviting.draft.update(|draft| {
                if draft.role.is_empty() {
                    draft.role = default;
                }
            });
        }
    });
    let request = Memo::new(move |_| inviting.draft.get());
    Effect::new(move |_| {
        let ask =
            |draft: &Draft| !draft.addresses.is_empty() && draft.too_many() == 0 && !draft.role.is_empty();
        if request.with(ask) {
            inviting.check_soon();
        }
    });
    inviting
}

/// What becomes of those for whom no seat is free.
fn when_full(model: AccessModel) -> WhenFull {
    model.content().with(|model| model.as_ref().map_or(WhenFull::Queue, |model| model.when_full))
}

impl Inviting {
    pub(super) fn when_full(self) -> WhenFull {
        when_full(self.model)
    }

    /// How many of those who go wait for a seat.
    pub(super) fn waiting(self) -> usize {
        self.verdicts.with(|verdicts| verdicts.iter().filter(|verdict| **verdict == Verdict::Waits).count())
    }

    /// Roles as a pasted list may name them.
    pub(super) fn known_roles(self) -> Vec<KnownRole> {
        self.model.content().with_untracked(|model| {
            let roles = model.iter().flat_map(|model| &model.roles);
            roles.map(|role| KnownRole { key: role.key.clone(), name: role.name.to_lowercase() }).collect()
        })
    }

    pub(super) fn going(self) -> usize {
        self.verdicts.with(|verdicts| verdicts.iter().filter(|verdict| verdict.goes()).count())
    }

    /// The roles that the viewer may give: key and name.
    pub(super) fn role_names(self) -> Vec<(String, String)> {
        let cards = self.role_cards().into_iter().filter(|card| card.reason.is_none());
        cards.map(|card| (card.key, card.name)).collect()
    }

    /// The roles as cards, each with what it may do and, where the viewer may not give it, why.
    pub(super) fn role_cards(self) -> Vec<RoleChoice> {
        let nothing = Draft::new("");
        self.model.content().with(|model| {
            self.page.content().with(|page| {
                let Some(model) = model else { return Vec::new() };
                let page = page.as_ref().and_then(Option::as_ref);
                common::offered(model)
                    .iter()
                    .map(|role| {
                        let terms = Terms { role: &role.key, draft: &nothing };
                        let refused = page.and_then(|page| page.invitee(&terms).err());
                        RoleChoice {
                            key: role.key.clone(),
                            name: role.name.clone(),
                            can: role.description.clone(),
                            cannot: super::super::logic::receipt::cannot(role, &model.scopes),
                            custom: !role.built_in,
                            seat: role.seat,
                            reason: refused
                                .map(|denied| super::super::logic::in_page::why_not(denied).to_owned()),
                        }
                    })
                    .collect()
            })
        })
    }

    /// Asks what would become of each address, once nothing was changed for a while.
    fn check_soon(self) {
        let mine = self.round.get_value() + 1;
        self.round.set_value(mine);
        self.checking.set(true);
        set_timeout(
            move || {
                if self.round.try_get_value() == Some(mine) {
                    spawn_local(self.check(mine));
                }
            },
            PAUSE,
        );
    }

    async fn check(self, mine: u32) {
        let Some(Ok(body)) = self.draft.try_with_untracked(|draft| draft.request(true)) else { return };
        let path = self.here.path("/invitations");
        let answer: Result<Invited, Failure> = client::post(path.clone(), &body).await;
        if self.round.try_get_value() != Some(mine) {
            return;
        }
        match answer {
            Ok(invited) => {
                self.checked.set(invited.results);
                self.failure.set(None);
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
        let Some(Ok(body)) = self.draft.try_with_untracked(|draft| draft.request(false)) else { return };
        let answer: Result<Preview, Failure> = client::post(format!("{path}?preview=true"), &body).await;
        if self.round.try_get_value() == Some(mine) {
            self.preview.set(answer.ok());
            self.checking.set(false);
        }
    }

    /// Sends the open invitation of an address again, and takes the address out of the draft.
    pub(super) fn resend(self, email: String) {
        let here = self.here;
        spawn_local(async move {
            let asked = InvitationsQuery {
                q: Some(email.clone()),
                status: Some("pending".to_owned()),
                ..InvitationsQuery::default()
            };
            let again = async {
                let page: ListPage<Invitation> =
                    client::get(here.path(&format!("/invitations{}", query::of(&asked)))).await?;
                let key = email_key(&email);
                let Some(found) = page.data.into_iter().find(|row| email_key(&row.email) == key) else {
                    return Ok(None);
                };
                let path = here.path(&format!("/invitations/{}/resend", found.id));
                client::post::<Resent>(path, &ResendInvitation::default()).await.map(Some)
            };
            match again.await {
                Ok(Some(resent)) => {
                    self.toasts.done(format!("{}. The old link is dead", sent_again(&resent)));
                    let link = resent.link;
                    let _ = self.draft.try_update(|draft| draft.remove(&email));
                    let _ = self.again.try_update(|again| again.extend(link.map(|link| (email, link))));
                }
                Ok(None) => self.check_soon(),
                Err(failure) => {
                    self.toasts.not_done(&format!("The invitation of {email} is as it was"), &failure);
                }
            }
        });
    }

    /// Sends what can go; what cannot stays in the dialog to be put right.
    pub(super) fn send(self, on_sent: Act) {
        let too_many = self.draft.with_untracked(Draft::too_many) > 0;
        if self.busy.get_untracked() || too_many || untrack(|| self.going()) == 0 {
            return;
        }
        let body = match self.draft.with_untracked(|draft| draft.request(false)) {
            Ok(body) => body,
            Err(denied) => {
                self.toasts.failed(denied.detail);
                return;
            }
        };
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match client::post::<Invited>(self.here.path("/invitations"), &body).await {
                Ok(invited) => {
                    self.sent.set(Some(invited.results));
                    on_sent.run(());
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
            self.busy.set(false);
        });
    }

    /// Back to the form with the addresses that were refused.
    pub(super) fn mend(self) {
        let rejected: BTreeSet<String> = self.sent.with_untracked(|sent| {
            let rejected = sent
                .iter()
                .flatten()
                .filter(|result| result.status == shared::invitations::wire::InviteStatus::Rejected);
            rejected.map(|result| result.email.clone()).collect()
        });
        self.draft.update(|draft| draft.keep(&rejected));
        self.checked.set(Vec::new());
        self.sent.set(None);
    }

    pub(super) fn set_delivery(self, delivery: Delivery) {
        self.draft.update(|draft| draft.delivery = delivery);
    }
}
