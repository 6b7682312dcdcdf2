//! Domains: an organization proves by its DNS that one is its own, and people with an address there may ask to
//! come in, or come straight in.
//!
//! ```text
//!   claimed ──▶ record found ──▶ verified ──▶ record gone, whenever somebody looks ──▶ claimed
//! ```
//!
//! Any number of organizations may claim a domain, and none hears of another's claim. The first that proves it
//! has it; another one is told so only once it has proven it too.
//!
//! | file | what it is |
//! | --- | --- |
//! | `create` | `POST …/domains`: the record to put into DNS |
//! | `list`, `show` | `GET …/domains[/{dom}]` |
//! | `verify` | `POST …/domains/{dom}/verify` |
//! | `edit` | `PATCH …/domains/{dom}`: how people come in |
//! | `delete` | `DELETE …/domains/{dom}` |
//! | `proof` | looking a record up, and what that comes to |
//! | `dns` | the resolver |
//! | `name` | which names are domains that can be claimed |
//! | `body`, `store` | answers and rows |

pub mod create;
pub mod delete;
pub mod dns;
pub mod edit;
pub mod list;
pub mod show;
pub mod verify;

mod body;
pub(crate) mod name;
pub mod proof;
pub(crate) mod store;
