//! `GET /v1/projects/{prj}/shares/{shr}`

use shared::ids::ShareId;
use shared::shares::wire::Share;

use super::body::body;
use super::store;
use crate::authz::need::{OverseesProject, View};
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one share.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/projects/{prj}/shares/{shr}", "shares.show", "Show a share");
    type Inner = ShareId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Share;
}

impl Read for Show {
    type Need = OverseesProject<View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Share, Refusal> {
        let now = tx.now();
        Ok(body(store::find(tx, ask.request.id_of("prj")?, ask.inner)?, now))
    }
}
