//! Server-sent events out of bytes, however the network cut them.
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) data: String,
}

/// What has come in and is not a whole event yet.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    after_return: bool,
    name: String,
    data: Vec<String>,
}

impl Parser {
    /// The events that these bytes complete. A comment, which keeps the line open, completes none.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in bytes {
            match byte {
                b'\n' if self.after_return => self.after_return = false,
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    let line = std::mem::take(&mut self.line);
                    events.extend(self.end_of_line(&String::from_utf8_lossy(&line)));
                }
                _ => {
                    self.after_return = false;
                    self.line.push(byte);
                }
            }
        }
        events
    }

    fn end_of_line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = std::mem::take(&mut self.data);
            return (!data.is_empty()).then(|| Event {
                name: if name.is_empty() { "message".to_owned() } else { name },
                data: data.join("\n"),
            });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.name = value.to_owned(),
            "data" => self.data.push(value.to_owned()),
            // A comment begins with a colon: its field has no name. Others are not used here.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn events_are_the_same_however_they_are_cut() {
        let stream = ": hello\n\nevent: version\ndata: {\"version\":7}\n\nevent: notice\r\ndata: {\"unread\":2}\r\n\r\ndata: Zoë\ndata: two\n\n";
        let expected = vec![
            event("version", "{\"version\":7}"),
            event("notice", "{\"unread\":2}"),
            event("message", "Zoë\ntwo"),
        ];
        for size in 1..stream.len() {
            let mut parser = Parser::default();
            let events: Vec<_> =
                stream.as_bytes().chunks(size).flat_map(|chunk| parser.push(chunk)).collect();
            assert_eq!(events, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn an_unfinished_event_is_none() {
        let mut parser = Parser::default();
        assert!(parser.push(b"event: end\ndata: {}\n").is_empty());
        assert_eq!(parser.push(b"\n"), [event("end", "{}")]);
    }
}
