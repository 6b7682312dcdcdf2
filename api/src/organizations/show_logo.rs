//! `GET /v1/logos/{logo}`

use super::store;
use crate::authz::Open;
use crate::http::picture::Picture;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};

/// Shows an organization's logo to whoever knows its name: pages name pictures without a credential.
pub struct ShowLogo;

impl Operation for ShowLogo {
    const SPEC: Spec = Spec::get("/v1/logos/{logo}", "organizations.show_logo", "Show a logo");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Picture;
}

impl Public for ShowLogo {
    const REASON: &'static str = "pages show pictures without a credential; a logo's name is random, and only its \
                                  organization's answers hold it";
    fn run(open: &Open<'_>, ask: Ask<'_, Self>) -> Result<Answered<Picture>, Refusal> {
        let name = ask.request.segment("logo");
        let found = open.read(|tx| store::logos::picture(tx, name))?;
        let (media, bytes) = found.ok_or_else(Refusal::not_found)?;
        Ok(Picture::new(&media, bytes)?.into())
    }
}

/// Where a logo is shown.
pub(crate) fn path(name: &str) -> String {
    format!("/v1/logos/{name}")
}
