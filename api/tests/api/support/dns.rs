//! A real DNS server on loopback, on a port of its own, with the text records that a test puts there.

use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::TXT;
use hickory_proto::rr::{RData, Record, RecordType};

/// For every server whose test says nothing about DNS: no test asks the machine's own resolver.
static COMMON: LazyLock<Dns> = LazyLock::new(Dns::start);

#[derive(Default)]
struct Zone {
    texts: BTreeMap<String, Vec<String>>,
    fails: bool,
    asked: usize,
}

/// A server that runs until its test ends.
pub(crate) struct Dns {
    address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
}

impl Dns {
    /// Starts one with nothing in it.
    pub(crate) fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("its address");
        let zone = Arc::new(Mutex::new(Zone::default()));
        let answering = Arc::clone(&zone);
        std::thread::spawn(move || {
            let mut packet = [0; 4096];
            while let Ok((length, from)) = socket.recv_from(&mut packet) {
                // An empty packet is the word to stop.
                if length == 0 {
                    return;
                }
                if let Ok(query) = Message::from_vec(&packet[..length]) {
                    let answer =
                        answer(&query, &mut answering.lock().unwrap_or_else(PoisonError::into_inner));
                    let bytes = answer.to_vec().expect("an answer can be written");
                    let _ = socket.send_to(&bytes, from);
                }
            }
        });
        Self { address, zone }
    }

    /// The one that all share.
    pub(crate) fn common() -> &'static Self {
        &COMMON
    }

    /// `127.0.0.1:port`
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Puts a text record beside those that the name has.
    pub(crate) fn add(&self, name: &str, value: &str) {
        self.with(|zone| zone.texts.entry(format!("{name}.")).or_default().push(value.to_owned()));
    }

    /// Takes every record of the name away.
    pub(crate) fn clear(&self, name: &str) {
        self.with(|zone| zone.texts.remove(&format!("{name}.")));
    }

    /// From now on every question is answered with a failure, or none is.
    pub(crate) fn fail(&self, fails: bool) {
        self.with(|zone| zone.fails = fails);
    }

    /// How many questions came in.
    pub(crate) fn asked(&self) -> usize {
        self.with(|zone| zone.asked)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Zone) -> T) -> T {
        act(&mut self.zone.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Dns {
    fn drop(&mut self) {
        if let Ok(socket) = UdpSocket::bind("127.0.0.1:0") {
            let _ = socket.send_to(&[], self.address);
        }
    }
}

fn answer(query: &Message, zone: &mut Zone) -> Message {
    zone.asked += 1;
    let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
    answer.metadata.recursion_desired = query.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    if zone.fails {
        answer.metadata.response_code = ResponseCode::ServFail;
        return answer;
    }
    for asked in &query.queries {
        answer.add_query(asked.clone());
        let texts = zone.texts.get(&asked.name().to_ascii().to_lowercase());
        match texts.filter(|_| asked.query_type() == RecordType::TXT) {
            Some(texts) => {
                for text in texts {
                    // As DNS has it: strings of at most 255 bytes.
                    let halves = text.split_at(text.len() / 2);
                    let txt = TXT::new(vec![halves.0.to_owned(), halves.1.to_owned()]);
                    answer.add_answer(Record::from_rdata(asked.name().clone(), 60, RData::TXT(txt)));
                }
            }
            None => answer.metadata.response_code = ResponseCode::NXDomain,
        }
    }
    answer
}
