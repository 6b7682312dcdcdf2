//! Shares: single items of the host product, given to one person by address.
//!
//! | file | operation |
//! | --- | --- |
//! | `create` | `POST /v1/projects/{prj}/shares`: with a member at once, with anybody else by an invitation |
//! | `list`, `show` | `GET /v1/projects/{prj}/shares[/{shr}]` |
//! | `revoke` | `DELETE /v1/projects/{prj}/shares/{shr}` |
//! | `offered` | what of it comes with an invitation |
//! | `body` | a share as answers show it |
//! | `store` | shares, and the names of items, in the database |

pub mod create;
pub mod list;
pub mod revoke;
pub mod show;

mod body;
pub(crate) mod offered;
pub(crate) mod store;
