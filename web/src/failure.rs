//! What can go wrong with a request, as pages see it: the server's problem, or no answer at all.

use shared::problem::{Code, FieldProblem, Problem};

/// Why a request did not do what it should.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// The server said why, and perhaps when to try again (seconds).
    Problem { problem: Box<Problem>, retry_after: Option<u32> },
    /// No answer came: the network is away, or the server.
    Unreachable,
    /// An answer that this app does not understand, such as a proxy's own page.
    Garbled { status: u16 },
    /// It was not sent: the app is shown as somebody else sees it.
    ReadOnly { reason: String },
}

impl Failure {
    /// As the server says it of what is not there, or not for whoever asks.
    pub(crate) fn nothing_here() -> Self {
        let code = Code::NotFound;
        let problem = Problem {
            kind: String::new(),
            title: code.title().to_owned(),
            status: code.status(),
            detail: "It does not exist, or there is no access to it.".to_owned(),
            instance: String::new(),
            code,
            errors: Vec::new(),
            email_hint: None,
        };
        Self::Problem { problem: Box::new(problem), retry_after: None }
    }

    /// The problem's code, where the server gave one.
    pub(crate) fn code(&self) -> Option<Code> {
        self.problem().map(|problem| problem.code)
    }

    /// The problem itself, where the server gave one.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem { problem, .. } => Some(problem),
            Self::Unreachable | Self::Garbled { .. } | Self::ReadOnly { .. } => None,
        }
    }

    /// Whether the code is this one.
    pub(crate) fn is(&self, code: Code) -> bool {
        self.code() == Some(code)
    }

    /// What happened, in a few words.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Problem { problem, .. } => problem.title.clone(),
            Self::Unreachable => "The server did not answer".to_owned(),
            Self::Garbled { .. } => "The answer made no sense".to_owned(),
            Self::ReadOnly { .. } => "Nothing is changed in this view".to_owned(),
        }
    }

    /// What happened and what to do next, as sentences.
    pub(crate) fn detail(&self) -> String {
        match self {
            Self::Problem { problem, retry_after: Some(seconds) }
                if problem.code == Code::TooManyRequests =>
            {
                format!("{} Try again {}.", problem.detail, wait(*seconds))
            }
            Self::Problem { problem, .. } => problem.detail.clone(),
            Self::Unreachable => "Nothing was changed. Look at your connection, then try again.".to_owned(),
            Self::Garbled { status } => {
                format!("Something between here and the server answered with {status}. Try again shortly.")
            }
            Self::ReadOnly { reason } => reason.clone(),
        }
    }

    /// The request's id, for whoever looks into the server's log.
    pub(crate) fn request(&self) -> Option<&str> {
        self.problem().map(|problem| problem.instance.as_str()).filter(|instance| !instance.is_empty())
    }

    /// What is wrong with one field, by its JSON pointer (`/email`) or `?name`.
    pub(crate) fn field(&self, pointer: &str) -> Option<String> {
        self.fields().iter().find(|field| field.pointer == pointer).map(|field| field.detail.clone())
    }

    /// Every refused field.
    pub(crate) fn fields(&self) -> &[FieldProblem] {
        self.problem().map(|problem| problem.errors.as_slice()).unwrap_or_default()
    }

    /// Whether all there is to say is said beside these fields.
    pub(crate) fn only_about(&self, pointers: &[&str]) -> bool {
        let fields = self.fields();
        !fields.is_empty() && fields.iter().all(|field| pointers.contains(&field.pointer.as_str()))
    }

    /// Whether the same request may well work a little later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Problem { problem, .. } => problem.status >= 500 || problem.code == Code::TooManyRequests,
            Self::Unreachable | Self::Garbled { .. } => true,
            Self::ReadOnly { .. } => false,
        }
    }
}

/// How long, in words.
fn wait(seconds: u32) -> String {
    match seconds {
        0..=1 => "in a moment".to_owned(),
        2..=90 => format!("in {seconds} seconds"),
        _ => format!("in {} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: Code, errors: &[(&str, &str)]) -> Failure {
        let errors = errors.iter().map(|(pointer, detail)| FieldProblem {
            pointer: (*pointer).to_owned(),
            code: "malformed".to_owned(),
            detail: (*detail).to_owned(),
        });
        let problem = Problem {
            kind: String::new(),
            title: code.title().to_owned(),
            status: code.status(),
            detail: "Said by the server.".to_owned(),
            instance: "req_1".to_owned(),
            code,
            errors: errors.collect(),
            email_hint: None,
        };
        Failure::Problem { problem: Box::new(problem), retry_after: Some(130) }
    }

    #[test]
    fn a_field_finds_its_own_refusal() {
        let failure = problem(Code::ValidationFailed, &[("/email", "This is not an e-mail address.")]);
        assert_eq!(failure.field("/email").as_deref(), Some("This is not an e-mail address."));
        assert_eq!(failure.field("/name"), None);
        assert!(failure.only_about(&["/email", "/name"]));
        assert!(!failure.only_about(&["/name"]));
    }

    #[test]
    fn a_limit_says_when_to_come_back() {
        assert_eq!(
            problem(Code::TooManyRequests, &[]).detail(),
            "Said by the server. Try again in 3 minutes."
        );
        assert_eq!(problem(Code::NotFound, &[]).detail(), "Said by the server.");
        assert!(problem(Code::TooManyRequests, &[]).may_pass() && Failure::Unreachable.may_pass());
        assert!(!problem(Code::NotFound, &[]).may_pass());
    }
}
