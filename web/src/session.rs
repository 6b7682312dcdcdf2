//! Who is signed in, and which organizations they belong to.

use leptos::prelude::*;
use shared::access::Status;
use shared::auth::wire::SignedIn;
use shared::list::Page as ListPage;
use shared::me::wire::{MyMembership, User};

use crate::client::{self, Failure, token};
use crate::routes::{Page, Route};

/// Whether somebody is signed in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Who {
    /// Asking the cookie.
    Restoring,
    Out,
    In(User),
    /// The server could not be asked.
    Unknown(Failure),
}

/// Whether the person can go into this organization now.
pub(crate) fn is_open(membership: &MyMembership) -> bool {
    membership.status == Status::Active && membership.deletion.is_none()
}

/// The session of this tab. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    who: RwSignal<Who>,
    memberships: RwSignal<Vec<MyMembership>>,
    /// It ended without being asked to: another tab, an admin, a password reset.
    lost: RwSignal<bool>,
}

/// The session of this tab.
pub(crate) fn use_session() -> Session {
    expect_context()
}

/// Called once, at the root; restores the session from the cookie.
pub(crate) fn provide_session() -> Session {
    let session = Session {
        who: RwSignal::new(Who::Restoring),
        memberships: RwSignal::new(Vec::new()),
        lost: RwSignal::new(false),
    };
    provide_context(session);
    token::on_lost(move || {
        if matches!(session.who.get_untracked(), Who::In(_)) {
            session.lost.set(true);
            session.clear();
        }
    });
    session
}

impl Session {
    pub(crate) fn who(self) -> Signal<Who> {
        self.who.into()
    }

    /// The person signed in.
    pub(crate) fn user(self) -> Option<User> {
        match self.who.get() {
            Who::In(user) => Some(user),
            Who::Restoring | Who::Out | Who::Unknown(_) => None,
        }
    }

    /// The same, outside a reactive place.
    pub(crate) fn user_untracked(self) -> Option<User> {
        match self.who.get_untracked() {
            Who::In(user) => Some(user),
            Who::Restoring | Who::Out | Who::Unknown(_) => None,
        }
    }

    /// Whether the person has to verify an address before anything else.
    pub(crate) fn must_verify(self) -> bool {
        self.user().is_some_and(|user| user.verification_required && !user.email_verified)
    }

    /// Whether this deployment sends mail; where it does not, links are passed on by hand.
    pub(crate) fn sends_mail(self) -> bool {
        self.user().is_none_or(|user| user.sends_mail)
    }

    /// The organizations of the person signed in, deactivated memberships too.
    pub(crate) fn memberships(self) -> Signal<Vec<MyMembership>> {
        self.memberships.into()
    }

    /// Whether the session ended without being asked to.
    pub(crate) fn lost(self) -> Signal<bool> {
        self.lost.into()
    }

    /// Asks the cookie who this is.
    pub(crate) async fn restore(self) {
        self.who.set(Who::Restoring);
        match token::refresh().await {
            Ok(signed_in) => {
                if let Err(failure) = self.begin(signed_in).await {
                    self.who.set(Who::Unknown(failure));
                }
            }
            Err(Failure::Problem { problem, .. }) if problem.status < 500 && problem.status != 429 => {
                self.who.set(Who::Out);
            }
            Err(failure) => self.who.set(Who::Unknown(failure)),
        }
    }

    /// After signing in or up.
    pub(crate) async fn begin(self, signed_in: SignedIn) -> Result<(), Failure> {
        self.reload_memberships().await?;
        self.lost.set(false);
        self.who.set(Who::In(signed_in.user));
        Ok(())
    }

    /// After joining, leaving or making an organization.
    pub(crate) async fn reload_memberships(self) -> Result<(), Failure> {
        let page: ListPage<MyMembership> = client::get("/v1/me/memberships").await?;
        if self.memberships.with_untracked(|known| *known != page.data) {
            self.memberships.set(page.data);
        }
        Ok(())
    }

    /// After a change of one's own name, address or default workspace.
    pub(crate) async fn reload_user(self) -> Result<(), Failure> {
        let user: User = client::get("/v1/me").await?;
        self.set_user(user);
        Ok(())
    }

    /// Shows this person, as an answer just described them.
    pub(crate) fn set_user(self, user: User) {
        let now = Who::In(user);
        if self.who.with_untracked(|who| *who != now) {
            self.who.set(now);
        }
    }

    /// Signs out here. The tab forgets the token even where the server cannot be told.
    pub(crate) async fn sign_out(self) {
        let _ = client::auth::sign_out().await;
        self.lost.set(false);
        self.clear();
    }

    fn clear(self) {
        token::forget();
        self.who.set(Who::Out);
        self.memberships.set(Vec::new());
    }

    /// Where the person belongs: the organization of their default workspace, else their first, else onboarding.
    pub(crate) fn landing(self) -> Route {
        let default = match self.who.get_untracked() {
            Who::In(user) => user.default_workspace,
            Who::Restoring | Who::Out | Who::Unknown(_) => return Route::SignIn,
        };
        self.memberships.with_untracked(|memberships| {
            let mut active = memberships.iter().filter(|membership| is_open(membership));
            let of_default = active.clone().find(|membership| {
                membership.workspaces.iter().any(|workspace| Some(workspace.id) == default)
            });
            of_default.or_else(|| active.next()).map_or(Route::Onboarding, |membership| {
                Route::within(&membership.organization.slug, Page::Members)
            })
        })
    }
}
