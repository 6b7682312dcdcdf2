//! Offboarding: what somebody who goes leaves behind is rehearsed, heirs are chosen, and all of it is one change.
//!
//! | file | operation |
//! | --- | --- |
//! | `list` | `GET …/offboarding?members=…`: what some would leave who go together |
//! | `show` | `GET …/members/{member}/offboarding`: what would be left |
//! | `apply` | `POST …/members/{member}/offboarding`: they go, and heirs take it on |

//!
//! What would be left is found in `rehearse`, for one as for many.

pub mod apply;
pub mod list;
pub mod show;

mod rehearse;
