//! `POST /v1/me/email-change/confirm`

use serde_json::json;
use shared::auth::wire::Token;
use shared::me::wire::User;
use shared::problem::Code;

use super::{over, store, taken};
use crate::audit::copies;
use crate::authz::{OwnOutcome, OwnWriting, own::Own};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, OwnWrite, Refusal, Spec};
use crate::me;
use crate::outbox::letters::AddressChanged;

/// Brings the new address into force, by the link that was sent to it. Sessions live on; the address before is
/// the account's no more, and links that were mailed to it are dead.
///
/// The link of somebody else's change is one that never was.
pub struct Confirm;

impl Operation for Confirm {
    const SPEC: Spec = Spec::post(
        "/v1/me/email-change/confirm",
        "me.confirm_email_change",
        "Confirm a new address by its mail's link",
    )
    .refuses(&[Code::NotFound, Code::EmailTaken, Code::TokenSpent]);
    type Inner = ();
    type Query = NoQuery;
    type Body = Token;
    type Answer = User;
}

impl OwnWrite for Confirm {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<User>, Refusal> {
        let Token { token } = ask.body()?;
        let found = store::by_confirm(tx, token.as_str())?.ok_or_else(Refusal::not_found)?;
        if !found.is_open(tx.now()) {
            return Err(over());
        }
        // Somebody may have come to hold it since the link was sent; two at once are told apart by the table.
        if me::store::is_held_elsewhere(tx, &found.email.key())? {
            return Err(taken());
        }
        // The old address may have called it off since.
        if !store::end(tx, found.id, store::Ended::Confirmed)? {
            return Err(over());
        }
        let before = me::store::primary_email(tx)?;
        me::store::replace_primary(tx, &before, &found.email)?;
        let (old, new) = (json!({ "email": before.address }), json!({ "email": found.email }));
        copies::store::leave(tx, "members.change_email", &old, &new)?;
        let name = tx.principal().name.clone();
        // To the address that was: whoever reads that one has to hear of it.
        tx.mail(before.address.as_str(), &AddressChanged { name, email: found.email.to_string() })?;
        let detail = json!({ "before": before.address, "after": found.email });
        Ok(OwnOutcome::changed(me::store::user(tx)?, "me.confirm_email_change", detail))
    }
}
