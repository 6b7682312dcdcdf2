use super::*;

fn code<T: FromStr<Err = TextDenied> + fmt::Debug>(text: &str) -> &'static str {
    text.parse::<T>().expect_err("refused").code
}

#[test]
fn i11_addresses_are_compared_without_case_spaces_or_unicode_form() {
    let typed: EmailAddress = "  Zoë.K@Example.COM ".parse().expect("an address");
    let other: EmailAddress = "zoe\u{308}.k@example.com".parse().expect("an address");
    assert_eq!(typed.as_str(), "Zoë.K@Example.COM");
    assert_eq!(typed.key(), other.key());
}

#[test]
fn what_is_no_address_is_refused() {
    for bad in [
        "x",
        "a@b",
        "a b@example.com",
        "Bo <bo@example.com>",
        "a@example.com\nbcc: b@example.com",
        "@example.com",
        "b\u{0}o@example.com",
        "b\u{fffd}o@example.com",
    ] {
        assert_eq!(code::<EmailAddress>(bad), "malformed_email", "{bad}");
    }
    assert_eq!(code::<EmailAddress>("   "), "required");
    assert_eq!(code::<EmailAddress>(&format!("{}@example.com", "a".repeat(250))), "malformed_email");
}

#[test]
fn i10_a_hint_tells_the_owner_of_the_mailbox_and_nobody_else() {
    let address: EmailAddress = "maria.kovac@example.com".parse().expect("an address");
    assert_eq!(address.hint(), "m•••@e•••.com");
}

#[test]
fn names_slugs_and_passwords_have_their_bounds() {
    assert_eq!("  Larkfield ".parse::<Name>().expect("a name").as_str(), "Larkfield");
    assert_eq!(code::<Name>(" "), "required");
    assert_eq!(code::<Name>("a\nb"), "malformed");
    assert_eq!(code::<Name>(&"x".repeat(101)), "too_long");
    assert_eq!(code::<Slug>("No Spaces"), "malformed");
    assert_eq!(code::<Slug>("admin"), "reserved");
    assert_eq!(code::<Password>("seven77"), "too_short");
    assert_eq!(suggest_slug("Émile & Söhne GmbH").expect("a slug").as_str(), "emile-sohne-gmbh");
    assert_eq!(suggest_slug("!!"), None);
}

#[test]
fn a_role_is_named_by_a_key_that_is_no_id() {
    for good in ["qa", "support_lead", "tier-2"] {
        assert_eq!(good.parse::<RoleKey>().expect("a key").as_str(), good);
    }
    for bad in ["", "a", "2nd", "Lead", "a,b", "rolé"] {
        assert_eq!(code::<RoleKey>(bad), "malformed", "{bad}");
    }
    assert_eq!(code::<RoleKey>("rol_01jdd00000e008000000000001"), "reserved");
    assert_eq!(suggest_role_key("2nd Line — Support").expect("a key").as_str(), "nd_line_support");
    assert_eq!(suggest_role_key("管理"), None);
}

#[test]
fn what_was_accepted_is_accepted_again() {
    // U+0958 is two characters once composed.
    for count in [1, 50, 51, 100] {
        let typed = "\u{958}".repeat(count);
        if let Ok(name) = typed.parse::<Name>() {
            assert_eq!(name.as_str().parse::<Name>(), Ok(name));
        }
    }
    assert_eq!(code::<Name>(&"\u{958}".repeat(51)), "too_long");
}

#[test]
fn an_item_is_named_by_a_kind_of_the_hosts_own_and_a_key() {
    assert_eq!("document".parse::<ItemKind>().expect("a kind").as_str(), "document");
    for bad in ["", "Document", "9lives", "a b", "a.b", "a:b", "\u{0}", "é", &"x".repeat(41)] {
        assert_eq!(code::<ItemKind>(bad), "malformed", "{bad}");
    }
    for ours in ["project", "workspace", "organization", "user", "group", "item"] {
        assert_eq!(code::<ItemKind>(ours), "reserved", "{ours}");
    }
    assert_eq!("42/A b".parse::<ItemKey>().expect("a key").as_str(), "42/A b");
    assert_eq!(code::<ItemKey>(""), "required");
    for bad in [" 42", "4\n2", "\u{0}", "4\u{2028}2"] {
        assert_eq!(code::<ItemKey>(bad), "malformed", "{bad:?}");
    }
    assert_eq!(code::<ItemKey>(&"x".repeat(201)), "too_long");
    assert_eq!(code::<ItemName>(&"x".repeat(201)), "too_long");
}

#[test]
fn secrets_do_not_print() {
    let password: Password = "correct horse".parse().expect("a password");
    assert_eq!(format!("{password:?}"), "Password(…)");
}

#[test]
fn i11_an_address_is_the_same_however_it_is_written() {
    let key = |text: &str| text.parse::<EmailAddress>().expect("an address").key();
    for (one, other) in [
        (" Bo@Example.com\u{a0}", "bo@example.com"),
        ("bo@example.com\u{200b}", "bo@example.com"),
        ("\u{feff}b\u{ad}o@example.com", "bo@example.com"),
        ("\u{202a}bo@example.com\u{202c}", "bo@example.com"),
        ("ｂｏ＠example.com", "bo@example.com"),
        ("bo@bücher.example", "bo@xn--bcher-kva.example"),
        ("bo@BÜCHER.example", "bo@XN--BCHER-KVA.example"),
        ("bo@bu\u{308}cher.example", "bo@bücher.example"),
        ("bo@例え.テスト", "bo@xn--r8jz45g.xn--zckzah"),
        ("zoe\u{308}@example.com", "ZOË@example.com"),
    ] {
        assert_eq!(key(one), key(other), "{one:?} and {other:?}");
    }
    assert_ne!(key("bo@bücher.example"), key("bo@bucher.example"));
    assert_ne!(key("bo@xn--a.example"), key("bo@a.example"), "what is no punycode stays as it is");
    assert_eq!(
        "bo\u{200b}@example.com".parse::<EmailAddress>().expect("an address").as_str(),
        "bo@example.com"
    );
}
