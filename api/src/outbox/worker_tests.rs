//! Mails on their way, against a mail server that answers as it is told.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use shared::ids::{InvitationId, OrganizationId};

use super::store::fixture;
use super::*;
use crate::config::Config;
use crate::outbox::letters;
use crate::outbox::{About, queue, void};
use crate::runtime;

#[derive(clap::Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

/// A server over a file of its own, which goes with it.
struct Here {
    app: Arc<App>,
    file: std::path::PathBuf,
}

impl std::ops::Deref for Here {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", ".lock"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.file.display()));
        }
    }
}

fn app(flags: &[&str]) -> Here {
    let file = std::env::temp_dir().join(format!("usher-outbox-{}.db", runtime::new_id::<uuid::Uuid>()));
    let url = format!("sqlite://{}", file.display());
    let given = ["usher", "--database-url", &url];
    let flags = <Flags as clap::Parser>::parse_from(given.iter().chain(flags));
    Here { app: App::start(flags.config).expect("a server"), file }
}

/// A mail server: the answers to `RCPT`, one after the other, then 250; and what it took.
#[derive(Default)]
struct Server {
    answers: Mutex<VecDeque<&'static str>>,
    taken: Mutex<Vec<String>>,
}

impl Server {
    fn start(answers: &[&'static str]) -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("its address"));
        let server =
            Arc::new(Self { answers: Mutex::new(answers.iter().copied().collect()), ..Self::default() });
        let here = Arc::clone(&server);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let here = Arc::clone(&here);
                std::thread::spawn(move || here.talk(&stream));
            }
        });
        (server, url)
    }

    fn talk(&self, mut stream: &TcpStream) -> Option<()> {
        stream.write_all(b"220 ready\r\n").ok()?;
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
        while let Some(line) = lines.next() {
            let answer = match line.get(..4).unwrap_or_default() {
                "RCPT" => self.answers.lock().expect("no panic").pop_front().unwrap_or("250 ok"),
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").ok()?;
                    let mail: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                    self.taken.lock().expect("no panic").push(mail.join("\n"));
                    "250 ok"
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).ok()?;
        }
        Some(())
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().expect("no panic").clone()
    }
}

struct Invited {
    organization: OrganizationId,
    id: InvitationId,
}

fn invited(app: &App) -> Invited {
    let (organization, id) = (runtime::new_id(), runtime::new_id());
    app.db.write(|conn| fixture::invited(conn, organization, id, app.clock.now())).expect("an invitation");
    send(app, &Invited { organization, id });
    Invited { organization, id }
}

fn send(app: &App, invitation: &Invited) {
    let letter = letters::Invitation {
        inviter: "Priya Raman".to_owned(),
        organization: "Larkfield".to_owned(),
        role: "Editor".to_owned(),
        message: None,
        expires_at: DateTime::UNIX_EPOCH,
        ends: None,
        replaces: false,
        link: "http://127.0.0.1:8080/invitations/accept#secret".to_owned(),
    };
    let about = About { organization: Some(invitation.organization), invitation: Some(invitation.id) };
    app.db
        .write(|conn| {
            queue(conn, app, app.clock.now(), "bo@example.com", &letter, about).map(Verdict::Commit)
        })
        .expect("queued");
}

fn delivery(app: &App, invitation: &Invited) -> String {
    app.db.read(|conn| fixture::delivery(conn, invitation.id)).expect("read")
}

fn mails(app: &App, invitation: &Invited) -> Vec<(String, i32, bool)> {
    app.db.read(|conn| fixture::mails(conn, invitation.id)).expect("read")
}

fn mail(state: &str, attempts: i32, has_text: bool) -> (String, i32, bool) {
    (state.to_owned(), attempts, has_text)
}

#[test]
fn a_mail_is_sent_once_and_its_text_is_wiped() {
    let (server, url) = Server::start(&[]);
    let app = app(&["--smtp-url", &url]);
    let invitation = invited(&app);
    assert_eq!(mails(&app, &invitation), [mail("waiting", 0, true)]);
    deliver_due(&app);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("sent", 1, false)]);
    assert_eq!(delivery(&app, &invitation), "sent");
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].contains("Subject: Priya Raman invited you to Larkfield"), "{}", taken[0]);
}

#[test]
fn a_mail_that_is_put_off_waits_for_its_time() {
    let (server, url) = Server::start(&["451 later", "451 later"]);
    let app = app(&["--smtp-url", &url]);
    let invitation = invited(&app);
    deliver_due(&app);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("waiting", 1, true)]);
    assert_eq!(delivery(&app, &invitation), "waiting");
    app.clock.set_offset(31);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("waiting", 2, true)]);
    app.clock.set_offset(31 + 121);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("sent", 3, false)]);
    assert_eq!((delivery(&app, &invitation).as_str(), server.taken().len()), ("sent", 1));
}

