//! `GET /.well-known/authzen-configuration[/pdp/{org}]`: where the check API is. The addresses come from the
//! public URL and never from a request's `Host`.

use shared::evaluations::wire::{Configuration, STALENESS_SECONDS};

use super::{Answer, Body, Desk, Stop};

/// The document. It is the same whether there is such an organization or not: everybody may read it.
pub(super) fn document(desk: &Desk<'_>) -> Result<Answer, Stop> {
    let base = &desk.app.config.public_url;
    let point = match desk.named {
        None => base.clone(),
        Some(named) if is_plain(named) => format!("{base}/pdp/{named}"),
        Some(_) => return Err(Stop::no_organization()),
    };
    let at = |path: &str| format!("{point}/access/v1/{path}");
    let document = Configuration {
        access_evaluation_endpoint: at("evaluation"),
        access_evaluations_endpoint: at("evaluations"),
        search_subject_endpoint: at("search/subject"),
        search_resource_endpoint: at("search/resource"),
        search_action_endpoint: at("search/action"),
        policy_decision_point: point,
        usher_staleness_seconds: STALENESS_SECONDS,
    };
    Ok(Answer { body: Body::of(&document)?, version: None })
}

/// Whether a segment stands in an address as it is: ids and slugs do.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.len() <= 64 && text.bytes().all(plain)
}
