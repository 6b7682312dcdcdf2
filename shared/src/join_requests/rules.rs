//! Who may ask again, and what an answer to a request comes to.

use chrono::{DateTime, TimeDelta, Utc};

use super::wire::JoinRequestStatus;

/// How long somebody waits who was denied, before they may ask again.
pub const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::days(7);

/// The most admins who are told of a request: those who were there last.
pub const TOLD: usize = 10;

/// What an admin answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Approve,
    Deny,
}

/// What an answer to a request comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    /// It is answered now.
    Now,
    /// It was answered this way already: nothing is done twice.
    Again,
}

/// The request was answered another way, taken back, or is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

/// Whether a request can be answered so.
pub fn answering(status: JoinRequestStatus, answer: Answer) -> Result<Answering, Closed> {
    match (status, answer) {
        (JoinRequestStatus::Pending, Answer::Approve | Answer::Deny) => Ok(Answering::Now),
        (JoinRequestStatus::Approved, Answer::Approve) | (JoinRequestStatus::Denied, Answer::Deny) => {
            Ok(Answering::Again)
        }
        (JoinRequestStatus::Approved, Answer::Deny)
        | (JoinRequestStatus::Denied, Answer::Approve)
        | (JoinRequestStatus::Withdrawn | JoinRequestStatus::Superseded, Answer::Approve | Answer::Deny) => {
            Err(Closed)
        }
    }
}

/// Whether it can be taken back by whoever asked.
pub fn withdrawing(status: JoinRequestStatus) -> Result<Answering, Closed> {
    match status {
        JoinRequestStatus::Pending => Ok(Answering::Now),
        JoinRequestStatus::Withdrawn => Ok(Answering::Again),
        JoinRequestStatus::Approved | JoinRequestStatus::Denied | JoinRequestStatus::Superseded => {
            Err(Closed)
        }
    }
}

/// From when somebody may ask again whose request was denied at that time; `None`, if they may now.
pub fn ask_again_at(denied_at: DateTime<Utc>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let again = denied_at + ASK_AGAIN_AFTER;
    (at < again).then_some(again)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_answered_once_and_the_same_answer_twice_is_the_same() {
        use JoinRequestStatus::*;
        let cases = [
            (Pending, Ok(Answering::Now), Ok(Answering::Now), Ok(Answering::Now)),
            (Approved, Ok(Answering::Again), Err(Closed), Err(Closed)),
            (Denied, Err(Closed), Ok(Answering::Again), Err(Closed)),
            (Withdrawn, Err(Closed), Err(Closed), Ok(Answering::Again)),
            (Superseded, Err(Closed), Err(Closed), Err(Closed)),
        ];
        for (status, approved, denied, withdrawn) in cases {
            assert_eq!(answering(status, Answer::Approve), approved, "{status:?}");
            assert_eq!(answering(status, Answer::Deny), denied, "{status:?}");
            assert_eq!(withdrawing(status), withdrawn, "{status:?}");
        }
    }

    #[test]
    fn whoever_was_denied_may_ask_again_after_a_week() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(30);
        assert_eq!(ask_again_at(now, now), Some(now + TimeDelta::days(7)));
        assert_eq!(ask_again_at(now - TimeDelta::days(7), now), None);
    }
}
