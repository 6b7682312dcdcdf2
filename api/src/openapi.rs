//! `openapi/openapi.json`: generated from the same declarations that are served.

use std::collections::BTreeMap;

use shared::access::wire::{Changes, Preview};
use shared::access::{Access, CoreScope};
use shared::problem::{Code, Problem};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn, PathItemBuilder, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, HttpMethod, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, Schema,
};
use utoipa::{PartialSchema, ToSchema};

use crate::authz::need::Rule;
use crate::http::request::NoBody;
use crate::http::route::{GateKind, Route, gate_refusals};
use crate::http::{Operation, QueryParameters};

/// The schemas that operations name, by name.
#[derive(Default)]
pub struct Schemas(BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    /// A reference to this type's schema, which is kept with all that it names.
    fn of<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut inside = Vec::new();
        T::schemas(&mut inside);
        self.0.extend(inside);
        self.0.insert(T::name().into_owned(), T::schema());
        Ref::from_schema_name(T::name()).into()
    }
}

/// What an operation adds to the document beside its declaration.
pub struct Described {
    body: Option<RefOr<Schema>>,
    answer: RefOr<Schema>,
    query: Vec<utoipa::openapi::path::Parameter>,
}

/// Describes an operation.
pub fn describe<O: Operation>(schemas: &mut Schemas) -> Described {
    let no_body = std::any::TypeId::of::<O::Body>() == std::any::TypeId::of::<NoBody>();
    let answer = schemas.of::<O::Answer>();
    let answer = if O::SPEC.previews {
        let changes = schemas.of::<Changes>();
        let extra = ObjectBuilder::new().property("changes", changes).required("changes");
        AllOfBuilder::new().item(answer).item(extra).into()
    } else {
        answer
    };
    Described {
        body: if no_body { None } else { Some(schemas.of::<O::Body>()) },
        answer,
        query: O::Query::parameters(),
    }
}

/// The whole document.
pub fn document(routes: &[Route]) -> OpenApi {
    let mut schemas = Schemas::default();
    let problem = schemas.of::<Problem>();
    let preview = schemas.of::<Preview>();
    let mut items: BTreeMap<&str, PathItemBuilder> = BTreeMap::new();
    for route in routes {
        let described = (route.describe)(&mut schemas);
        let operation = operation(route, described, &problem, &preview);
        let item = items.remove(route.spec.path).unwrap_or_default();
        items.insert(route.spec.path, item.operation(method(route.spec.method), operation));
    }
    let paths =
        items.into_iter().fold(PathsBuilder::new(), |paths, (path, item)| paths.path(path, item.build()));
    let mut license = LicenseBuilder::new().name("Apache-2.0").build();
    license.identifier = Some("Apache-2.0".to_owned());
    let info = InfoBuilder::new()
        .title("Usher")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Organizations, workspaces, members and access for a product. Sign in, then send the access token as a \
             Bearer token. Errors are problem details with a stable `code`.",
        ))
        .license(Some(license))
        .build();
    let components = schemas
        .0
        .into_iter()
        .fold(ComponentsBuilder::new(), |components, (name, schema)| components.schema(name, schema))
        .security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .build();
    OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components)).build()
}

