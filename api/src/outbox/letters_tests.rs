//! Each mail, with names that try to be more than names.

use super::*;

const LINK: &str = "https://usher.example.com/page#0123456789abcdefghijABCDEFGHIJ-_0123456789x";

fn every(name: &str) -> Vec<Letter> {
    let name = || name.to_owned();
    let link = || LINK.to_owned();
    vec![
        Letter::VerifyEmail { name: name(), link: link() },
        Letter::ResetPassword { name: name(), link: link() },
        Letter::PasswordChanged { name: name() },
        Letter::EmailAdded { name: name(), link: link() },
        Letter::Invitation {
            inviter: name(),
            organization: name(),
            role: name(),
            message: Some(name()),
            expires_at: DateTime::UNIX_EPOCH,
            link: link(),
        },
        Letter::Added { inviter: name(), organization: name(), role: name(), link: link() },
        Letter::ItemShared {
            inviter: name(),
            organization: name(),
            item: name(),
            access: "full".to_owned(),
            expires_at: Some(DateTime::UNIX_EPOCH),
            link: link(),
        },
        Letter::ItemOffered {
            inviter: name(),
            organization: name(),
            item: name(),
            access: "view".to_owned(),
            expires_at: DateTime::UNIX_EPOCH,
            link: link(),
        },
        Letter::ItemAdded { inviter: name(), organization: name(), item: name(), access: "view".to_owned() },
        Letter::RoleChanged {
            actor: name(),
            organization: name(),
            before: name(),
            after: name(),
            link: link(),
        },
        Letter::Deactivated { actor: name(), organization: name() },
        Letter::Activated { actor: name(), organization: name(), link: link() },
        Letter::Removed { actor: name(), organization: name() },
        Letter::InvitationDeclined { email: name(), organization: name(), link: link() },
        Letter::InvitationAccepted { name: name(), email: name(), organization: name(), link: link() },
    ]
}

#[test]
fn a_name_is_never_markup() {
    for letter in every("<script>alert('x')</script> \"&\" <img src=x>") {
        let html = letter.render().html;
        assert!(!html.contains("<script"), "{letter:?}");
        assert!(!html.contains("<img"), "{letter:?}");
        assert!(html.contains("&#60;script&#62;") || html.contains("&lt;script&gt;"), "{letter:?}: {html}");
    }
}

#[test]
fn a_subject_is_one_line_and_says_who() {
    for letter in every("Noor\r\nBcc: all@example.com\n\n") {
        let mail = letter.render();
        assert!(!mail.subject.chars().any(char::is_control), "{letter:?}: {:?}", mail.subject);
        assert!(!mail.subject.is_empty() && mail.subject.trim() == mail.subject, "{letter:?}");
        assert!(mail.html.contains("Noor Bcc: all@example.com"), "{letter:?}");
        assert!(mail.text.contains("Noor Bcc: all@example.com"), "{letter:?}");
    }
}

#[test]
fn the_link_stands_in_both_parts_as_button_and_as_text() {
    for letter in every("Noor Haddad") {
        let mail = letter.render();
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
        let mail = letter.render();
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
    let letter = Letter::Invitation {
        inviter: "Priya Raman".to_owned(),
        organization: "Larkfield".to_owned(),
        role: "Editor".to_owned(),
        message: Some("Welcome.\nWe start on Monday.".to_owned()),
        expires_at: DateTime::from_timestamp(1_781_791_500, 0).expect("a date"),
        link: LINK.to_owned(),
    };
    let mail = letter.render();
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
    assert!(quote("Priya", Some(" \n ")).is_none());
    assert!(quote("Priya", None).is_none());
}
