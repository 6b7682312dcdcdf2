//! What is typed about the shareable link, and what it says of itself.

use shared::access::Denied;
use shared::invite_links::wire::{MOST_DOMAINS, MOST_USES};
use shared::members::rules::may_leave_open;
use shared::text::MailDomain;

use super::in_page::InPage;

impl InPage {
    /// Whether the viewer may leave the link open with this role.
    pub(crate) fn may_leave_open(&self, role: &str) -> Result<(), Denied> {
        let role = self.snapshot().model().role_by_key(role).ok_or(Denied::UnknownRole)?;
        may_leave_open(self.snapshot(), self.viewer(), role.id, self.at())
    }
}

/// How many people a field says; empty is any number.
pub(crate) fn uses(text: &str) -> Result<Option<u32>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<u32>() {
        Ok(most) if (1..=MOST_USES).contains(&most) => Ok(Some(most)),
        Ok(_) | Err(_) => Err("Write a number from 1 to 100,000, or nothing.".to_owned()),
    }
}

/// The domains that a field lists, by commas or spaces.
pub(crate) fn domains(text: &str) -> Result<Vec<MailDomain>, String> {
    let listed = text.split([',', ' ', ';', '\n']).filter(|part| !part.is_empty());
    let mut domains = listed
        .map(|part| part.parse::<MailDomain>().map_err(|denied| format!("“{part}”: {}", denied.detail)))
        .collect::<Result<Vec<_>, _>>()?;
    domains.sort();
    domains.dedup();
    if domains.len() > MOST_DOMAINS {
        return Err("A link is for 50 domains at most.".to_owned());
    }
    Ok(domains)
}

/// "3 of 10 joined".
pub(crate) fn used(uses: u32, most: Option<u32>) -> String {
    match (uses, most) {
        (uses, Some(most)) => format!("{uses} of {most} joined"),
        (0, None) => "Nobody joined yet".to_owned(),
        (uses, None) => format!("{uses} joined"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::in_page::tests::page;
    use super::*;

    #[test]
    fn i8_what_is_typed_is_a_limit_or_none() {
        assert_eq!(uses(" "), Ok(None));
        assert_eq!(uses(" 10 "), Ok(Some(10)));
        for bad in ["0", "-1", "ten", "100001", "1.5"] {
            assert!(uses(bad).is_err(), "{bad}");
        }
        let listed = domains("@Larkfield.test, acme.test acme.test").expect("domains");
        assert_eq!(
            listed.iter().map(MailDomain::as_str).collect::<Vec<_>>(),
            ["acme.test", "larkfield.test"]
        );
        assert!(domains("acme").is_err());
        assert_eq!(domains(""), Ok(Vec::new()));
    }

    #[test]
    fn i8_uses_are_said_with_their_limit() {
        assert_eq!(used(0, None), "Nobody joined yet");
        assert_eq!(used(3, None), "3 joined");
        assert_eq!(used(3, Some(10)), "3 of 10 joined");
    }

    #[test]
    fn i8_the_page_knows_which_roles_go_to_whoever_holds_the_link() {
        let page = page();
        assert_eq!(page.may_leave_open("editor"), Ok(()));
        assert_eq!(page.may_leave_open("guest"), Err(Denied::NotForWalkIns));
        assert_eq!(page.may_leave_open("admin"), Err(Denied::NotForWalkIns));
        assert_eq!(page.may_leave_open("owner"), Err(Denied::MayNotGrant));
    }
}
