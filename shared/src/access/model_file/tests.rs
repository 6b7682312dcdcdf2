use super::*;
use crate::access::catalog::CatalogError;
use crate::access::{Access, CoreScope, Models};

const PAGE: &str = include_str!("../../../../docs/access-model-file.md");

/// The example of the documentation.
fn example() -> String {
    let (_, rest) = PAGE.split_once("```toml\n").expect("an example");
    rest.split_once("```").expect("its end").0.to_owned()
}

fn refused(text: &str) -> (usize, usize, Fault) {
    let ModelFileError { line, column, fault } = Models::with_file(text).expect_err("refused");
    (line, column, fault)
}

/// Refused, and at the place where this stands in the text: the last one of it.
fn at(text: &str, wrong: &str) -> Fault {
    let (line, column, fault) = refused(text);
    let start = text.rfind(wrong).unwrap_or_else(|| panic!("{wrong} is not in the text"));
    let before = &text[..start];
    let expected =
        (before.matches('\n').count() + 1, before.rsplit('\n').next().map_or(1, |rest| rest.len() + 1));
    assert_eq!((line, column), expected, "{fault}");
    fault
}

fn in_model(model: &str, error: PresetError) -> Fault {
    Fault::InModel { model: model.to_owned(), error }
}

fn scope(key: &str, rest: &str) -> String {
    format!("[[scopes]]\nkey = \"{key}\"\nlabel = \"L\"\nhelp = \"H\"\nkind = \"project\"\n{rest}\n")
}

fn role(key: &str, id: u8, rest: &str) -> String {
    format!(
        "[[roles]]\nid = \"rol_01jdd00000e0080000000000{id:02x}\"\nkey = \"{key}\"\nname = \"N\"\n\
         description = \"D\"\nseat = \"paid\"\nreach = \"granted\"\n{rest}\n"
    )
}

#[test]
fn r6_the_example_of_the_documentation_loads_and_is_in_every_matrix() {
    let models = Models::with_file(&example()).expect("the example is valid");
    assert_eq!(models.keys(), "studio, granular, seats, layered, governed, agency");
    for model in models.all() {
        let dashboards = model.catalog.scope("dashboards").expect("in every model");
        let top = model.role(model.top_role).expect("a role");
        assert_eq!(top.baseline.get(dashboards), Access::Full, "{}", model.key);
        assert_eq!(model.action("edit"), Some((CoreScope::Content.into(), Access::Full)));
        assert_eq!(model.action("dashboard.publish"), Some((dashboards, Access::Full)));
        let editor = model.project_role("editor").expect("a project role");
        assert_eq!(editor.permissions.get(dashboards), Access::Full, "{}", model.key);
    }
    let studio = models.by_key("studio").expect("there");
    let brand = studio.catalog.scope("brand_kit").expect("in studio");
    assert_eq!(studio.role_by_key("viewer").expect("a role").baseline.get(brand), Access::View);
    let contractor = studio.role_by_key("contractor").expect("a role of the file");
    assert!(contractor.built_in && contractor.baseline.get(CoreScope::Members) == Access::None);
    assert!(models.by_key("layered").expect("there").catalog.scope("brand_kit").is_none());
    let agency = models.by_key("agency").expect("a model of the file");
    assert_eq!(agency.role(agency.default_role).map(|role| role.key.as_str()), Some("viewer"));
    assert_eq!((agency.workspaces, agency.has_owner), (Visibility::Private, true));
    let campaigns = agency.catalog.scope("campaigns").expect("its own scope");
    assert_eq!(agency.role_by_key("editor").expect("inherited").baseline.get(campaigns), Access::Full);
}

#[test]
fn r6_an_empty_file_adds_nothing() {
    assert_eq!(Models::with_file("").expect("valid"), Models::default());
    assert_eq!(Models::with_file("# nothing yet\n").expect("valid"), Models::default());
}

#[test]
fn r6_what_is_no_such_file_is_refused_at_its_place() {
    let (line, column, fault) = refused("[[scopes]]\nkey = \"x\"\nlabel = = 3\n");
    assert_eq!((line, column), (3, 9), "{fault}");
    let text = scope("x", "rank = 3");
    assert!(matches!(at(&text, "rank"), Fault::Toml(message) if message.contains("rank")));
    let text = scope("x", "levels = { editor = \"edit\" }");
    assert!(matches!(at(&text, "\"edit\""), Fault::Toml(message) if message.contains("edit")));
    let text = scope("x", "").replace("\"project\"", "\"planet\"");
    assert!(matches!(at(&text, "\"planet\""), Fault::Toml(message) if message.contains("planet")));
    let text = scope("x", "key = \"y\"");
    assert!(matches!(at(&text, "key = \"y\""), Fault::Toml(message) if message.contains("duplicate")));
    assert!(
        matches!(refused("[[scopes]]\nkey = \"x\"\n").2, Fault::Toml(message) if message.contains("label"))
    );
}

