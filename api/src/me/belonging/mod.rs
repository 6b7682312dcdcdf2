//! Where a person belongs: organizations, workspaces and invitations, found from the person and not from
//! an organization's gate.
//!
//! | file | what it is |
//! | --- | --- |
//! | `store` | the queries |

pub(super) mod store;
