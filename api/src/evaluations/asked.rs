//! Reading requests: unknown members are ignored, order does not matter, texts are borrowed from the body.
//!
//! A member of a wrong type is remembered as [`Field::Wrong`] rather than refused on the spot: in one question
//! it is a 400, and in a list of questions it costs the one that it stands in.

use serde::Deserialize;
use serde::de::MapAccess;
use serde::de::value::MapAccessDeserializer;

use super::Stop;
use super::field::{Field, Part, Text};

/// A subject or a resource.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entity<'a> {
    #[serde(borrow, rename = "type")]
    kind: Field<Text<'a>>,
    #[serde(borrow)]
    id: Field<Text<'a>>,
    #[serde(borrow)]
    properties: Field<Properties<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Properties<'a> {
    #[serde(borrow)]
    project: Field<Text<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Action<'a> {
    #[serde(borrow)]
    name: Field<Text<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Context {
    explain: Field<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Options<'a> {
    #[serde(borrow)]
    evaluations_semantic: Field<Text<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page<'a> {
    #[serde(borrow)]
    token: Field<Text<'a>>,
    limit: Field<u64>,
}

/// Every member that some request has; each kind reads its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked<'a> {
    #[serde(borrow)]
    pub(super) subject: Field<Entity<'a>>,
    #[serde(borrow)]
    pub(super) action: Field<Action<'a>>,
    #[serde(borrow)]
    pub(super) resource: Field<Entity<'a>>,
    pub(super) context: Field<Context>,
    #[serde(borrow)]
    pub(super) evaluations: Field<Vec<Field<Item<'a>>>>,
    #[serde(borrow)]
    pub(super) options: Field<Options<'a>>,
    #[serde(borrow)]
    page: Field<Page<'a>>,
}

/// One question of many.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Item<'a> {
    #[serde(borrow)]
    pub(super) subject: Field<Entity<'a>>,
    #[serde(borrow)]
    pub(super) action: Field<Action<'a>>,
    #[serde(borrow)]
    pub(super) resource: Field<Entity<'a>>,
    pub(super) context: Field<Context>,
}

/// A subject or a resource that is named whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) kind: &'a str,
    pub(super) id: &'a str,
    /// The project that an item is said to be in.
    pub(super) project: Option<&'a str>,
}

/// A whole question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) subject: Named<'a>,
    pub(super) action: &'a str,
    pub(super) resource: Named<'a>,
    pub(super) explain: bool,
}

/// A page that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageAsked<'a> {
    pub(super) token: Option<&'a str>,
    pub(super) limit: Option<u64>,
}

/// How a list of questions is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Semantic {
    ExecuteAll,
    DenyOnFirstDeny,
    PermitOnFirstPermit,
}

impl<'a> Asked<'a> {
    /// Reads a body.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Stop> {
        match serde_json::from_slice(body) {
            Ok(Field::Given(asked)) => Ok(asked),
            Ok(Field::Absent | Field::Wrong) => Err(Stop::bad("The body is not a JSON object.")),
            Err(_) if body.is_empty() => Err(Stop::bad("The body is empty.")),
            Err(_) => Err(Stop::bad("The body is not one JSON object with each member once.")),
        }
    }

    /// The one question that this is.
    pub(super) fn question(&self) -> Result<Question<'_>, Stop> {
        question(&self.subject, &self.action, &self.resource, &self.context)
    }

    /// The question that an item is, with what it leaves out taken from here.
    pub(super) fn question_of<'q>(&'q self, item: &'q Item<'a>) -> Result<Question<'q>, Stop> {
        let Item { subject, action, resource, context } = item;
        question(
            subject.or(&self.subject),
            action.or(&self.action),
            resource.or(&self.resource),
            context.or(&self.context),
        )
    }

    /// How the list is gone through.
    pub(super) fn semantic(&self) -> Result<Semantic, Stop> {
        let Some(options) = self.options.optional("options", "an object")? else {
            return Ok(Semantic::ExecuteAll);
        };
        let named = options.evaluations_semantic.optional("options.evaluations_semantic", "a string")?;
        match named.map(|text| text.0.as_ref()) {
            None | Some("execute_all") => Ok(Semantic::ExecuteAll),
            Some("deny_on_first_deny") => Ok(Semantic::DenyOnFirstDeny),
            Some("permit_on_first_permit") => Ok(Semantic::PermitOnFirstPermit),
            Some(_) => Err(Stop::bad(
                "options.evaluations_semantic is execute_all, deny_on_first_deny or permit_on_first_permit.",
            )),
        }
    }

    /// The page of a search.
    pub(super) fn page(&self) -> Result<Option<PageAsked<'_>>, Stop> {
        let Some(page) = self.page.optional("page", "an object")? else { return Ok(None) };
        let token = page.token.optional("page.token", "a string")?.map(|text| text.0.as_ref());
        let limit = page.limit.optional("page.limit", "a whole number of 0 or more")?.copied();
        Ok(Some(PageAsked { token: token.filter(|token| !token.is_empty()), limit }))
    }
}

fn question<'q>(
    subject: &'q Field<Entity<'_>>,
    action: &'q Field<Action<'_>>,
    resource: &'q Field<Entity<'_>>,
    context: &'q Field<Context>,
) -> Result<Question<'q>, Stop> {
    Ok(Question {
        subject: named(subject, "subject")?,
        action: self::action(action)?,
        resource: named(resource, "resource")?,
        explain: explain(context)?,
    })
}

