//! The organization's domains: claiming one, its record, and how its people come in.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page: head, list, what a domain is for |
//! | `add` | the dialog that claims one |
//! | `join` | the choice how people come in |
//! | `in_invite` | the same in the invite dialog |
//! | `one` | one domain: its record until it is proven, its rule from then on |

mod add;
mod in_invite;
mod join;
mod one;
mod page;

pub(crate) use in_invite::WithoutInvitation;
pub(crate) use page::DomainsPage;