#[test]
fn a_refused_address_bounces() {
    let (_, url) = Server::start(&["550 nobody here"]);
    let app = app(&["--smtp-url", &url]);
    let invitation = invited(&app);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("bounced", 1, false)]);
    assert_eq!(delivery(&app, &invitation), "bounced");
}

#[test]
fn a_server_that_stays_away_fails_the_mail_in_the_end() {
    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let app = app(&["--smtp-url", &format!("smtp://{nobody}")]);
    let invitation = invited(&app);
    for day in 1..=8 {
        deliver_due(&app);
        app.clock.set_offset(day * 86_400);
    }
    assert_eq!(mails(&app, &invitation), [mail("failed", 8, false)]);
    assert_eq!(delivery(&app, &invitation), "failed");
}

#[test]
fn a_mail_in_another_process_is_left_alone_until_that_is_known_dead() {
    let (server, url) = Server::start(&[]);
    let app = app(&["--smtp-url", &url]);
    let invitation = invited(&app);
    let now = app.clock.now();
    let theirs = app.db.write(|conn| store::claim(conn, now).map(Verdict::Commit)).expect("claimed");
    deliver_due(&app);
    assert_eq!((mails(&app, &invitation), server.taken().len()), (vec![mail("waiting", 1, true)], 0));
    app.clock.set_offset(121);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("sent", 2, false)]);
    // The other one was only slow: what it has to say is too late.
    let late = End::Bounced("too late".to_owned());
    let theirs = theirs.expect("a mail");
    app.db.write(|conn| store::settle(conn, &theirs, &late, now).map(Verdict::Commit)).expect("settled");
    assert_eq!(
        (mails(&app, &invitation), delivery(&app, &invitation)),
        (vec![mail("sent", 2, false)], "sent".to_owned())
    );
}

#[test]
fn a_mail_that_was_taken_back_never_leaves_and_no_longer_speaks_for_the_invitation() {
    let (server, url) = Server::start(&["550 nobody here"]);
    let app = app(&["--smtp-url", &url]);
    let invitation = invited(&app);
    let now = app.clock.now();
    let claimed = app.db.write(|conn| store::claim(conn, now).map(Verdict::Commit)).expect("claimed");
    let claimed = claimed.expect("a mail");
    app.db.write(|conn| void(conn, invitation.id).map(Verdict::Commit)).expect("taken back");
    send(&app, &invitation);
    let end = attempt(&app, &claimed);
    app.db.write(|conn| store::settle(conn, &claimed, &end, now).map(Verdict::Commit)).expect("settled");
    assert_eq!(delivery(&app, &invitation), "failed");
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("void", 1, false), mail("sent", 1, false)]);
    assert_eq!((delivery(&app, &invitation).as_str(), server.taken().len()), ("sent", 1));
}

#[test]
fn the_mail_of_an_invitation_into_a_deleted_organization_does_not_leave() {
    let (server, url) = Server::start(&["451 later"]);
    let app = app(&["--smtp-url", &url]);
    let invitation = invited(&app);
    deliver_due(&app);
    let delete = |at| {
        app.db.write(|conn| fixture::delete(conn, invitation.organization, at)).expect("written");
    };
    delete(Some(app.clock.now()));
    app.clock.set_offset(31);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("void", 1, false)]);
    assert_eq!(delivery(&app, &invitation), "failed", "whoever restores it sees whom to invite again");
    delete(None);
    send(&app, &invitation);
    deliver_due(&app);
    assert_eq!((delivery(&app, &invitation).as_str(), server.taken().len()), ("sent", 1));
}

#[test]
fn the_mail_of_an_invitation_that_is_over_does_not_leave() {
    let (server, url) = Server::start(&[]);
    let app = app(&["--smtp-url", &url]);
    let invitation = invited(&app);
    app.clock.set_offset(30 * 86_400);
    deliver_due(&app);
    assert_eq!(mails(&app, &invitation), [mail("void", 0, false)]);
    assert_eq!((delivery(&app, &invitation).as_str(), server.taken().len()), ("failed", 0));
}

#[test]
fn without_a_mail_server_nothing_is_written_down() {
    let app = app(&[]);
    let invitation = invited(&app);
    assert_eq!(mails(&app, &invitation), []);
    assert!(!app.mailer.can_send());
}

#[tokio::test]
async fn the_worker_sends_when_it_is_woken_and_ends_when_it_is_told() {
    let app = app(&["--dev"]);
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(run(Arc::clone(&app.app), stopped));
    let invitation = invited(&app);
    app.outbox_wake.notify_one();
    while mails(&app, &invitation) != [mail("sent", 1, false)] {
        tokio::task::yield_now().await;
    }
    stop.send(true).expect("it listens");
    worker.await.expect("an orderly end");
}
