//! I: invitations.

mod address;
mod again;
mod answer;
mod create;
mod pending;
mod places;
mod races;
mod thousand;
