//! `POST /v1/organizations`

use std::sync::Arc;

use serde_json::json;
use shared::access::Snapshot;
use shared::ids::{MemberId, OrganizationId, WorkspaceId};
use shared::me::wire::WorkspaceRef;
use shared::members::rules;
use shared::organizations::wire::{CreateOrganization, ExistingAccounts, Organization};
use shared::plans::Plans;
use shared::problem::Code;
use shared::text::{Name, Slug, suggest_slug};

use super::{show, store};
use crate::authz::own::Own;
use crate::authz::{Actor, OwnOutcome, OwnWriting, Record, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, OwnWrite, Refusal, Spec};
use crate::{audit, members, runtime};

/// Founds an organization: the caller has its top role, and it has a first workspace.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec = Spec::post("/v1/organizations", "organizations.create", "Create an organization")
        .created()
        .refuses(&[Code::EmailUnverified, Code::SlugTaken]);
    type Inner = ();
    type Query = NoQuery;
    type Body = CreateOrganization;
    type Answer = Organization;
}

impl OwnWrite for Create {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Organization>, Refusal> {
        tx.principal().require_verified(tx.app())?;
        let CreateOrganization { name, slug, access_model } = ask.body()?;
        let key = access_model.as_deref().unwrap_or("studio");
        let models = &tx.app().models;
        let found = models.by_key(key).ok_or_else(|| {
            Refusal::field(
                "/access_model",
                "unknown_access_model",
                format!("There is no such access model. Use one of: {}.", models.keys()),
            )
        });
        let model = &Arc::clone(found?);
        let slug = match slug {
            Some(slug) if store::is_slug_taken(tx, &slug)? => {
                return Err(Refusal::new(
                    Code::SlugTaken,
                    "Another organization has or had this address. Choose another.",
                ));
            }
            Some(slug) => slug,
            None => free_slug(tx, &name)?,
        };
        let (id, founder) = (runtime::new_id::<OrganizationId>(), runtime::new_id::<MemberId>());
        let workspace = runtime::new_id::<WorkspaceId>();
        let (user, now) = (tx.user(), tx.now());
        let decision = rules::found(model, id, founder, user, workspace)?;
        let snapshot = decision
            .applied_to(&Snapshot::empty(model.clone(), id))
            .map_err(Refusal::internal)?
            .at_version(1);
        let founding = store::Founding {
            id,
            name: &name,
            slug: &slug,
            access_model: key,
            plan: Plans::shipped().default_key(),
            existing_accounts: match model.add_existing_accounts {
                true => ExistingAccounts::Add,
                false => ExistingAccounts::Ask,
            },
            founder,
            role: model.top_role,
            workspace,
            workspace_name: &name,
            visibility: model.workspaces,
        };
        store::found(tx, &founding)?;
        members::store::set_own_default_workspace(tx, workspace)?;
        let actor = Actor { user, name: tx.principal().name.clone(), member: Some(founder), key: None };
        let record = Record::new(
            "organizations.create",
            party("organization", id, name.as_str()),
            json!(null),
            json!({ "name": name, "slug": slug, "access_model": key }),
        );
        audit::applied(tx.sql(), ask.request, id, &actor, vec![record], 1)?;
        let first = Some(WorkspaceRef { id: workspace, name: name.clone() });
        let row = store::Row {
            id,
            name: name.clone(),
            slug: slug.clone(),
            logo: None,
            access_model: key.to_owned(),
            plan: founding.plan.to_owned(),
            existing_accounts: founding.existing_accounts,
            invitation_days: 7,
            created_at: now,
            revision: 1,
        };
        let body = show::assemble(row, &snapshot, founder, 1, first, (now, tx.app().config.restore_days))?;
        Ok(OwnOutcome::changed(body, "organizations.create", json!({ "organization": id })))
    }
}

/// The slug that the name suggests, with a few random letters where that one is taken.
fn free_slug(tx: &mut OwnWriting<'_>, name: &Name) -> Result<Slug, Refusal> {
    let base = suggest_slug(name.as_str());
    if let Some(slug) = &base
        && !store::is_slug_taken(tx, slug)?
    {
        return Ok(slug.clone());
    }
    let mut base = base.map_or_else(|| "org".to_owned(), String::from);
    // A slug has at most 48 characters, of which these letters and their hyphen take nine.
    base.truncate(39);
    let base = base.trim_end_matches('-');
    let suffix = crate::authn::secrets::hex(&runtime::random::<4>());
    format!("{base}-{suffix}").parse().map_err(Refusal::internal)
}
