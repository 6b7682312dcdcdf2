use super::*;

fn roles() -> Vec<KnownRole> {
    [("editor", "Editor"), ("viewer", "Viewer")]
        .map(|(key, name)| KnownRole { key: key.to_owned(), name: name.to_owned() })
        .to_vec()
}

/// What is found, `!` before what is no address, `=role` behind it.
fn read(text: &str) -> Vec<String> {
    let mark = |found: Found| {
        let bad = if found.well_formed { "" } else { "!" };
        let role = found.role.map(|role| format!("={role}")).unwrap_or_default();
        format!("{bad}{}{role}", found.text)
    };
    parse(text, &roles()).into_iter().map(mark).collect()
}

#[test]
fn i1_commas_lines_semicolons_tabs_and_spaces_all_separate() {
    let expected = ["a@example.com", "b@example.com", "c@example.com"];
    for text in [
        "a@example.com, b@example.com; c@example.com",
        "a@example.com\r\nb@example.com\n\nc@example.com\n",
        "a@example.com\tb@example.com\tc@example.com",
        "a@example.com b@example.com c@example.com",
        "a@example.com;b@example.com;c@example.com;",
        "To: a@example.com, <b@example.com>, mailto:c@example.com.",
        "- a@example.com\n• b@example.com\n* c@example.com",
        "\u{feff}a@example.com\nb@example.com\u{200b}\n\u{a0}c@example.com",
        "[Ann](mailto:a@example.com?subject=Hello), (b@example.com), 'c@example.com'",
    ] {
        let found = parse(text, &[]);
        assert!(found.iter().all(|found| found.well_formed), "{text}: {found:?}");
        let keys: Vec<String> = found.iter().map(|found| email_key(&found.text)).collect();
        assert_eq!(keys, expected, "{text}");
    }
}

