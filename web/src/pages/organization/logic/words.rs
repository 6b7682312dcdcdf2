//! Numbers, lists and refusals in the product's voice.

/// `4,812`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount of minor units with its currency: `8.87 USD`, `1,200 JPY`.
pub(crate) fn money(amount: u64, currency: &str) -> String {
    // Those of ISO 4217 that have no minor unit, as far as anybody is billed in them.
    let whole = matches!(currency, "CLP" | "ISK" | "JPY" | "KRW" | "PYG" | "UGX" | "VND" | "XAF" | "XOF");
    match whole {
        true => format!("{} {currency}", number(amount)),
        false => format!("{}.{:02} {currency}", number(amount / 100), amount % 100),
    }
}

/// `1 person`, `24 people`.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `an Editor`, `a Viewer`.
pub(crate) fn article(noun: &str) -> String {
    let vowel = noun.chars().next().is_some_and(|c| "aeiouAEIOU".contains(c));
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// As `list`, but no more than `most` are named.
pub(crate) fn list_some(items: &[String], most: usize) -> String {
    if items.len() <= most {
        return list(items);
    }
    let mut named: Vec<String> = items[..most].to_vec();
    named.push(format!("{} more", items.len() - most));
    list(&named)
}

/// The name that a person goes by in a sentence.
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Why something was refused, for the person who asked. Codes that need no more than their title keep it.
pub(crate) fn refusal(code: &str) -> String {
    let known = match code {
        "may_not_grant" => "This needs more than you hold yourself.",
        "owner_protected" => "The owner cannot be changed this way.",
        "use_ownership_transfer" => "Ownership only moves by transfer.",
        "last_admin" => "Somebody has to remain an admin.",
        "heir_not_admin" => "Only an active admin can become the owner.",
        "use_leave" => "This is you. Leave from your own page.",
        "not_found" => "No longer a member.",
        "member_deactivated" | "membership_deactivated" => "Deactivated. Activate them first.",
        "permission_denied" => "This needs Full on Members.",
        "already_member" => "Already a member.",
        "invitation_pending" => "Already invited. The earlier invitation is still open.",
        "malformed_email" => "Not a complete address.",
        "duplicate" => "Twice in this list.",
        "unknown_role" => "There is no such role.",
        "above_ceiling" => "More than this role can ever reach.",
        "reach_shared" => "A guest only gets single items.",
        "no_seat" | "seats_full" => "No seat is free.",
        "invitation_wrong_account" => "Opened by another account",
        "invitation_expired" => "Opened after it expired",
        "email_unverified" => "Opened before the address was verified",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    shared::problem::Code::ALL
        .iter()
        .find(|known| known.key() == code)
        .map_or_else(|| code.replace('_', " "), |code| format!("{}.", code.title()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_agree_with_their_noun() {
        assert_eq!(count(1, "person", "people"), "1 person");
        assert_eq!(count(0, "person", "people"), "0 people");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(999), "999");
        assert_eq!(
            (money(120_005, "EUR"), money(1_200, "JPY")),
            ("1,200.05 EUR".to_owned(), "1,200 JPY".to_owned())
        );
        assert_eq!(article("Editor"), "an Editor");
        assert_eq!(article("Viewer"), "a Viewer");
    }

    #[test]
    fn lists_read_as_sentences() {
        let names: Vec<String> = ["Amara", "Jonas", "Noor"].map(str::to_owned).to_vec();
        assert_eq!(list(&names), "Amara, Jonas and Noor");
        assert_eq!(list(&names[..1]), "Amara");
        assert_eq!(list_some(&names, 1), "Amara and 2 more");
    }

    #[test]
    fn every_refusal_has_words() {
        assert_eq!(refusal("last_admin"), "Somebody has to remain an admin.");
        assert_eq!(refusal("slug_taken"), "This address is taken.");
        assert_eq!(refusal("something_new"), "something new");
    }
}
