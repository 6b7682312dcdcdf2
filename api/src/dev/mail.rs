//! The mails that would have left.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{done, json, query, refuse, store};
use crate::app::App;
use crate::http::Refusal;
use crate::outbox::worker;

/// A mail that was kept.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub links: Vec<String>,
    pub sent_at: DateTime<Utc>,
}

/// A mail in the mailbox's list.
#[derive(Debug)]
pub(super) struct Listed {
    pub id: Uuid,
    pub to: String,
    pub subject: String,
    pub sent_at: DateTime<Utc>,
}

/// The most mails that are listed.
const MOST: i64 = 500;

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    to: Option<String>,
    mail: Option<Uuid>,
}

impl Which {
    /// The address to show alone. An address has no spaces: one that came as a space was a plus sign that
    /// nobody encoded.
    fn address(&self) -> Option<String> {
        let to = self.to.as_deref()?.trim().replace(' ', "+");
        (!to.is_empty()).then_some(to)
    }
}

/// The mails as JSON, newest first. What was on its way is delivered first: whoever asks after a request
/// finds what that request sent.
pub(super) async fn list(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let which: Which = match query(&request) {
        Ok(which) => which,
        Err(refusal) => return refuse(&refusal),
    };
    let mails = web::block(move || {
        worker::deliver_due(&app);
        let to = which.address();
        Ok(app.db.read(|conn| store::newest(conn, to.as_deref(), MOST))?)
    });
    json(mails.await)
}

/// What the page may do: show a mail in a frame of its own, with no script anywhere.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Mailbox {
    mails: Vec<Row>,
    open: Option<Kept>,
    to: String,
    /// Whether somebody chose the mail that is shown: then the page stays as it is.
    chosen: bool,
}

struct Row {
    mail: Listed,
    link: String,
    open: bool,
}

/// The mails as a page.
pub(super) async fn mailbox(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let which: Which = match query(&request) {
        Ok(which) => which,
        Err(refusal) => return refuse(&refusal),
    };
    let page = web::block(move || {
        worker::deliver_due(&app);
        mailbox_page(&app, &which)?.render().map_err(Refusal::internal)
    });
    match done(page.await) {
        Ok(html) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(html),
        Err(refusal) => refuse(&refusal),
    }
}

fn mailbox_page(app: &App, which: &Which) -> Result<Mailbox, Refusal> {
    let to = which.address();
    app.db.read(|conn| {
        let mails = store::listed(conn, to.as_deref(), MOST)?;
        let shown = which.mail.or(mails.first().map(|mail| mail.id));
        let open = match shown {
            Some(id) => store::one(conn, id)?,
            None => None,
        };
        let mails = mails.into_iter().map(|mail| row(mail, to.as_deref(), shown)).collect();
        Ok(Mailbox { mails, open, to: to.unwrap_or_default(), chosen: which.mail.is_some() })
    })
}

fn row(mail: Listed, to: Option<&str>, shown: Option<Uuid>) -> Row {
    let id = mail.id.to_string();
    let mut pairs = vec![("mail", id.as_str())];
    pairs.extend(to.map(|to| ("to", to)));
    // A list of plain pairs has nothing to fail on.
    let link = format!("/dev/mailbox?{}", serde_urlencoded::to_string(pairs).unwrap_or_default());
    Row { link, open: shown == Some(mail.id), mail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn which(query: &str) -> Option<String> {
        serde_urlencoded::from_str::<Which>(query).expect("a query").address()
    }

    #[test]
    fn an_address_may_hold_a_bare_plus() {
        assert_eq!(which("to=bo+test@example.com").as_deref(), Some("bo+test@example.com"));
        assert_eq!(which("to=bo%2Btest%40example.com").as_deref(), Some("bo+test@example.com"));
        assert_eq!(which("to="), None);
        assert_eq!(which(""), None);
        assert!(serde_urlencoded::from_str::<Which>("too=x").is_err());
    }

    #[test]
    fn a_mail_is_shown_in_a_frame_without_scripts() {
        let id = Uuid::nil();
        let sent_at = DateTime::UNIX_EPOCH;
        let to = || "bo@example.com".to_owned();
        let open = Kept {
            to: to(),
            subject: "<script>1</script>".to_owned(),
            text: "plain".to_owned(),
            html: "<p title=\"a\">Hello</p><script>2</script>".to_owned(),
            links: vec!["http://127.0.0.1:8080/verify-email#secret".to_owned()],
            sent_at,
        };
        let listed = Listed { id, to: to(), subject: open.subject.clone(), sent_at };
        let mails = vec![row(listed, Some("bo@example.com"), Some(id))];
        let page = Mailbox { mails, open: Some(open), to: to(), chosen: false }.render().expect("a page");
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("allow-scripts") && page.contains("sandbox="), "{page}");
        assert!(page.contains("srcdoc=\"&#60;p title=&#34;a&#34;&#62;Hello"), "{page}");
        assert!(page.contains("href=\"http://127.0.0.1:8080/verify-email#secret\""), "{page}");
        assert!(page.contains("http-equiv=\"refresh\""), "{page}");
        assert!(
            page.contains("/dev/mailbox?mail=00000000-0000-0000-0000-000000000000&#38;to=bo%40example.com")
        );
    }
}
