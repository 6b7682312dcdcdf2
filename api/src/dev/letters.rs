//! Every kind of mail, with made-up names: what people will read, before anybody does.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::mail::POLICY;
use super::refuse;
use crate::app::App;
use crate::http::Refusal;
use crate::outbox::letters::{Choice, Letter, Rendered, Sample, samples};

#[derive(Template)]
#[template(path = "letters.html")]
struct Letters {
    kinds: Vec<Row>,
    open: Open,
}

struct Row {
    kind: &'static str,
    subject: String,
}

struct Open {
    kind: &'static str,
    mail: Rendered,
}

/// The first of them.
pub(super) async fn list(app: web::Data<App>) -> HttpResponse {
    answer(&app, None)
}

/// The kind that the path names.
pub(super) async fn show(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    answer(&app, Some(request.match_info().query("kind")))
}

fn answer(app: &App, kind: Option<&str>) -> HttpResponse {
    match page(app, kind).and_then(|page| page.render().map_err(Refusal::internal)) {
        Ok(html) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(html),
        Err(refusal) => refuse(&refusal),
    }
}

fn page(app: &App, kind: Option<&str>) -> Result<Letters, Refusal> {
    let link = app.config.page("page");
    let preferences = app.config.page("account/notices");
    let all = samples(&Sample::new(&link, app.clock.now()));
    let rendered = |letter: &dyn Letter| Rendered::of(letter, Choice::At(&preferences));
    let letter = match kind {
        None => all.first(),
        Some(kind) => all.iter().find(|letter| letter.kind() == kind),
    };
    let letter = letter.ok_or_else(Refusal::not_found)?;
    let open = Open { kind: letter.kind(), mail: rendered(&**letter) };
    let row = |letter: &dyn Letter| Row { kind: letter.kind(), subject: rendered(letter).subject };
    Ok(Letters { kinds: all.iter().map(|letter| row(&**letter)).collect(), open })
}