/// A subject or a resource, whole.
pub(super) fn named<'q>(entity: &'q Field<Entity<'_>>, name: &str) -> Result<Named<'q>, Stop> {
    let entity = entity.needed(name, "an object")?;
    let kind = kind(entity, name)?;
    let id = entity.id.needed(&format!("{name}.id"), "a string")?.0.as_ref();
    let project = match entity.properties.optional(&format!("{name}.properties"), "an object")? {
        // What else stands in properties is the caller's own, and so is a project that is no text.
        Some(Properties { project: Field::Given(project) }) => Some(project.0.as_ref()),
        Some(Properties { project: Field::Absent | Field::Wrong }) | None => None,
    };
    Ok(Named { kind, id, project })
}

/// The type of what is searched for. An id that is sent is ignored.
pub(super) fn kind_of<'q>(entity: &'q Field<Entity<'_>>, name: &str) -> Result<&'q str, Stop> {
    kind(entity.needed(name, "an object")?, name)
}

fn kind<'q>(entity: &'q Entity<'_>, name: &str) -> Result<&'q str, Stop> {
    Ok(entity.kind.needed(&format!("{name}.type"), "a string")?.0.as_ref())
}

/// The name of an action.
pub(super) fn action<'q>(action: &'q Field<Action<'_>>) -> Result<&'q str, Stop> {
    Ok(action.needed("action", "an object")?.name.needed("action.name", "a string")?.0.as_ref())
}

/// Whether reasons are asked for. What else stands in the context is the caller's own.
fn explain(context: &Field<Context>) -> Result<bool, Stop> {
    let context = context.optional("context", "an object")?;
    Ok(context.is_some_and(|context| context.explain == Field::Given(true)))
}

macro_rules! objects { ($($name:ident $(<$life:lifetime>)?),* $(,)?) => { $(
    impl<'de $(: $life, $life)?> Part<'de> for $name $(<$life>)? {
        fn object<A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
            Self::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }
)* } }
objects!(Entity<'a>, Properties<'a>, Action<'a>, Context, Options<'a>, Page<'a>, Asked<'a>, Item<'a>);

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const WHOLE: &str = r#"{"resource":{"id":"prj_1","type":"project","name":7,"properties":{"x":[{}],"project":"prj_2"}},
        "extra":{"deep":[[[]]]},"action":{"name":"content.view","properties":{"a":1}},"context":{"explain":true,"ip":"::1"},
        "subject":{"properties":{"role":"owner"},"type":"user","id":"us\u0072_1"}}"#;

    fn message(body: &str) -> String {
        match Asked::read(body.as_bytes()).and_then(|asked| asked.question().map(|_| ())) {
            Err(Stop::Refused(refused)) => {
                assert_eq!(refused.status, 400, "{body}");
                refused.message.into_owned()
            }
            other => panic!("{body}: {other:?}"),
        }
    }

    #[test]
    fn order_and_unknown_members_do_not_matter_and_texts_are_borrowed() {
        let asked = Asked::read(WHOLE.as_bytes()).expect("whole");
        let question = asked.question().expect("whole");
        assert_eq!((question.subject.kind, question.subject.id), ("user", "usr_1"));
        assert_eq!((question.resource.id, question.resource.project), ("prj_1", Some("prj_2")));
        assert_eq!((question.action, question.explain), ("content.view", true));
        let Field::Given(resource) = &asked.resource else { panic!("given") };
        assert!(matches!(&resource.id, Field::Given(Text(Cow::Borrowed("prj_1")))));
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_said_by_name() {
        let whole: serde_json::Value = serde_json::from_str(WHOLE).expect("JSON");
        for (path, name) in [("/subject", "subject"), ("/action", "action"), ("/resource", "resource")] {
            let mut body = whole.clone();
            *body.pointer_mut(path).expect("there") = serde_json::Value::Null;
            assert_eq!(message(&body.to_string()), format!("{name} is missing."));
            for wrong in ["7", "\"x\"", "[]", "true"] {
                let mut body = whole.clone();
                *body.pointer_mut(path).expect("there") = serde_json::from_str(wrong).expect("JSON");
                assert_eq!(message(&body.to_string()), format!("{name} is not an object."));
            }
        }
        for path in ["/subject/type", "/subject/id", "/action/name", "/resource/type", "/resource/id"] {
            let name = path.trim_start_matches('/').replace('/', ".");
            for (value, ending) in
                [("null", "missing."), ("7", "not a string."), ("{\"a\":[]}", "not a string.")]
            {
                let mut body = whole.clone();
                *body.pointer_mut(path).expect("there") = serde_json::from_str(value).expect("JSON");
                assert_eq!(message(&body.to_string()), format!("{name} is {ending}"));
            }
        }
        for path in ["/subject/properties", "/resource/properties", "/context"] {
            let mut body = whole.clone();
            *body.pointer_mut(path).expect("there") = serde_json::json!([1]);
            assert!(message(&body.to_string()).ends_with("is not an object."));
        }
    }

    #[test]
    fn what_is_no_object_is_refused_without_panic() {
        let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
        let ignored = format!(r#"{{"x":{deep}}}"#);
        let twice = r#"{"subject":{},"subject":{}}"#;
        for body in
            ["", "null", "[]", "7", "{", "{}{}", "\u{0}", &deep, &ignored, twice, r#"{"subject":"\ud800"}"#]
        {
            message(body);
        }
    }
}
