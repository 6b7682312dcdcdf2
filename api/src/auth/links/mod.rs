//! Links in mails to a person: that prove an address, or let them choose a new password.
//!
//! | file | what it is |
//! | --- | --- |
//! | `store` | their secrets |

pub(crate) mod store;
