//! A domain as answers show it.

use shared::access::Model;
use shared::domains::wire::Domain;

use super::store::Found;
use crate::access::{role, role_ref};
use crate::http::Refusal;

pub(super) fn body(found: Found, model: &Model) -> Result<Domain, Refusal> {
    let (status, record) = (found.status(), found.claim().record());
    let Found {
        id,
        organization: _,
        name,
        token: _,
        join,
        default_role,
        trusted,
        created_at,
        verified_at,
        checked_at,
        last_problem,
        revision: _,
    } = found;
    Ok(Domain {
        id,
        name,
        status,
        record,
        join,
        default_role: role_ref(role(model, default_role)?),
        trusted_methods: trusted,
        created_at,
        verified_at,
        checked_at,
        last_problem,
    })
}
