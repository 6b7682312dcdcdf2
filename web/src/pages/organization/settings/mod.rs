//! The organization's settings: name, address, and how invitations behave.

mod page;

pub(crate) use page::SettingsPage;