fn method(name: &str) -> HttpMethod {
    match name {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn operation(
    route: &Route,
    described: Described,
    problem: &RefOr<Schema>,
    preview: &RefOr<Schema>,
) -> utoipa::openapi::path::Operation {
    let spec = route.spec;
    let tag = spec.name.split('.').next().unwrap_or_default();
    let mut operation = OperationBuilder::new()
        .operation_id(Some(spec.name))
        .summary(Some(spec.summary))
        .description(Some(permission_sentence(route.gate)))
        .tag(tag);
    for name in spec.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        let text = match name {
            "org" => "The organization's id or slug".to_owned(),
            "member" => "The member's id, or `me`".to_owned(),
            "role" => "The role's key or id".to_owned(),
            _ => format!("The id: `{name}_…`"),
        };
        operation = operation.parameter(string_parameter(name, ParameterIn::Path, &text, Required::True));
    }
    for parameter in described.query {
        operation = operation.parameter(parameter);
    }
    if spec.previews {
        let text = "`true` rehearses: nothing is written, and the answer says what would change";
        operation =
            operation.parameter(string_parameter("preview", ParameterIn::Query, text, Required::False));
    }
    if let Some(body) = described.body {
        operation = operation.request_body(Some(
            RequestBodyBuilder::new()
                .content("application/json", ContentBuilder::new().schema(Some(body)).build())
                .required(Some(Required::True))
                .build(),
        ));
    }
    let mut success = ResponseBuilder::new().description(spec.summary);
    if spec.success != 204 {
        success = success.content(route.media, ContentBuilder::new().schema(Some(described.answer)).build());
    }
    let success = success.build();
    if spec.creates {
        operation = operation.response("201", success.clone());
    }
    if spec.defers {
        operation = operation.response("202", success.clone());
    }
    operation = operation.response(spec.success.to_string(), success);
    if spec.previews && spec.success != 200 {
        let content = ContentBuilder::new().schema(Some(preview.clone())).build();
        let rehearsed =
            ResponseBuilder::new().description("With `preview=true`").content("application/json", content);
        operation = operation.response("200", rehearsed.build());
    }
    if route.check.is_some() {
        for (status, text) in check_refusals(route) {
            let message = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
            let content = ContentBuilder::new().schema(Some(message)).build();
            let response = ResponseBuilder::new().description(*text).content("application/json", content);
            operation = operation.response(status.to_string(), response.build());
        }
    }
    for (status, codes) in refusals(route) {
        let list = codes.iter().map(|code| format!("`{}`", code.key())).collect::<Vec<_>>().join(", ");
        let content = ContentBuilder::new().schema(Some(problem.clone())).build();
        let response = ResponseBuilder::new().description(list).content("application/problem+json", content);
        operation = operation.response(status.to_string(), response.build());
    }
    if !matches!(route.gate, GateKind::Public { .. }) {
        operation = operation.security(SecurityRequirement::new::<&str, [&str; 0], &str>("bearer", []));
    }
    operation.build()
}

fn string_parameter(
    name: &str,
    place: ParameterIn,
    text: &str,
    required: Required,
) -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(text))
        .schema(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))))
        .build()
}

/// What the check API refuses: a status and a message, by its standard.
fn check_refusals(route: &Route) -> &'static [(u16, &'static str)] {
    match route.gate {
        GateKind::Public { .. } => &[(404, "There is no such address")],
        _ => &[
            (400, "The request cannot be read, or lacks something"),
            (401, "No credential, or one that is dead"),
            (403, "The caller may not ask about this subject, or their membership is deactivated"),
            (404, "There is no such organization, or it is not the caller's"),
            (503, "The version that was asked for did not come about in time, or too much is going on"),
        ],
    }
}

fn refusals(route: &Route) -> BTreeMap<u16, Vec<Code>> {
    if route.check.is_some() {
        return BTreeMap::new();
    }
    let common = [Code::ValidationFailed, Code::TooManyRequests, Code::Unavailable];
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for &code in gate_refusals(route.gate).iter().chain(route.spec.refusals).chain(&common) {
        let codes = by_status.entry(code.status()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    by_status
}

/// Who may call an operation, in words.
pub fn permission_sentence(gate: GateKind) -> String {
    let on = |scope: CoreScope, access: Access| {
        let level = match access {
            Access::None => "none",
            Access::View => "view",
            Access::Full => "full",
        };
        format!("`{}: {level}`", scope.key())
    };
    match gate {
        GateKind::Permission { rule: Rule::Member, .. } => "Any active member who can see it.".to_owned(),
        GateKind::Permission { rule: Rule::Scope(scope, access), .. } => {
            format!("Needs {}.", on(scope, access))
        }
        GateKind::Permission { rule: Rule::OneselfOr(scope, access), .. } => {
            format!("About oneself, or with {}.", on(scope, access))
        }
        GateKind::Permission { rule: Rule::Oversees(access), .. } => {
            let [project, workspace, organization] =
                [CoreScope::SettingsMembers, CoreScope::WorkspaceMembers, CoreScope::Members]
                    .map(|scope| on(scope, access));
            format!("Needs {project} there, {workspace} around it, or {organization}.")
        }
        GateKind::Own => "Whoever is signed in, about their own account.".to_owned(),
        GateKind::Invitation => "The account that the invitation is for.".to_owned(),
        GateKind::Joining => "Anybody signed in who may come in this way.".to_owned(),
        GateKind::Public { reason } => format!("Open to everybody: {reason}."),
        GateKind::Check => format!(
            "An API key with `check`, a person about themselves, or about others with {}.",
            on(CoreScope::Members, Access::View)
        ),
    }
}

/// The schema of nothing, for answers of 204.
impl ToSchema for crate::http::Empty {}
impl PartialSchema for crate::http::Empty {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    found.insert(reference.clone());
                }
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_reference_leads_to_a_schema() {
        let document = serde_json::to_value(document(&crate::routes::all())).expect("serializes");
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let mut names = BTreeSet::new();
        for route in crate::routes::all() {
            assert!(names.insert(route.spec.name), "{} stands twice", route.spec.name);
        }
    }
}
