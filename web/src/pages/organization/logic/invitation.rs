//! What is said about an invitation, and what can be done with it.

use chrono::{DateTime, Utc};
use shared::access::Reach;
use shared::invitations::wire::{DeliveryState, Invitation, InvitationStatus, Resent};
use shared::problem::Code;

use super::words;

/// How urgent a fact is: picks the tag's tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Warn,
    Danger,
}

/// When it ends, or how it ended. Plain is not shown as a tag.
pub(crate) fn ends(invitation: &Invitation, now: DateTime<Utc>) -> (Tone, String) {
    match invitation.status {
        InvitationStatus::Accepted => (Tone::Plain, "Accepted".to_owned()),
        InvitationStatus::Declined => (Tone::Warn, "Declined".to_owned()),
        InvitationStatus::Revoked => (Tone::Plain, "Revoked".to_owned()),
        InvitationStatus::Pending | InvitationStatus::Queued | InvitationStatus::Expired => {
            match (invitation.expires_at, invitation.place_in_queue) {
                (Some(end), _) => until(end, invitation.status == InvitationStatus::Expired, now),
                (None, Some(place)) => (Tone::Warn, format!("Waits for a seat, no. {place}")),
                (None, None) => (Tone::Warn, "Waits for a seat".to_owned()),
            }
        }
    }
}

fn until(at: DateTime<Utc>, expired: bool, now: DateTime<Utc>) -> (Tone, String) {
    let left = at.signed_duration_since(now);
    if expired || left.num_seconds() <= 0 {
        let days = (-left).num_days();
        return (
            Tone::Danger,
            match days {
                ..=0 => "Expired today".to_owned(),
                1 => "Expired yesterday".to_owned(),
                days => format!("Expired {days} days ago"),
            },
        );
    }
    match left.num_hours() {
        0 => (Tone::Danger, "Expires within the hour".to_owned()),
        hours @ 1..=23 => {
            (Tone::Danger, format!("Expires in {}", words::count(hours.unsigned_abs(), "hour", "hours")))
        }
        24..=47 => (Tone::Warn, "Expires tomorrow".to_owned()),
        hours => (Tone::Plain, format!("In {} days", (hours + 12) / 24)),
    }
}

/// What became of the mail. Sent is as it should be.
const fn delivery(state: DeliveryState) -> (Tone, &'static str) {
    match state {
        DeliveryState::Sent => (Tone::Plain, "Mail sent"),
        DeliveryState::Waiting => (Tone::Plain, "Mail on its way"),
        DeliveryState::NotConfigured => (Tone::Warn, "No mail server: pass the link on"),
        DeliveryState::Failed => (Tone::Danger, "Mail failed"),
        DeliveryState::Bounced => (Tone::Danger, "Mail bounced"),
        DeliveryState::None => (Tone::Plain, "Link passed on by hand"),
    }
}

/// The same of an invitation: one that waits for a seat has no mail yet.
pub(crate) const fn sending(invitation: &Invitation) -> (Tone, &'static str) {
    match invitation.status {
        InvitationStatus::Queued => (Tone::Plain, "Sent when a seat is free"),
        InvitationStatus::Pending
        | InvitationStatus::Accepted
        | InvitationStatus::Declined
        | InvitationStatus::Expired
        | InvitationStatus::Revoked => delivery(invitation.delivery_state),
    }
}

/// What it has to do with a paid seat; `paid`: whether its role takes one.
pub(crate) const fn seat(status: InvitationStatus, paid: bool) -> Option<&'static str> {
    match (status, paid) {
        (InvitationStatus::Pending | InvitationStatus::Queued, false) => Some("Free seat"),
        (InvitationStatus::Pending, true) => Some("Seat reserved"),
        (InvitationStatus::Queued, true) => Some("No seat yet"),
        (
            InvitationStatus::Accepted
            | InvitationStatus::Declined
            | InvitationStatus::Expired
            | InvitationStatus::Revoked,
            _,
        ) => None,
    }
}

/// What became of one that was sent again.
pub(crate) fn sent_again(resent: &Resent) -> String {
    let email = &resent.invitation.email;
    match (resent.invitation.status, &resent.link) {
        (InvitationStatus::Queued, _) => format!("No seat is free: {email} waits in line for one"),
        (_, Some(_)) => format!("Copy the new link for {email}"),
        (_, None) => format!("A new link is on its way for {email}"),
    }
}

/// Whether its link can still be used, so that it can be resent and revoked.
pub(crate) fn is_open(invitation: &Invitation, now: DateTime<Utc>) -> bool {
    matches!(invitation.status, InvitationStatus::Pending | InvitationStatus::Queued)
        && invitation.expires_at.is_none_or(|end| end > now)
}

