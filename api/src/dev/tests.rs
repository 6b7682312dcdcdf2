//! `/dev/*` as it is called from outside.

use actix_web::http::header::HOST;
use actix_web::{App as HttpApp, test, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::app::App;
use crate::config::Config;
use crate::db::Verdict;
use crate::outbox::letters;
use crate::outbox::{About, queue};
use crate::runtime;

#[derive(clap::Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

fn app() -> (web::Data<App>, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!("usher-dev-{}", runtime::new_id::<uuid::Uuid>()));
    let url = format!("sqlite://{}/usher.db", folder.display());
    let flags = <Flags as clap::Parser>::parse_from(["usher", "--dev", "--database-url", &url]);
    (web::Data::from(App::start(flags.config).expect("a server")), folder)
}

fn send(app: &App, to: &str) {
    let link = app.config.link("verify-email", "secret");
    let letter = letters::VerifyEmail { name: "Bo".to_owned(), link };
    app.db
        .write(|conn| queue(conn, app, app.clock.now(), to, &letter, About::default()).map(Verdict::Commit))
        .expect("queued");
}

fn time(body: &Value) -> DateTime<Utc> {
    body["now"].as_str().and_then(|text| text.parse().ok()).expect("a time")
}

/// Sends a request and reads the answer: its status and its body as JSON.
macro_rules! call {
    ($service:expr, $method:ident, $path:expr $(, $body:expr)?) => {{
        let request = test::TestRequest::$method().uri($path).insert_header((HOST, "127.0.0.1:8080"));
        $( let request = request.set_json($body); )?
        let response = test::call_service(&$service, request.to_request()).await;
        let status = response.status().as_u16();
        let body: Value = test::read_body_json(response).await;
        (status, body)
    }};
}

#[actix_web::test]
async fn a_mail_is_there_as_soon_as_it_is_asked_for() {
    let (app, folder) = app();
    let service = test::init_service(HttpApp::new().app_data(app.clone()).configure(super::configure)).await;
    assert_eq!(call!(service, get, "/dev/mail"), (200, json!([])));
    send(&app, "Bo@example.com");
    send(&app, "other@example.com");
    let (_, mails) = call!(service, get, "/dev/mail");
    let to: Vec<&str> =
        mails.as_array().expect("a list").iter().filter_map(|mail| mail["to"].as_str()).collect();
    assert_eq!(to, ["other@example.com", "Bo@example.com"]);
    let (_, mails) = call!(service, get, "/dev/mail?to=bo@example.com");
    assert_eq!(mails.as_array().map(Vec::len), Some(1));
    assert_eq!(mails[0]["subject"], "Verify your address");
    assert_eq!(mails[0]["links"], json!(["http://127.0.0.1:8080/verify-email#secret"]));
    assert_eq!(call!(service, get, "/dev/mail?too=x").0, 422);
    let page = test::TestRequest::get().uri("/dev/mailbox").insert_header((HOST, "localhost")).to_request();
    let page = test::call_and_read_body(&service, page).await;
    assert!(String::from_utf8_lossy(&page).contains("other@example.com"));
    drop(app);
    let _ = std::fs::remove_dir_all(folder);
}

#[actix_web::test]
async fn the_clock_moves_for_good() {
    let (app, folder) = app();
    let service = test::init_service(HttpApp::new().app_data(app.clone()).configure(super::configure)).await;
    let (_, before) = call!(service, get, "/dev/clock");
    for _ in 0..2 {
        assert_eq!(call!(service, post, "/dev/clock", json!({ "advance_seconds": 86_400 })).0, 200);
    }
    let (_, after) = call!(service, get, "/dev/clock");
    assert!(time(&after) - time(&before) >= TimeDelta::days(2));
    let (status, problem) = call!(service, post, "/dev/clock", json!({ "advance_seconds": -1 }));
    assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/advance_seconds")));
    let centuries = json!({ "advance_seconds": 3_162_240_000_i64 });
    assert_eq!(
        call!(service, post, "/dev/clock", centuries).0,
        422,
        "with what it is ahead already, too far"
    );
    assert_eq!(app.db.read(super::clock_offset).expect("read"), 2 * 86_400);
    drop(app);
    let _ = std::fs::remove_dir_all(folder);
}

#[actix_web::test]
async fn whoever_calls_it_by_another_name_is_refused() {
    let (app, folder) = app();
    let service = test::init_service(HttpApp::new().app_data(app.clone()).configure(super::configure)).await;
    for path in ["/dev/mail", "/dev/mailbox", "/dev/clock", "/dev/nothing"] {
        let request = test::TestRequest::get().uri(path).insert_header((HOST, "usher.example.com"));
        let response = test::call_service(&service, request.to_request()).await;
        assert_eq!(response.status().as_u16(), 403, "{path}");
        let problem: Value = test::read_body_json(response).await;
        assert_eq!(problem["code"], "origin_refused", "{path}");
    }
    assert_eq!(call!(service, get, "/dev/nothing").0, 404);
    assert_eq!(call!(service, delete, "/dev/mail").0, 405);
    drop(app);
    let _ = std::fs::remove_dir_all(folder);
}

#[actix_web::test]
async fn h5_every_kind_of_mail_can_be_looked_at() {
    let (app, folder) = app();
    let service = test::init_service(HttpApp::new().app_data(app.clone()).configure(super::configure)).await;
    let kinds: Vec<&str> =
        letters::samples(&letters::Sample::new("http://127.0.0.1:8080/x", app.clock.now()))
            .iter()
            .map(|letter| letter.kind())
            .collect();
    let get = async |path: String| {
        let request = test::TestRequest::get().uri(&path).insert_header((HOST, "127.0.0.1:8080"));
        let response = test::call_service(&service, request.to_request()).await;
        let status = response.status().as_u16();
        (status, String::from_utf8_lossy(&test::read_body(response).await).into_owned())
    };
    let (status, list) = get("/dev/letters".to_owned()).await;
    assert_eq!(status, 200);
    for kind in kinds {
        assert!(list.contains(&format!("/dev/letters/{kind}")), "{kind}");
        let (status, page) = get(format!("/dev/letters/{kind}")).await;
        assert_eq!(status, 200, "{kind}");
        assert!(page.contains("You get this because") && page.contains("srcdoc="), "{kind}");
    }
    assert_eq!(get("/dev/letters/weather".to_owned()).await.0, 404);
    drop(app);
    let _ = std::fs::remove_dir_all(folder);
}