#[test]
fn i1_names_from_a_mail_client_are_left_out() {
    let expected = ["jonas@example.com", "noor@example.com", "bo@example.com"];
    for text in [
        "\"Weber, Jonas\" <jonas@example.com>, Noor Haddad <noor@example.com>, Bo Lind bo@example.com",
        "Weber, Jonas <jonas@example.com>; Haddad, Noor <noor@example.com>; Lind, Bo <bo@example.com>",
        "Jonas Weber, jonas@example.com; Noor Haddad, noor@example.com; Bo, bo@example.com",
        "Jonas <jonas@example.com> Noor <noor@example.com> Bo <bo@example.com>",
        "jonas@example.com <jonas@example.com>\nBooking.com <noor@example.com>\nbo@example.com (Bo Lind)",
        "“Weber, Jonas” <jonas@example.com>,\n'Haddad, Noor' <noor@example.com>,\n\"Bo \"\"B\"\" Lind\" <bo@example.com>",
        "Weber, Jonas <jonas@example.com>\nHaddad, Noor <noor@example.com>\nLind, Bo <bo@example.com>",
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn i1_a_table_brings_its_roles_and_not_its_heading() {
    let expected = ["elif@example.com=viewer", "kenji@example.com", "!mei.example.com=editor"];
    for text in [
        "Name,Email,Role\n\"Kaya, Elif\",elif@example.com,Viewer\nKenji,kenji@example.com,\nMei,mei.example.com,EDITOR",
        "name;role;e-mail\nElif;Viewer;elif@example.com\nKenji;;kenji@example.com\nMei;Editor;mei.example.com",
        "Email\tName\tRole\nelif@example.com\tElif\tviewer\nkenji@example.com\nmei.example.com\tMei\tEditor",
        "Elif,elif@example.com,Viewer\nKenji,kenji@example.com,\nMei,mei.example.com,Editor",
        "\"Email\",\"Role\"\r\n\"elif@example.com\",\"Viewer\"\r\n\"kenji@example.com\",\"\"\r\n\"mei.example.com\",\"Editor\"\r\n",
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn i1_a_role_that_is_not_known_is_not_taken_for_another() {
    assert_eq!(
        read("Email,Role\na@example.com,Boss\nb@example.com,viewer"),
        ["a@example.com=Boss", "b@example.com=viewer"]
    );
    assert_eq!(
        read("Email,Role\n\"a@example.com, b@example.com\",Viewer"),
        ["a@example.com=viewer", "b@example.com=viewer"]
    );
    assert_eq!(read("Name,Email\nViewer,a@example.com"), ["a@example.com"], "there is no column of roles");
}

#[test]
fn i1_a_role_stands_beside_a_single_address() {
    for text in [
        "a@example.com, viewer, b@example.com; editor",
        "a@example.com viewer\nb@example.com\tEditor",
        "Viewer, a@example.com\nEditor, b@example.com",
        "a@example.com viewer b@example.com editor",
    ] {
        assert_eq!(read(text), ["a@example.com=viewer", "b@example.com=editor"], "{text}");
    }
}

#[test]
fn i11_what_stands_twice_is_found_once_whatever_its_case() {
    assert_eq!(read("Bo@Example.com, bo@example.COM\nbo@example.com;viewer"), ["Bo@Example.com=viewer"]);
}

#[test]
fn i1_what_may_have_been_an_address_stays_to_be_mended() {
    for (text, expected) in [
        ("a@example.com, marco@example, someone", vec!["a@example.com", "!marco@example", "!someone"]),
        ("a@example.com, marco", vec!["a@example.com", "!marco"]),
        ("marco, a@example.com", vec!["!marco", "a@example.com"]),
        ("marco a@example.com", vec!["!marco", "a@example.com"]),
        ("a@example.com b@example.com marco", vec!["a@example.com", "b@example.com", "!marco"]),
        ("a@example.com, Marco, b@example.com", vec!["a@example.com", "!Marco", "b@example.com"]),
        (
            "a@example.com; marco.example.com; b@example.com",
            vec!["a@example.com", "!marco.example.com", "b@example.com"],
        ),
        ("a@example.com, marco(at)example.com", vec!["a@example.com", "!marco(at)example.com"]),
        ("Ann, a@example.com, marco.example.com", vec!["a@example.com", "!marco.example.com"]),
        ("jonas @ example.com", vec!["!jonas @ example.com"]),
        ("just words", vec!["!just words"]),
        ("Broken <marco@example", vec!["!marco@example"]),
        ("Nobody <>, a@example.com", vec!["!Nobody", "a@example.com"]),
        ("a@example.com, @, b@@example.com", vec!["a@example.com", "!@", "!b@@example.com"]),
        ("Name,Email\nKenji,\nElif,elif@example.com", vec!["!Kenji", "elif@example.com"]),
        ("\"John Doe\"@example.com", vec!["\"John Doe\"@example.com"]),
        ("  \n , ; \t\n\"\",\"\"", vec![]),
        ("Email addresses\n\na@example.com", vec!["a@example.com"]),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn i1_a_thousand_are_read_with_every_bad_one_among_them() {
    let lines: Vec<String> = (0..1_000)
        .map(
            |n| if n % 10 == 3 { format!("person{n}.example.com") } else { format!("person{n}@example.com") },
        )
        .collect();
    for separator in ["\n", ", ", ";", " ", "\t"] {
        let found = parse(&lines.join(separator), &[]);
        assert_eq!(
            found.iter().map(|found| &found.text).collect::<Vec<_>>(),
            lines.iter().collect::<Vec<_>>()
        );
        assert_eq!(found.iter().filter(|found| !found.well_formed).count(), 100);
    }
}

#[test]
fn a_mended_address_is_suggested_where_one_is_near() {
    let near = ["nadia@example.com".to_owned()];
    assert_eq!(suggest("marco@example", &near).as_deref(), Some("marco@example.com"));
    assert_eq!(suggest("marco", &near).as_deref(), Some("marco@example.com"));
    assert_eq!(suggest("marco.example.com", &near).as_deref(), Some("marco@example.com"));
    assert_eq!(suggest("marco(at)example.com", &[]).as_deref(), Some("marco@example.com"));
    assert_eq!(suggest("marco at example.com", &[]).as_deref(), Some("marco@example.com"));
    assert_eq!(suggest("mar co@example.com", &[]).as_deref(), Some("marco@example.com"));
    assert_eq!(suggest("jonas @ example.com", &[]).as_deref(), Some("jonas@example.com"));
    assert_eq!(suggest("marco@other", &near), None);
    assert_eq!(suggest("just words", &[]), None);
}
