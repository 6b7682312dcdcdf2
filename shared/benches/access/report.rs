//! The table that comes last, and whether everybody agreed.

use std::time::Duration;

use crate::organization::Size;

/// One figure.
pub(crate) struct Row {
    name: &'static str,
    value: String,
    /// In seconds, for what is compared.
    spread: Option<Spread>,
}

/// What many measurements of one thing come to, in seconds.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    median: f64,
    tenth: f64,
}

impl Spread {
    /// Of nothing where there is no measurement.
    pub(crate) fn of(mut measured: Vec<f64>) -> Option<Self> {
        measured.sort_by(f64::total_cmp);
        let median = *measured.get(measured.len() / 2)?;
        Some(Self { median, tenth: measured[measured.len() / 10] })
    }
}

impl Row {
    pub(crate) fn time(name: &'static str, time: Duration) -> Self {
        Self { name, value: words(time.as_secs_f64()), spread: None }
    }

    pub(crate) fn spread(name: &'static str, spread: Option<Spread>) -> Self {
        let value = match spread {
            Some(Spread { median, tenth }) => format!("{:>12} {:>12}", words(median), words(tenth)),
            None => String::from("left out"),
        };
        Self { name, value, spread }
    }

    pub(crate) fn bytes(name: &'static str, bytes: usize) -> Self {
        Self { name, value: format!("{:.2} MB", bytes as f64 / 1e6), spread: None }
    }
}

fn words(seconds: f64) -> String {
    match seconds {
        _ if seconds < 1e-6 => format!("{:.1} ns", seconds * 1e9),
        _ if seconds < 1e-3 => format!("{:.2} us", seconds * 1e6),
        _ if seconds < 1.0 => format!("{:.2} ms", seconds * 1e3),
        _ => format!("{seconds:.2} s"),
    }
}

#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<(Size, Row)>,
    agreements: Vec<(Size, &'static str, usize, usize)>,
}

impl Report {
    pub(crate) fn row(&mut self, size: Size, row: Row) {
        self.rows.push((size, row));
    }

    pub(crate) fn agreement(&mut self, size: Size, engine: &'static str, ours: &[bool], theirs: &[bool]) {
        let same = ours.iter().zip(theirs).filter(|(one, other)| one == other).count();
        let yes = ours.iter().filter(|answer| **answer).count();
        self.agreements.push((size, engine, same, ours.len()));
        println!("{size}: {engine} gives {same} of {} answers as we do ({yes} are yes)", ours.len());
    }

    /// Prints all of it, and says whether every engine gave every answer.
    pub(crate) fn print(&self) -> bool {
        let (red, plain) = ("\x1b[31m", "\x1b[0m");
        println!();
        println!("{:<18} {:<45} {:>12} {:>12}", "", "", "median", "tenth");
        for (size, Row { name, value, .. }) in &self.rows {
            println!("{:<18} {name:<45} {value:>12}", size.to_string());
        }
        println!();
        for (size, Row { name, spread, .. }) in &self.rows {
            let ours = self.rows.iter().find(|(other, row)| same(other, size) && row.name == "check");
            let ours = ours.and_then(|(_, row)| row.spread);
            if let (true, Some(theirs), Some(ours)) = (name.ends_with(": check"), spread, ours) {
                let (median, tenth) = (theirs.median / ours.median, theirs.tenth / ours.tenth);
                println!(
                    "{:<18} {name} takes {median:.0} ({tenth:.0}) times as long as ours",
                    size.to_string()
                );
            }
        }
        let mut agreed = true;
        for (size, engine, same, of) in &self.agreements {
            let all = same == of;
            agreed &= all;
            let colour = if all { "" } else { red };
            println!("{colour}{:<18} {engine}: {same} of {of} answers are ours{plain}", size.to_string());
        }
        agreed
    }
}

fn same(one: &Size, other: &Size) -> bool {
    one.members == other.members
}
