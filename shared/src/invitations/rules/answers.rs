//! What an invitation is at a moment, and what it answers in each of its states.

use chrono::{DateTime, Utc};

use crate::ids::UserId;
use crate::invitations::wire::InvitationStatus;

/// What is written down of an invitation. Expiry is not: it comes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recorded {
    Pending,
    /// Waiting for a seat: its time begins when it is sent.
    Queued,
    Accepted,
    Declined,
    Revoked,
}

/// What an invitation is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Pending,
    Queued,
    Accepted,
    Declined,
    Expired,
    Revoked,
}

impl State {
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Queued, Self::Accepted, Self::Declined, Self::Expired, Self::Revoked];

    pub fn of(recorded: Recorded, expires_at: DateTime<Utc>, at: DateTime<Utc>) -> Self {
        match recorded {
            Recorded::Pending if at >= expires_at => Self::Expired,
            Recorded::Pending => Self::Pending,
            Recorded::Queued => Self::Queued,
            Recorded::Accepted => Self::Accepted,
            Recorded::Declined => Self::Declined,
            Recorded::Revoked => Self::Revoked,
        }
    }
}

impl From<State> for InvitationStatus {
    fn from(state: State) -> Self {
        match state {
            State::Pending => Self::Pending,
            State::Queued => Self::Queued,
            State::Accepted => Self::Accepted,
            State::Declined => Self::Declined,
            State::Expired => Self::Expired,
            State::Revoked => Self::Revoked,
        }
    }
}

/// Who holds the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    /// The account that has the invited address.
    Invited,
    SignedOut,
    /// Any other account.
    Another,
}

/// Why the holder of a link is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TurnedAway {
    /// Alive, and somebody else's: they are told the masked address and nothing more.
    WrongAccount,
    Expired,
    Used,
    /// Revoked, replaced or never there, all alike; and whatever is over, to another account.
    NotFound,
}

/// What accepting does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Accepting {
    /// Ask [`accept`], then close the invitation.
    Admit,
    /// The same person again: the same answer, and nothing is written.
    Again,
}

/// What asking for another address does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asking {
    /// It is noted, and its sender is told.
    Note,
    /// It is for them already.
    Theirs,
}

/// What declining does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Declining {
    Close,
    Again,
}

/// What revoking does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Revoking {
    Close,
    /// Nothing of it is alive.
    Again,
}

/// The invitation is over, and cannot be changed any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NotPending;

/// Whether the link shows what it is for.
pub fn look_up(state: State, reader: Reader) -> Result<(), TurnedAway> {
    match (state, reader) {
        (State::Pending, Reader::Invited | Reader::SignedOut) => Ok(()),
        (State::Pending, Reader::Another) => Err(TurnedAway::WrongAccount),
        // Whose it is knows of it by now: they accepted when no seat was free. To others it is what it was before.
        (State::Queued, Reader::Invited) => Ok(()),
        (State::Queued, Reader::SignedOut | Reader::Another) | (State::Revoked, _) => {
            Err(TurnedAway::NotFound)
        }
        (State::Expired | State::Accepted | State::Declined, Reader::Another) => Err(TurnedAway::NotFound),
        (State::Expired, Reader::Invited | Reader::SignedOut) => Err(TurnedAway::Expired),
        (State::Accepted | State::Declined, Reader::Invited | Reader::SignedOut) => Err(TurnedAway::Used),
    }
}

/// What accepting does for a signed-in `user`. `accepted_by` is who has done it already.
pub fn accepting(
    state: State,
    reader: Reader,
    user: UserId,
    accepted_by: Option<UserId>,
) -> Result<Accepting, TurnedAway> {
    match (state, reader) {
        // Asked first: the one who accepted may have another address by now.
        (State::Accepted, _) if accepted_by == Some(user) => Ok(Accepting::Again),
        (state, reader) => look_up(state, reader).map(|()| Accepting::Admit),
    }
}

/// What declining does.
pub fn declining(state: State, reader: Reader) -> Result<Declining, TurnedAway> {
    match (state, reader) {
        (State::Declined, Reader::Invited) => Ok(Declining::Again),
        (state, reader) => look_up(state, reader).map(|()| Declining::Close),
    }
}

/// What asking does, for somebody signed in, that it be sent to their own address. Only of one that is open:
/// to another account, any other was never there.
pub fn asking_address(state: State, reader: Reader) -> Result<Asking, TurnedAway> {
    match (state, reader) {
        (State::Pending, Reader::Another) => Ok(Asking::Note),
        (state, reader) => look_up(state, reader).map(|()| Asking::Theirs),
    }
}

/// Whether it can be sent again, with the same choices. Each time [`may_invite`] is asked of whoever sends, who is the
/// sender from then on.
///
/// [`may_invite`]: super::may_invite
pub fn resending(state: State) -> Result<(), NotPending> {
    match state {
        State::Pending | State::Queued | State::Expired | State::Declined | State::Revoked => Ok(()),
        State::Accepted => Err(NotPending),
    }
}

/// What revoking does.
pub fn revoking(state: State) -> Result<Revoking, NotPending> {
    match state {
        State::Pending | State::Queued | State::Expired => Ok(Revoking::Close),
        State::Declined | State::Revoked => Ok(Revoking::Again),
        State::Accepted => Err(NotPending),
    }
}

/// Whether its choices can be edited.
pub fn editing(state: State) -> Result<(), NotPending> {
    match state {
        State::Pending | State::Queued => Ok(()),
        State::Accepted | State::Declined | State::Expired | State::Revoked => Err(NotPending),
    }
}
