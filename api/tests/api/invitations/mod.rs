//! I: invitations.

mod answer;
mod create;
mod pending;
mod places;
mod races;
