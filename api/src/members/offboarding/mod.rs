//! Offboarding: what somebody who goes leaves behind is rehearsed, heirs are chosen, and all of it is one change.
//!
//! | file | operation |
//! | --- | --- |
//! | `show` | `GET …/members/{member}/offboarding`: what would be left |
//! | `apply` | `POST …/members/{member}/offboarding`: they go, and heirs take it on |

pub mod apply;
pub mod show;
