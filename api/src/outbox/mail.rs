//! The mail server.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message, SmtpTransport, Transport};
use uuid::Uuid;

use super::letters::Rendered;
use crate::config::{self, Config};

/// Where mails go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To a mail server.
    Smtp,
    /// Into a table, to be looked at under `/dev`.
    Dev,
    /// Nowhere: links are shown to be copied.
    None,
}

/// The way out for mails.
pub struct Mailer {
    way: Way,
    from: Mailbox,
    /// One round at a time in this process: whoever waits for it knows that the round before is done.
    round: Mutex<()>,
}

enum Way {
    Smtp(SmtpTransport),
    Dev,
    None,
}

/// Without the transport, which knows a password.
impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer({:?})", self.mode())
    }
}

/// Mail settings that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum MailConfigError {
    #[error("USHER_MAIL_FROM is an address, such as Usher <usher@example.com>: {0}")]
    From(lettre::address::AddressError),
    // The address holds a password: it is not repeated, and what the library says of it is not either.
    #[error("USHER_SMTP_URL is an address, such as smtp://user:password@mail.example.com:587 or smtps://…")]
    Url,
}

/// Why a mail did not leave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It may succeed another time.
    Later(String),
    /// It was refused for good.
    Bounced(String),
}

/// The longest wait for one answer of the mail server. All answers of one mail fit into the lease.
const ANSWER: Duration = Duration::from_secs(15);

impl Mailer {
    pub fn new(config: &Config) -> Result<Self, MailConfigError> {
        let from: Mailbox = config.mail_from.parse().map_err(MailConfigError::From)?;
        let way = match &config.smtp_url {
            Some(url) => {
                let url = with_tls(url.expose());
                let builder = SmtpTransport::from_url(&url).map_err(|_| MailConfigError::Url)?;
                Way::Smtp(builder.timeout(Some(ANSWER)).build())
            }
            None if config.dev => Way::Dev,
            None => Way::None,
        };
        Ok(Self { way, from, round: Mutex::new(()) })
    }

    pub fn mode(&self) -> Mode {
        match self.way {
            Way::Smtp(_) => Mode::Smtp,
            Way::Dev => Mode::Dev,
            Way::None => Mode::None,
        }
    }

    /// Whether a mail reaches anybody.
    pub fn can_send(&self) -> bool {
        match self.mode() {
            Mode::Smtp | Mode::Dev => true,
            Mode::None => false,
        }
    }

    pub(super) fn round(&self) -> MutexGuard<'_, ()> {
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a mail to the mail server and waits for its answer. `id` and `written` are those of the
    /// outbox: a mail that leaves twice, because a process died in between, is one mail to its reader.
    pub(super) fn send(
        &self,
        id: Uuid,
        written: DateTime<Utc>,
        to: &str,
        mail: &Rendered,
    ) -> Result<(), Failure> {
        let Way::Smtp(smtp) = &self.way else {
            return Err(Failure::Later("no mail server is set up".to_owned()));
        };
        let message = self.message(id, written, to, mail)?;
        match smtp.send(&message) {
            Ok(_) => Ok(()),
            Err(error) => {
                let code = error.status().map(u16::from);
                let words = chain(&error);
                match code {
                    Some(code) if refuses_the_mail(code) => Err(Failure::Bounced(words)),
                    Some(_) | None => Err(Failure::Later(words)),
                }
            }
        }
    }

    fn message(
        &self,
        id: Uuid,
        written: DateTime<Utc>,
        to: &str,
        mail: &Rendered,
    ) -> Result<Message, Failure> {
        let address: Address =
            to.parse().map_err(|error| Failure::Bounced(format!("no such address: {error}")))?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(mail.subject.clone())
            .date(SystemTime::from(written))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            // RFC 3834: nobody's absence notice answers this.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| Failure::Bounced(format!("the mail could not be put together: {error}")))
    }
}

