//! Each mail, with names that try to be more than names.

use chrono::DateTime;

use super::*;

const LINK: &str = "https://usher.example.com/page#0123456789abcdefghijABCDEFGHIJ-_0123456789x";

fn every(name: &str) -> Vec<Box<dyn Letter>> {
    samples(&Sample::called(name, LINK))
}

#[test]
fn a_name_is_never_markup() {
    for letter in every("<script>alert('x')</script> \"&\" <img src=x>") {
        let html = Rendered::of(&*letter, Choice::Unsaid).html;
        assert!(!html.contains("<script"), "{letter:?}");
        assert!(!html.contains("<img"), "{letter:?}");
        assert!(html.contains("&#60;script&#62;") || html.contains("&lt;script&gt;"), "{letter:?}: {html}");
    }
}

#[test]
fn a_subject_is_one_line_and_says_who() {
    for letter in every("Noor\r\nBcc: all@example.com\n\n") {
        let mail = Rendered::of(&*letter, Choice::Unsaid);
        assert!(!mail.subject.chars().any(char::is_control), "{letter:?}: {:?}", mail.subject);
        assert!(!mail.subject.is_empty() && mail.subject.trim() == mail.subject, "{letter:?}");
        assert!(mail.html.contains("Noor Bcc: all@example.com"), "{letter:?}");
        assert!(mail.text.contains("Noor Bcc: all@example.com"), "{letter:?}");
    }
}

#[test]
fn the_link_stands_in_both_parts_as_button_and_as_text() {
    for letter in every("Noor Haddad") {
        let mail = Rendered::of(&*letter, Choice::Unsaid);
        let (in_text, in_html) = (mail.text.matches(LINK).count(), mail.html.matches(LINK).count());
        if mail.links.is_empty() {
            assert_eq!((in_text, in_html), (0, 0), "{letter:?}");
        } else {
            assert_eq!(mail.links, [LINK], "{letter:?}");
            assert_eq!(in_text, 1, "{letter:?}");
            assert!(mail.text.lines().any(|line| line == LINK), "{letter:?}: on a line of its own");
            assert_eq!(in_html, 3, "{letter:?}: the button, and the same as text that can be pressed");
        }
    }
}

#[test]
fn every_mail_says_why_one_gets_it_and_keeps_the_voice() {
    for letter in every("Noor Haddad") {
        let mail = Rendered::of(&*letter, Choice::Unsaid);
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("You get this because"), "{letter:?}");
        }
        let text = mail.text.to_lowercase();
        for word in ["!", "please", "successfully", "oops", "sorry"] {
            assert!(!text.contains(word), "{letter:?} says {word}");
        }
    }
}

#[test]
fn an_invitation_holds_everything_to_decide_on() {
    let letter = Invitation {
        inviter: "Priya Raman".to_owned(),
        organization: "Larkfield".to_owned(),
        role: "Editor".to_owned(),
        message: Some("Welcome.\nWe start on Monday.".to_owned()),
        expires_at: DateTime::from_timestamp(1_781_791_500, 0).expect("a date"),
        ends: None,
        replaces: false,
        link: LINK.to_owned(),
    };
    let mail = Rendered::of(&letter, Choice::Unsaid);
    assert_eq!(mail.subject, "Priya Raman invited you to Larkfield");
    let expected = format!(
        "Priya Raman invited you to Larkfield

Accept, and you work with the others at Larkfield. An account is made if you have none.

Priya Raman wrote:
> Welcome.
> We start on Monday.

Organization: Larkfield
Your role: Editor
Expires: 18 June 2026, 14:05 UTC

Open the invitation:
{LINK}

The invitation is for this address alone: a forwarded link lets nobody else in. You can decline it on the same page.

-- 
Usher
You get this because Priya Raman entered your address. If you do not know them, do nothing: nobody joins until they accept.
"
    );
    assert_eq!(mail.text, expected);
}

#[test]
fn a_message_of_spaces_is_no_message() {
    assert!(parts::quote("Priya", Some(" \n ")).is_none());
    assert!(parts::quote("Priya", None).is_none());
}

#[test]
fn every_mail_has_a_sample_and_a_kind_of_its_own() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/outbox/letters");
    let files = std::fs::read_dir(folder).expect("the folder").map(|file| file.expect("a file").path());
    let mails: usize = files
        .filter(|file| !file.ends_with("tests.rs"))
        .map(|file| std::fs::read_to_string(file).expect("its text").matches("\nimpl Letter for ").count())
        .sum();
    let kinds: Vec<&str> = every("Noor Haddad").iter().map(|letter| letter.kind()).collect();
    assert_eq!(kinds.len(), mails, "{kinds:?}");
    let one_each: std::collections::BTreeSet<&str> = kinds.iter().copied().collect();
    assert_eq!(one_each.len(), kinds.len(), "{kinds:?}");
}

#[test]
fn h5_a_mail_fetches_nothing_from_anywhere() {
    for letter in every("Noor Haddad") {
        let html = Rendered::of(&*letter, Choice::At("https://usher.example.com/account/notices")).html;
        for loads in ["<img", "<link", "<script", "<iframe", "@import", "url(", "src="] {
            assert!(!html.contains(loads), "{letter:?}: {loads}");
        }
    }
}

#[test]
fn h5_a_mail_that_one_can_turn_off_says_where_in_both_parts() {
    let page = "https://usher.example.com/account/notices";
    for letter in every("Noor Haddad") {
        let chosen = Rendered::of(&*letter, Choice::At(page));
        assert!(chosen.text.contains(&format!("Choose what is mailed to you:\n{page}")), "{letter:?}");
        assert!(chosen.html.contains(&format!("href=\"{page}\"")), "{letter:?}");
        assert!(!chosen.links.iter().any(|link| link == page), "no button of the mail: {letter:?}");
        let always = Rendered::of(&*letter, Choice::Always);
        for part in [&always.text, &always.html] {
            assert!(part.contains("Mail about this is always sent."), "{letter:?}");
            assert!(!part.contains(page), "{letter:?}");
        }
        assert!(!Rendered::of(&*letter, Choice::Unsaid).text.contains("mailed to you"), "{letter:?}");
    }
}
