//! Server-sent events, as a page hears them.

use std::io::{BufRead, BufReader};

use reqwest::blocking::Response;
use serde_json::Value;

use super::client::Ask;

/// An open stream.
pub(crate) struct Events {
    lines: std::io::Lines<BufReader<Response>>,
}

impl Events {
    /// Opens it; the answer's head says that it is one.
    #[track_caller]
    pub(crate) fn open(ask: Ask) -> Self {
        let response = ask.open();
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { lines: BufReader::new(response).lines() }
    }

    /// The next event and its data; `None` when the stream is over.
    pub(crate) fn next(&mut self) -> Option<(String, Value)> {
        let (mut event, mut data) = (String::new(), String::new());
        loop {
            let Some(Ok(line)) = self.lines.next() else { return None };
            match line.split_once(": ") {
                Some(("event", name)) => event = name.to_owned(),
                Some(("data", text)) => data = text.to_owned(),
                _ if line.is_empty() && !event.is_empty() => {
                    return Some((event, serde_json::from_str(&data).unwrap_or(Value::Null)));
                }
                _ => {}
            }
        }
    }

    /// The next event that has this name; others are let go by.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, name: &str) -> Value {
        loop {
            let (event, data) = self.next().unwrap_or_else(|| panic!("the stream ended before {name}"));
            if event == name {
                return data;
            }
        }
    }
}