/// Whether it can be issued again with the same choices.
pub(crate) const fn can_invite_again(status: InvitationStatus) -> bool {
    matches!(status, InvitationStatus::Expired | InvitationStatus::Declined | InvitationStatus::Revoked)
}

/// Why nobody could accept it as it is, and what helps.
pub(crate) const fn standing(code: Code) -> &'static str {
    match code {
        Code::InvitationSenderMayNot => "The sender may no longer give this: resend it to take it over",
        Code::PlanRequired => "The plan has no groups: take them out of it",
        Code::AccessOver => "What it gives has ended: invite anew",
        Code::AlreadyMember => "This is an address of a member: revoke it",
        Code::MemberDeactivated => "This is an address of a deactivated member: activate them instead",
        _ => "It cannot be accepted",
    }
}

/// Where it leads, with a role of this reach: `Every project`, `3 projects`, `Studio, Research`, with what is given beside.
pub(crate) fn places(invitation: &Invitation, reach: Option<Reach>) -> (String, Option<String>) {
    let projects = match &invitation.restrict_to {
        _ if reach == Some(Reach::Shared) => "Shared items only".to_owned(),
        Some(projects) if projects.is_empty() => "No project by the role".to_owned(),
        Some(projects) => {
            format!("Limited to {}", words::count(projects.len() as u64, "project", "projects"))
        }
        None => "All projects".to_owned(),
    };
    let mut beside = Vec::new();
    if !invitation.workspaces.is_empty() {
        let names: Vec<String> = invitation.workspaces.iter().map(|place| place.name.clone()).collect();
        beside.push(words::list_some(&names, 2));
    }
    if !invitation.projects.is_empty() {
        let names: Vec<String> = invitation
            .projects
            .iter()
            .map(|project| match &project.role {
                Some(role) => format!("{} of {}", words_of(role), project.name),
                None => format!("Some of {}", project.name),
            })
            .collect();
        beside.push(words::list_some(&names, 1));
    }
    if !invitation.groups.is_empty() {
        let names: Vec<String> = invitation.groups.iter().map(|group| group.name.clone()).collect();
        beside.push(words::list_some(&names, 1));
    }
    if !invitation.items.is_empty() {
        beside.push(words::count(invitation.items.len() as u64, "shared item", "shared items"));
    }
    if let Some(end) = invitation.access_expires_at {
        beside.push(format!("until {}", end.format("%-d %b %Y")));
    }
    (projects, (!beside.is_empty()).then(|| beside.join(" · ")))
}

/// `viewer` → `Viewer`: the bundles of project roles are named as their keys.
pub(crate) fn words_of(key: &str) -> String {
    let mut chars = key.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn i4_what_ends_soon_is_marked_and_what_has_ended_more_so() {
        let now = at("2026-06-12T12:00:00Z");
        let say = |text: &str| until(at(text), false, now);
        assert_eq!(say("2026-06-19T12:00:00Z"), (Tone::Plain, "In 7 days".to_owned()));
        assert_eq!(say("2026-06-13T14:00:00Z"), (Tone::Warn, "Expires tomorrow".to_owned()));
        assert_eq!(say("2026-06-12T15:00:00Z"), (Tone::Danger, "Expires in 3 hours".to_owned()));
        assert_eq!(say("2026-06-12T12:20:00Z"), (Tone::Danger, "Expires within the hour".to_owned()));
        assert_eq!(say("2026-06-12T11:00:00Z"), (Tone::Danger, "Expired today".to_owned()));
        assert_eq!(say("2026-06-09T11:00:00Z"), (Tone::Danger, "Expired 3 days ago".to_owned()));
    }

    #[test]
    fn i4_a_closed_one_can_be_issued_again() {
        for status in [InvitationStatus::Expired, InvitationStatus::Declined, InvitationStatus::Revoked] {
            assert!(can_invite_again(status));
        }
        assert!(!can_invite_again(InvitationStatus::Pending));
        assert!(!can_invite_again(InvitationStatus::Accepted));
        assert!(!can_invite_again(InvitationStatus::Queued));
        assert_eq!(words_of("viewer"), "Viewer");
    }

    #[test]
    fn s5_an_invitation_says_what_it_has_to_do_with_a_seat() {
        assert_eq!(seat(InvitationStatus::Pending, true), Some("Seat reserved"));
        assert_eq!(seat(InvitationStatus::Queued, true), Some("No seat yet"));
        assert_eq!(seat(InvitationStatus::Pending, false), Some("Free seat"));
        assert_eq!(seat(InvitationStatus::Expired, true), None);
    }
}