#[test]
fn r6_a_scope_is_there_once_and_there_are_at_most_64() {
    let text = format!("{}{}", scope("x", ""), scope("x", "models = [\"seats\"]"));
    let twice = PresetError::Catalog(CatalogError::Duplicate("x".to_owned()));
    assert_eq!(at(&text, "\"x\""), in_model("seats", twice));
    let core = scope("members", "");
    let twice = PresetError::Catalog(CatalogError::Duplicate("members".to_owned()));
    assert_eq!(at(&core, "\"members\""), in_model("studio", twice));
    // `studio` has 19 already.
    let many: String = (0..46).map(|n| scope(&format!("s{n}"), "models = [\"studio\"]")).collect();
    let full = PresetError::Catalog(CatalogError::Full("s45".to_owned()));
    assert_eq!(at(&many, "\"s45\""), in_model("studio", full));
    let (fits, _) = many.rsplit_once("[[scopes]]").expect("many");
    assert_eq!(
        Models::with_file(fits).expect("64 fit").by_key("studio").map(|m| m.catalog.entries().len()),
        Some(64)
    );
    let text = scope("No Key", "");
    assert_eq!(at(&text, "\"No Key\""), in_model("studio", PresetError::BadKey("No Key".to_owned())));
}

#[test]
fn r6_a_level_is_for_a_role_that_there_is() {
    let text = scope("x", "levels = { editor = \"full\", king = \"full\" }");
    let nobody = Fault::LevelOfNobody { scope: "x".to_owned(), role: "king".to_owned() };
    assert_eq!(at(&text, "king"), nobody);
    // Editor is no role of the models that are named.
    let text = scope("x", "models = [\"seats\", \"granular\"]\nlevels = { editor = \"full\" }");
    assert!(matches!(at(&text, "editor"), Fault::LevelOfNobody { .. }));
    let text = scope("x", "models = [\"studios\"]");
    assert_eq!(at(&text, "\"studios\""), Fault::UnknownModel("studios".to_owned()));
}

#[test]
fn r6_a_role_keeps_the_rules() {
    let text = role("helper", 0xb1, "baseline = { contents = \"view\" }");
    let unknown = PresetError::UnknownScope { place: "helper".to_owned(), scope: "contents".to_owned() };
    assert_eq!(at(&text, "contents"), in_model("studio", unknown));
    let flawed = |text: &str, wrong: &str| match at(text, wrong) {
        Fault::InModel { error: PresetError::Flawed { flaw, .. }, .. } => flaw,
        other => panic!("{other}"),
    };
    use crate::access::RoleFlaw;
    let given = role("helper", 0xb1, "baseline = { ownership = \"full\" }");
    assert_eq!(flawed(&given, "ownership"), RoleFlaw::OwnershipBelowTop);
    let reachable = role("helper", 0xb1, "baseline = {}\nceiling = { \"*\" = \"full\" }");
    assert_eq!(flawed(&reachable, "\"helper\""), RoleFlaw::OwnershipBelowTop);
    let above = role("helper", 0xb1, "baseline = { content = \"full\" }\nceiling = { content = \"view\" }");
    assert_eq!(
        flawed(&above.replace("ceiling = { content", "ceiling = { comments"), "content = \"full\""),
        RoleFlaw::BaselineAboveCeiling("content".to_owned())
    );
    let free = role("helper", 0xb1, "baseline = { content = \"full\" }").replace("\"paid\"", "\"free\"");
    assert_eq!(flawed(&free, "content"), RoleFlaw::FreePaidWork("content".to_owned()));
    // Guests have nothing by themselves, and observers do no paid work: also not by way of a new scope.
    let guests = scope("x", "levels = { guest = \"view\" }");
    assert_eq!(flawed(&guests, "guest"), RoleFlaw::BaselineAboveCeiling("x".to_owned()));
    let observers = scope("x", "models = [\"seats\"]\nlevels = { observer = \"full\" }");
    assert_eq!(flawed(&observers, "observer"), RoleFlaw::FreePaidWork("x".to_owned()));
    let twice = format!("{}{}", role("helper", 0xb1, "baseline = {}"), role("helper", 0xb2, "baseline = {}"));
    assert_eq!(at(&twice, "\"helper\""), in_model("studio", PresetError::DuplicateRole("helper".to_owned())));
    let same_id =
        format!("{}{}", role("helper", 0xb1, "baseline = {}"), role("other", 0xb1, "baseline = {}"));
    assert!(matches!(at(&same_id, "\"rol_"), Fault::InModel { error: PresetError::DuplicateId(_), .. }));
    let editor = role("editor", 0xb1, "models = [\"studio\"]\nbaseline = {}");
    assert_eq!(
        at(&editor, "\"editor\""),
        in_model("studio", PresetError::DuplicateRole("editor".to_owned()))
    );
    let id = role("helper", 0xb1, "baseline = {}").replace("rol_", "grp_");
    assert!(matches!(at(&id, "\"grp_"), Fault::Toml(_)));
}

