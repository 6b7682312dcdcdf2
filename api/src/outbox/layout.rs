//! How a mail looks: one layout, in HTML and in plain text.

use askama::Template;

/// A mail before it has a form. Everything in it is one line, but for what somebody wrote.
pub struct Layout {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub quote: Option<Quote>,
    pub facts: Vec<Fact>,
    pub action: Option<Action>,
    /// What to know before pressing the button.
    pub notes: Vec<String>,
    /// Why this person gets this mail.
    pub why: String,
    /// Whether they can choose not to.
    pub choice: Option<Footing>,
}

/// The last line of a mail.
pub struct Footing {
    pub text: &'static str,
    pub link: Option<String>,
}

/// What somebody wrote, shown as theirs.
pub struct Quote {
    pub by: String,
    pub text: String,
}

pub struct Fact {
    pub label: &'static str,
    pub value: String,
}

/// The one thing to do: a button in HTML, and its link as text in both.
pub struct Action {
    pub label: String,
    pub link: String,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'l> {
    mail: &'l Layout,
}

impl Layout {
    pub(super) fn html(&self) -> String {
        Html { mail: self }.render().expect("rendering into a string has nothing to fail on")
    }

    pub(super) fn text(&self) -> String {
        let mut blocks = vec![self.heading.clone()];
        blocks.extend(self.paragraphs.iter().cloned());
        if let Some(quote) = &self.quote {
            let lines: Vec<String> = quote.text.lines().map(|line| format!("> {line}")).collect();
            blocks.push(format!("{} wrote:\n{}", quote.by, lines.join("\n")));
        }
        if !self.facts.is_empty() {
            let facts: Vec<String> =
                self.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect();
            blocks.push(facts.join("\n"));
        }
        if let Some(action) = &self.action {
            blocks.push(format!("{}:\n{}", action.label, action.link));
        }
        blocks.extend(self.notes.iter().cloned());
        // The line that mail programs know as the beginning of a signature.
        blocks.push(format!("-- \nUsher\n{}", self.why));
        if let Some(Footing { text, link }) = &self.choice {
            blocks.push(link.as_ref().map_or_else(|| (*text).to_owned(), |link| format!("{text}:\n{link}")));
        }
        blocks.join("\n\n") + "\n"
    }
}

/// The longest name that is shown whole.
const LONGEST: usize = 120;

/// A name as one line of a mail. A line break in a subject would begin a header of its own, and a
/// character that turns the direction of writing makes one address look like another.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().filter(|c| !turns_direction(*c)).map(visible).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// What somebody wrote, in their lines.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().filter(|c| !turns_direction(*c)).map(|c| if c == '\n' { c } else { visible(c) }).collect()
}

fn visible(c: char) -> char {
    if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        for (text, line) in [
            ("Noor\r\nBcc: all@example.com", "Noor Bcc: all@example.com"),
            ("  a\t b\u{0}c\u{2028}d ", "a b c d"),
            ("moc.\u{202e}elpmaxe", "moc.elpmaxe"),
        ] {
            assert_eq!(one_line(text), line);
        }
        assert_eq!(one_line(&"é".repeat(500)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_message_keeps_its_lines() {
        assert_eq!(lines("One\r\ntwo\u{7}\n\nthree"), "One\ntwo \n\nthree");
    }
}
