//! `PUT /v1/organizations/{org}/logo`

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imagesize::ImageType;
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::organizations::wire::{self, LOGO_BYTES, LOGO_PIXELS, Organization};
use shared::problem::Code;

use super::{show, store};
use crate::authn::secrets;
use crate::authz::need::{Full, General, InOrganization};
use crate::authz::{Outcome, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::runtime;

/// Gives the organization a logo. It is kept here: a picture from elsewhere would tell that place of everybody who
/// opens a page.
pub struct SetLogo;

impl Operation for SetLogo {
    const SPEC: Spec =
        Spec::put("/v1/organizations/{org}/logo", "organizations.set_logo", "Give an organization a logo")
            .refuses(&[Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = wire::SetLogo;
    type Answer = Organization;
}

impl Write for SetLogo {
    type Need = InOrganization<General, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Organization>, Refusal> {
        let row = store::find(tx)?;
        tx.expect_revision(row.revision)?;
        let wire::SetLogo { data } = ask.body()?;
        let picture = STANDARD
            .decode(data.as_bytes())
            .map_err(|_| refused("malformed", "A picture is given in base64 (RFC 4648, section 4)."))?;
        let media_type = media_type(&picture)?;
        let name = secrets::hex(&runtime::random::<32>());
        store::logos::set(tx, &name, media_type, &picture)?;
        let version = tx.version();
        let body = show::body(tx, version)?;
        let target = party("organization", row.id, row.name.as_str());
        let before = json!({ "logo": row.logo.is_some() });
        let digest = secrets::hex(&Sha256::digest(&picture));
        let after = json!({ "logo": true, "media_type": media_type, "sha256": digest });
        Ok(Outcome::changed(body, Record::new("organizations.set_logo", target, before, after)))
    }
}

/// What the bytes themselves say that they are. No SVG: it is a document that can hold scripts.
fn media_type(picture: &[u8]) -> Result<&'static str, Refusal> {
    if picture.len() > LOGO_BYTES {
        return Err(refused("too_large", "A logo has at most 64 KiB. Use a smaller picture."));
    }
    let media_type = match imagesize::image_type(picture) {
        Ok(ImageType::Png) => "image/png",
        Ok(ImageType::Jpeg) => "image/jpeg",
        Ok(ImageType::Webp) => "image/webp",
        Ok(_) | Err(_) => {
            return Err(refused(
                "unknown_picture",
                "This is no picture that can be used. Use PNG, JPEG or WebP.",
            ));
        }
    };
    // A few bytes can unfold into a wall of pixels in the browser of everybody who sees them.
    let size = imagesize::blob_size(picture)
        .map_err(|_| refused("unknown_picture", "This picture is broken. Export it once more."))?;
    if size.width == 0 || size.height == 0 || size.width > LOGO_PIXELS || size.height > LOGO_PIXELS {
        return Err(refused(
            "too_large",
            "A logo has at most 1,024 pixels to a side. Use a smaller picture.",
        ));
    }
    Ok(media_type)
}

fn refused(code: &str, detail: &str) -> Refusal {
    Refusal::field("/data", code, detail)
}