#[test]
fn r6_an_alias_names_an_action_and_takes_no_other_name() {
    let text = "[aliases]\nedit = \"content.full\"\nship = \"contents.full\"\n";
    assert_eq!(at(text, "ship"), Fault::AliasOfNothing("ship".to_owned()));
    let text = "[aliases]\nship = \"content.all\"\n";
    assert_eq!(at(text, "ship"), Fault::AliasOfNothing("ship".to_owned()));
    let text = "[aliases]\n\"content.view\" = \"content.full\"\n";
    assert_eq!(
        at(text, "\"content.view\""),
        in_model("studio", PresetError::AliasTaken("content.view".to_owned()))
    );
    // `workflows` is no scope of `seats`: there the alias is not known, and elsewhere it is.
    let models = Models::with_file("[aliases]\nrun = \"workflows.full\"\n").expect("valid");
    assert!(models.by_key("studio").expect("there").action("run").is_some());
    assert!(models.by_key("seats").expect("there").action("run").is_none());
}

#[test]
fn r6_a_model_extends_one_that_there_is_and_never_itself() {
    let model = |key: &str, rest: &str| format!("[[models]]\nkey = \"{key}\"\n{rest}\n");
    let text = model("a", "extends = \"studioo\"");
    assert_eq!(at(&text, "\"studioo\""), Fault::UnknownModel("studioo".to_owned()));
    let own = model("a", "extends = \"a\"");
    assert_eq!(at(&own, "\"a\""), Fault::Ring(vec!["a".to_owned(), "a".to_owned()]));
    let text = format!("{}{}", model("a", "extends = \"b\""), model("b", "extends = \"a\""));
    let (line, column, ring) = refused(&text);
    assert_eq!((line, column), (3, 11), "where the first of them extends the second");
    assert_eq!(ring.to_string(), "the models extend each other in a ring: a extends b extends a");
    let chain = format!(
        "{}{}",
        model("a", "extends = \"b\"\nname = \"A\""),
        model("b", "extends = \"seats\"\nhas_owner = true")
    );
    let models = Models::with_file(&chain).expect("valid");
    let a = models.by_key("a").expect("there");
    assert_eq!((a.name.as_str(), a.has_owner, a.guest_conversion), ("A", true, false));
    let text = model("seats", "extends = \"studio\"");
    assert_eq!(at(&text, "\"seats\""), Fault::DuplicateModel("seats".to_owned()));
    let text = format!("{}{}", model("a", "extends = \"studio\""), model("a", "extends = \"studio\""));
    assert_eq!(at(&text, "\"a\""), Fault::DuplicateModel("a".to_owned()));
    let text = model("a b", "extends = \"studio\"");
    assert_eq!(at(&text, "\"a b\""), Fault::BadModelKey("a b".to_owned()));
    let text = model("a", "extends = \"studio\"\ndefault_role = \"king\"");
    assert_eq!(at(&text, "\"king\""), in_model("a", PresetError::UnknownRole("king".to_owned())));
    let text = model("a", "extends = \"studio\"\ndefault_role = \"owner\"");
    assert_eq!(at(&text, "\"owner\""), in_model("a", PresetError::DefaultIsTop("owner".to_owned())));
    let text = model("a", "name = \"A\"");
    assert_eq!(at(&text, "\"a\""), Fault::Missing { model: "a".to_owned(), field: "roles" });
}

#[test]
fn r6_a_whole_model_says_everything_itself() {
    let roles = format!(
        "{}{}",
        role("boss", 0xc1, "baseline = { \"*\" = \"full\" }").replace("\"granted\"", "\"everything\""),
        role("hand", 0xc2, "baseline = { content = \"full\" }")
    );
    let text = format!(
        "[[models]]\nkey = \"shop\"\nname = \"Shop\"\ntop_role = \"boss\"\ndefault_role = \"hand\"\n{}",
        roles.replace("[[roles]]", "[[models.roles]]")
    );
    let models = Models::with_file(&text).expect("valid");
    let shop = models.by_key("shop").expect("there");
    assert_eq!((shop.roles.len(), shop.has_owner, shop.when_full), (2, false, WhenFull::Queue));
    let weak = text.replace("baseline = { \"*\" = \"full\" }", "baseline = { content = \"full\" }");
    assert!(matches!(at(&weak, "\"boss\""), Fault::InModel { error: PresetError::Flawed { .. }, .. }));
}
