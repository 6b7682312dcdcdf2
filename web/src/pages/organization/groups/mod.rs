//! The groups of an organization: who is in which, and what each gives.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page and its head |
//! | `state` | what its parts share: the groups, the people on the page, the one that is open |
//! | `acts` | putting people in and taking them out, with undo |
//! | `matrix` | people × groups, with its keys and with a person dragged onto a group |
//! | `list` | the groups as a table |
//! | `panel` | the group that is open: its people, what it gives, where a ceiling is in the way |
//! | `grant` | giving a group a project, changing how much, taking it away |
//! | `add` | many people at once |
//! | `names` | making, renaming and deleting a group |

mod acts;
mod add;
mod grant;
mod list;
mod matrix;
mod names;
mod page;
mod panel;
mod state;

pub(crate) use page::GroupsPage;
