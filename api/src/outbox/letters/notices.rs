//! A notice as a mail, where it has no mail of its own.

use super::parts::{action, letter};
use super::{Letter, Sample};
use crate::outbox::layout::{Layout, one_line};

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    let text = format!("{} gave you access to {} in {}.", of.person(), of.item(), of.organization());
    let why = format!("You get this because it concerns you at {}.", of.organization());
    vec![Box::new(Told { text, link: Some(("Open the project".to_owned(), of.link())), why })]
}

/// To whoever a notice is for.
pub struct Told {
    /// The notice's sentence.
    pub text: String,
    /// What the button says, and where it leads.
    pub link: Option<(String, String)>,
    /// Why they get it, in a sentence.
    pub why: String,
}

impl Letter for Told {
    fn kind(&self) -> &'static str {
        "notice"
    }
    fn layout(&self) -> Layout {
        let Self { text, link, why } = self;
        let text = sentence(text);
        let (subject, rest) = match text.char_indices().nth(LONGEST_SUBJECT) {
            None => (text.trim_end_matches(['.', ' ']).to_owned(), Vec::new()),
            Some((end, _)) => (format!("{}…", text[..end].trim_end()), vec![text]),
        };
        Layout {
            paragraphs: rest,
            action: link.as_ref().and_then(|(label, link)| action(label, link)),
            ..letter(subject, sentence(why))
        }
    }
}

/// Past this a mail program cuts a subject by itself.
const LONGEST_SUBJECT: usize = 120;

/// Several names long, and still on one line.
fn sentence(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(one_line).collect();
    words.join(" ").trim().to_owned()
}
