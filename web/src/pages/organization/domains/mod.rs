//! The organization's domains: claiming one, its record, and how its people come in.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page: head, list, what a domain is for |
//! | `add` | the dialog that claims one |
//! | `one` | one domain: its record until it is proven, its rule from then on |

mod add;
mod one;
mod page;

pub(crate) use page::DomainsPage;
