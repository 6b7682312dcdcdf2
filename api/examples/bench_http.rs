//! How many checks a second the server answers over HTTP, beside a bare actix handler that parses the same JSON
//! and answers a constant: `cargo xtask bench-http`.
//!
//! Both servers run in this process, on loopback, with as many workers; rounds of a second alternate between
//! them, so that whatever else the machine does meets both. It ends by itself after about half a minute.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use actix_web::web::{self, Bytes, PayloadConfig};
use actix_web::{HttpResponse, HttpServer};
use clap::Parser;
use serde_json::{Value, json};
use usher_api::app::App;
use usher_api::config::Config;
use usher_api::serve;

/// Connections that ask at once, each as soon as it is answered.
const CONNECTIONS: usize = 16;

/// Rounds of each server, after one that counts for nothing.
const ROUNDS: usize = 9;

const ROUND: Duration = Duration::from_secs(1);

/// The most requests of one connection in a round.
const MOST: u64 = 100_000;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

fn main() -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("usher-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let result = measure(&format!("sqlite://{}", folder.join("bench.db").display()));
    std::fs::remove_dir_all(&folder)?;
    result
}

fn measure(database: &str) -> Outcome<()> {
    let (usher, stop) = usher(database)?;
    let bare = bare()?;
    let asked = furnish(usher)?;
    let request = |address: SocketAddr| {
        let Asked { token, body } = &asked;
        format!(
            "POST /access/v1/evaluation HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let (ours, theirs) = (request(usher), request(bare));
    round(usher, &ours)?;
    round(bare, &theirs)?;
    let (mut checks, mut constants) = (Vec::new(), Vec::new());
    for number in 1..=ROUNDS {
        let (check, constant) = if number % 2 == 0 {
            (round(usher, &ours)?, round(bare, &theirs)?)
        } else {
            let constant = round(bare, &theirs)?;
            (round(usher, &ours)?, constant)
        };
        println!(
            "round {number}: check {:>7.0}/s, {:.1} µs CPU each; bare {:>7.0}/s, {:.1} µs; ratio {:.3}",
            check.rate,
            check.cpu,
            constant.rate,
            constant.cpu,
            check.rate / constant.rate
        );
        checks.push(check);
        constants.push(constant);
    }
    let (check, constant) = (median(&mut checks), median(&mut constants));
    println!("{CONNECTIONS} connections, medians of {ROUNDS} rounds");
    println!("check: {:.0} requests/s, {:.1} µs of the server's CPU each", check.rate, check.cpu);
    println!("bare:  {:.0} requests/s, {:.1} µs of the server's CPU each", constant.rate, constant.cpu);
    println!("ratio of throughput: {:.1} %", 100.0 * check.rate / constant.rate);
    let _ = stop.send(());
    Ok(())
}

/// The server, on a database of its own.
fn usher(database: &str) -> Outcome<(SocketAddr, tokio::sync::oneshot::Sender<()>)> {
    let flags = [
        "usher",
        "--listen",
        "127.0.0.1:0",
        "--dev",
        "--database-url",
        database,
        "--password-memory-kib",
        "64",
    ];
    let config = Flags::try_parse_from(flags)?.config;
    let (tell, told) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || -> Outcome<()> {
        actix_web::rt::System::new().block_on(async move {
            let running = serve::start(Arc::clone(&App::start(config)?))?;
            tell.send(running.addresses().first().copied().ok_or("it listens nowhere")?)?;
            let handle = running.handle();
            actix_web::rt::spawn(async move {
                let _ = stopped.await;
                handle.stop(false).await;
            });
            running.finished().await?;
            Ok(())
        })
    });
    Ok((told.recv()?, stop))
}

/// A handler that parses the same and says the same every time.
fn bare() -> Outcome<SocketAddr> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || -> Outcome<()> {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(|| {
                actix_web::App::new()
                    .app_data(PayloadConfig::new(256 * 1024))
                    .service(web::resource("/access/v1/evaluation").route(web::post().to(constant)))
            });
            let server = server.disable_signals().bind("127.0.0.1:0")?;
            tell.send(server.addrs().first().copied().ok_or("it listens nowhere")?)?;
            server.run().await?;
            Ok(())
        })
    });
    Ok(told.recv()?)
}

#[derive(serde::Deserialize)]
struct Question<'a> {
    #[serde(borrow)]
    subject: Entity<'a>,
    #[serde(borrow)]
    action: Action<'a>,
    #[serde(borrow)]
    resource: Entity<'a>,
}

#[derive(serde::Deserialize)]
struct Entity<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
}

#[derive(serde::Deserialize)]
struct Action<'a> {
    name: &'a str,
}

