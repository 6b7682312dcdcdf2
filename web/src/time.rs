//! Dates as people read them. Absolute, with a relative form where it helps.

use chrono::{DateTime, Datelike, TimeZone, Utc};

/// This machine's clock. What is decided by time is decided by the server; this is for wording alone.
#[cfg(target_arch = "wasm32")]
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// In the time zone of the reader.
#[cfg(target_arch = "wasm32")]
pub(crate) fn local(at: DateTime<Utc>) -> DateTime<chrono::Local> {
    at.with_timezone(&chrono::Local)
}

/// `19 May 2025`.
pub(crate) fn date<Z: TimeZone>(at: &DateTime<Z>) -> String {
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        [at.month0() as usize];
    format!("{} {month} {}", at.day(), at.year())
}

/// `19 May 2025, 14:32`.
pub(crate) fn date_time<Z: TimeZone>(at: &DateTime<Z>) -> String
where
    Z::Offset: std::fmt::Display,
{
    format!("{}, {}", date(at), at.format("%H:%M"))
}

/// `Today`, `Yesterday`, then the date.
pub(crate) fn day_name<Z: TimeZone>(at: &DateTime<Z>, now: &DateTime<Z>) -> String {
    match now.num_days_from_ce() - at.num_days_from_ce() {
        ..=0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        2.. => date(at),
    }
}

/// How an end is spoken of, before its date.
pub(crate) fn ends(at: DateTime<Utc>, now: DateTime<Utc>) -> &'static str {
    if at <= now { "Ended" } else { "Ends" }
}

/// `2025-05-19`: as a field for dates wants it.
pub(crate) fn day_of<Z: TimeZone>(at: &DateTime<Z>) -> String {
    format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
}

/// The last second of the day that a field for dates holds, where its reader is.
pub(crate) fn end_of_day<Z: TimeZone>(day: &str, zone: &Z) -> Option<DateTime<Utc>> {
    let last = day.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(23, 59, 59)?;
    zone.from_local_datetime(&last).latest().map(|at| at.with_timezone(&Utc))
}

/// `Now`, `18 min ago`, `2 hours ago`, `Yesterday`, `5 days ago`, then the date; `in 3 days` for what comes.
pub(crate) fn relative<Z: TimeZone>(at: &DateTime<Z>, now: &DateTime<Z>) -> String {
    let seconds = now.clone().signed_duration_since(at.clone()).num_seconds();
    if seconds < -60 {
        return ahead(at, -seconds);
    }
    let days = i64::from(now.num_days_from_ce() - at.num_days_from_ce());
    match seconds {
        ..120 => "Now".to_owned(),
        120..3_600 => format!("{} min ago", seconds / 60),
        3_600..7_200 => "1 hour ago".to_owned(),
        _ if days == 0 => format!("{} hours ago", seconds / 3_600),
        _ if days == 1 => "Yesterday".to_owned(),
        _ if days < 7 => format!("{days} days ago"),
        _ => date(at),
    }
}

fn ahead<Z: TimeZone>(at: &DateTime<Z>, seconds: i64) -> String {
    match seconds {
        ..3_600 => format!("in {} min", (seconds + 59) / 60),
        3_600..86_400 => plural("in", (seconds + 1_800) / 3_600, "hour"),
        86_400..777_600 => plural("in", (seconds + 43_200) / 86_400, "day"),
        _ => date(at),
    }
}

fn plural(before: &str, n: i64, noun: &str) -> String {
    format!("{before} {n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn r7_a_day_ends_where_its_reader_is() {
        let east = chrono::FixedOffset::east_opt(2 * 3_600).expect("a zone");
        assert_eq!(end_of_day("2026-06-12", &east), Some(at("2026-06-12T21:59:59Z")));
        assert_eq!(day_of(&at("2026-06-12T21:59:59Z").with_timezone(&east)), "2026-06-12");
        assert_eq!(end_of_day("soon", &east), None);
    }

    #[test]
    fn r7_an_end_that_has_passed_is_past() {
        let end = at("2026-06-12T14:32:00Z");
        assert_eq!(ends(end, at("2026-06-12T14:31:59Z")), "Ends");
        assert_eq!(ends(end, end), "Ended");
        assert_eq!(ends(end, at("2026-06-13T00:00:00Z")), "Ended");
    }

    #[test]
    fn times_read_as_people_say_them() {
        let now = at("2026-06-12T14:32:00Z");
        for (then, said) in [
            ("2026-06-12T14:31:00Z", "Now"),
            ("2026-06-12T14:14:00Z", "18 min ago"),
            ("2026-06-12T13:30:00Z", "1 hour ago"),
            ("2026-06-12T09:00:00Z", "5 hours ago"),
            ("2026-06-11T20:00:00Z", "Yesterday"),
            ("2026-06-08T20:00:00Z", "4 days ago"),
            ("2025-05-19T20:00:00Z", "19 May 2025"),
            ("2026-06-12T14:52:00Z", "in 20 min"),
            ("2026-06-12T20:32:00Z", "in 6 hours"),
            ("2026-06-13T14:32:00Z", "in 1 day"),
            ("2026-06-19T14:32:00Z", "in 7 days"),
        ] {
            assert_eq!(relative(&at(then), &now), said, "{then}");
        }
        assert_eq!(date_time(&now), "12 Jun 2026, 14:32");
    }

    #[test]
    fn a_day_is_called_as_people_call_it() {
        let now = at("2026-03-01T00:10:00Z");
        for (text, name) in [
            ("2026-03-01T00:05:00Z", "Today"),
            ("2026-02-28T23:59:00Z", "Yesterday"),
            ("2026-02-27T23:59:00Z", "27 Feb 2026"),
        ] {
            assert_eq!(day_name(&at(text), &now), name);
        }
    }
}