/// Whether a reply of a mail server (RFC 5321 §4.2) says that this mail will never be taken. A `5yz` about
/// the session is not that: somebody has to put our settings right, and until then the mail waits.
fn refuses_the_mail(code: u16) -> bool {
    match code {
        // Syntax and order of commands, and a host that takes no mail.
        500..=504 | 521 => false,
        // Signing in (RFC 4954 §6).
        530 | 534 | 535 | 538 => false,
        500..=599 => true,
        _ => false,
    }
}

/// An address of a mail server with encryption asked for. Without `tls=…` the library sends everything, a
/// password too, in the clear; here that is so on this machine alone. A server that asks for no password
/// may be an old relay next door: encrypted if it can.
fn with_tls(url: &str) -> String {
    let Some(rest) = url.strip_prefix("smtp://") else { return url.to_owned() };
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = address.split('/').next().unwrap_or_default();
    let (password, host) = match authority.rsplit_once('@') {
        Some((_, host)) => (true, host),
        None => (false, authority),
    };
    if config::is_loopback_host(host) || query.split('&').any(|pair| pair.starts_with("tls=")) {
        return url.to_owned();
    }
    let tls = if password { "tls=required" } else { "tls=opportunistic" };
    // Opportunistic would otherwise move the default port from 25 to 587.
    let port = if password || host.contains(':') { "" } else { ":25" };
    let query = if query.is_empty() { tls.to_owned() } else { format!("{query}&{tls}") };
    format!("smtp://{}{port}?{query}", address.trim_end_matches('/'))
}

/// An error with its causes, short enough for a column.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words.push_str(": ");
        words.push_str(&inner.to_string());
        cause = inner.source();
    }
    words.chars().filter(|c| !c.is_control()).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_travels_in_the_clear() {
        for (url, safe) in [
            ("smtp://u:p@mail.example.com:587", "smtp://u:p@mail.example.com:587?tls=required"),
            ("smtp://u:p@mail.example.com:587/", "smtp://u:p@mail.example.com:587?tls=required"),
            ("smtp://mail.example.com", "smtp://mail.example.com:25?tls=opportunistic"),
            ("smtp://mail.example.com:2525?x=1", "smtp://mail.example.com:2525?x=1&tls=opportunistic"),
            (
                "smtp://u:p@mail.example.com?tls=opportunistic",
                "smtp://u:p@mail.example.com?tls=opportunistic",
            ),
            ("smtp://u:p@127.0.0.1:1025", "smtp://u:p@127.0.0.1:1025"),
            ("smtps://u:p@mail.example.com", "smtps://u:p@mail.example.com"),
        ] {
            assert_eq!(with_tls(url), safe);
        }
    }

    #[test]
    fn only_an_answer_about_the_mail_is_a_bounce() {
        for code in [550, 551, 552, 553, 554, 556] {
            assert!(refuses_the_mail(code), "{code}");
        }
        for code in [421, 450, 451, 452, 500, 503, 521, 530, 535, 538] {
            assert!(!refuses_the_mail(code), "{code}");
        }
    }

    #[test]
    fn a_mail_has_both_parts_and_a_lasting_id() {
        let mailer = Mailer {
            way: Way::None,
            from: "Usher <usher@example.com>".parse().expect("an address"),
            round: Mutex::new(()),
        };
        let mail = Rendered {
            subject: "Zoë invited you".to_owned(),
            text: "plain".to_owned(),
            html: "<p>rich</p>".to_owned(),
            links: Vec::new(),
        };
        let message =
            mailer.message(Uuid::nil(), DateTime::UNIX_EPOCH, "bo@example.com", &mail).expect("a mail");
        let text = String::from_utf8(message.formatted()).expect("seven bits");
        for part in [
            "From: Usher <usher@example.com>",
            "To: bo@example.com",
            "Message-ID: <00000000-0000-0000-0000-000000000000@example.com>",
            "Auto-Submitted: auto-generated",
            "multipart/alternative",
            "text/plain",
            "text/html",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let refused = mailer.message(Uuid::nil(), DateTime::UNIX_EPOCH, "no address", &mail);
        assert!(matches!(refused, Err(Failure::Bounced(_))));
    }
}
