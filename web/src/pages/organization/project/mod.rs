//! A project's access page: everybody who can open it, through what, at what level; giving and taking it there.
//!
//! | file | holds |
//! | --- | --- |
//! | `page` | the page, its head and its tabs |
//! | `state` | what its parts share |
//! | `people` | everybody with access, a row each |
//! | `source` | one thing that gives access, and taking it away |
//! | `groups` | the groups that were given some |
//! | `add` | giving a member or a group a role here |
//! | `scopes` | one member's scopes here |
//! | `shares` | single items, shared with people by mail |
//! | `share` | sharing one |

mod add;
mod groups;
mod page;
mod people;
mod scopes;
mod share;
mod shares;
mod source;
mod state;

pub(crate) use page::ProjectPage;