async fn constant(body: Bytes) -> HttpResponse {
    let Ok(Question { subject, action, resource }) = serde_json::from_slice(&body) else {
        return HttpResponse::BadRequest().finish();
    };
    std::hint::black_box((subject.kind, subject.id, action.name, resource.kind, resource.id));
    HttpResponse::Ok().content_type("application/json").body(Bytes::from_static(br#"{"decision":true}"#))
}

/// What is asked, by whom.
struct Asked {
    token: String,
    body: String,
}

/// An organization with a project and a key that checks.
fn furnish(address: SocketAddr) -> Outcome<Asked> {
    let http = reqwest::blocking::Client::builder().no_proxy().build()?;
    let post = |path: &str, token: Option<&str>, body: &Value| -> Outcome<Value> {
        let ask = http.post(format!("http://{address}{path}")).json(body);
        let answer = token.map_or_else(|| ask.try_clone(), |token| Some(ask.try_clone()?.bearer_auth(token)));
        let answer = answer.ok_or("a body that cannot be sent")?.send()?.error_for_status()?;
        let text = answer.text()?;
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    };
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("an answer without the text");
    let ada = json!({ "email": "ada@bench.test", "password": "correct horse battery", "name": "Ada" });
    let ada = post("/v1/auth/sign-up", None, &ada)?;
    let token = text(&ada["access_token"])?;
    let mail: Value = http.get(format!("http://{address}/dev/mail?to=ada@bench.test")).send()?.json()?;
    let link = text(&mail[0]["links"][0])?;
    let secret = link.split_once('#').ok_or("a link without a secret")?.1;
    post("/v1/auth/verify-email", None, &json!({ "token": secret }))?;
    let organization = post("/v1/organizations", Some(&token), &json!({ "name": "Bench" }))?;
    let (org, ws) = (text(&organization["id"])?, text(&organization["default_workspace"]["id"])?);
    let project =
        post(&format!("/v1/workspaces/{ws}/projects"), Some(&token), &json!({ "name": "Project" }))?;
    let key = json!({ "name": "Bench", "check": true });
    let key = post(&format!("/v1/organizations/{org}/api-keys"), Some(&token), &key)?;
    let body = json!({
        "subject": { "type": "user", "id": ada["user"]["id"] },
        "action": { "name": "content.view" },
        "resource": { "type": "project", "id": project["id"] },
    });
    let secret = text(&key["secret"])?;
    let answer = post("/access/v1/evaluation", Some(&secret), &body)?;
    if answer == json!({ "decision": true }) {
        Ok(Asked { token: secret, body: body.to_string() })
    } else {
        Err(format!("the check was answered with {answer}").into())
    }
}

/// What one server did in a round.
#[derive(Debug, Clone, Copy)]
struct Round {
    /// Requests a second.
    rate: f64,
    /// Microseconds of CPU a request, of every thread but those that ask.
    cpu: f64,
}

fn round(address: SocketAddr, request: &str) -> Outcome<Round> {
    let (cpu, began) = (servers_cpu()?, Instant::now());
    let counts: Vec<Outcome<u64>> = std::thread::scope(|scope| {
        let asking = (0..CONNECTIONS).map(|_| {
            let thread = std::thread::Builder::new().name("asks".to_owned());
            thread.spawn_scoped(scope, || connection(address, request, began))
        });
        let asking: Vec<_> = asking.collect();
        asking.into_iter().map(|one| one?.join().map_err(|_| "a connection panicked")?).collect()
    });
    let took = began.elapsed().as_secs_f64();
    let cpu = servers_cpu()?.saturating_sub(cpu);
    let mut requests = 0_u32;
    for count in counts {
        requests += u32::try_from(count?)?;
    }
    let requests = f64::from(requests);
    Ok(Round { rate: requests / took, cpu: cpu.as_secs_f64() * 1e6 / requests })
}

fn connection(address: SocketAddr, request: &str, began: Instant) -> Outcome<u64> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    let (mut answer, mut done) = ([0_u8; 4096], 0);
    while began.elapsed() < ROUND && done < MOST {
        socket.write_all(request.as_bytes())?;
        let mut filled = 0;
        // Both answers end with the decision, and nothing else in them does.
        while !answer[..filled].ends_with(br#"{"decision":true}"#) {
            let read = socket.read(&mut answer[filled..])?;
            if read == 0 {
                return Err(format!("cut off: {}", String::from_utf8_lossy(&answer[..filled])).into());
            }
            filled += read;
        }
        done += 1;
    }
    Ok(done)
}

/// The CPU that all threads have used but those that ask.
fn servers_cpu() -> Outcome<Duration> {
    let mut used = Duration::ZERO;
    for task in std::fs::read_dir("/proc/self/task")? {
        let folder = task?.path();
        // A thread may end between the listing and the look.
        let (Ok(name), Ok(stat)) =
            (std::fs::read_to_string(folder.join("comm")), std::fs::read_to_string(folder.join("schedstat")))
        else {
            continue;
        };
        if name.trim() != "asks" {
            let nanos = stat.split_whitespace().next().and_then(|text| text.parse().ok());
            used += Duration::from_nanos(nanos.unwrap_or_default());
        }
    }
    Ok(used)
}

fn median(rounds: &mut [Round]) -> Round {
    let middle = rounds.len() / 2;
    let mut of = |pick: fn(&Round) -> f64| {
        rounds.sort_by(|a, b| pick(a).total_cmp(&pick(b)));
        rounds.get(middle).map_or(0.0, pick)
    };
    Round { rate: of(|round| round.rate), cpu: of(|round| round.cpu) }
}
