//! Cursors and limits of lists.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::list::{Counts, DEFAULT_LIMIT, MAX_LIMIT, PageQuery};
use shared::text::search_words;

use super::Refusal;

/// The rows of a page: 50 where nothing is said, at most 200.
pub fn limit(asked: Option<u32>) -> Result<u32, Refusal> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(limit @ 1..=MAX_LIMIT) => Ok(limit),
        Some(_) => Err(Refusal::field("?limit", "out_of_range", "A page holds 1 to 200 rows.")),
    }
}

/// A cursor: the sort key of the last row of a page, opaque to its reader.
pub fn cursor<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).expect("a key of numbers and text serializes"))
}

/// Reads a cursor back.
pub fn read_cursor<K: DeserializeOwned>(text: &str) -> Result<K, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !super::request::holds_nul(bytes));
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| {
        Refusal::field("?cursor", "malformed", "Take the cursor from the answer before, unchanged.")
    })
}

/// Cuts `limit + 1` loaded rows to a page and the cursor of the next one.
pub fn cut<T, K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> (Vec<T>, Option<String>) {
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = if more { rows.last().map(|row| cursor(&key(row))) } else { None };
    (rows, next)
}

/// A page of rows that are all in memory, in the order of `key`, which no two of them share.
pub fn of<T, K: Ord + Serialize + DeserializeOwned>(
    mut rows: Vec<T>,
    query: &PageQuery,
    key: impl Fn(&T) -> K,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    let limit = limit(query.limit)?;
    if let Some(cursor) = &query.cursor {
        let after: K = read_cursor(cursor)?;
        rows.retain(|row| key(row) > after);
    }
    rows.sort_by_cached_key(&key);
    Ok(cut(rows, limit, key))
}

/// The longest text that is searched for.
const SEARCHED: usize = 200;

/// What a `q` parameter searches for; `None` where it says nothing.
pub fn searched(q: Option<&str>) -> Result<Option<&str>, Refusal> {
    let Some(text) = q.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > SEARCHED {
        return Err(Refusal::field("?q", "too_long", "Search for at most 200 characters."));
    }
    Ok(Some(text))
}

/// The words of a `q` parameter that searches for people: none where nothing is searched for, and `None` where
/// nobody can match it.
pub fn words(q: Option<&str>) -> Result<Option<Vec<String>>, Refusal> {
    let words = searched(q)?.map(search_words);
    Ok(words.map_or(Some(Vec::new()), |words| Some(words).filter(|words| !words.is_empty())))
}

/// The pattern of a `q` parameter, after `normalise`; `None` where it says nothing.
pub fn search(q: Option<&str>, normalise: impl Fn(&str) -> String) -> Result<Option<String>, Refusal> {
    Ok(searched(q)?.map(|text| contains(&normalise(text))))
}

/// A `LIKE` pattern (escape `\`) for texts that hold this one.
fn contains(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// What a list is asked to add: `include=total,counts`.
#[derive(Debug)]
pub struct Include<'q>(Vec<&'q str>);

impl<'q> Include<'q> {
    /// Reads it; a word that this list does not know is refused.
    pub fn of(text: Option<&'q str>, known: &[&str]) -> Result<Self, Refusal> {
        let words: Vec<&str> = text.into_iter().flat_map(|text| text.split(',')).collect();
        if let Some(unknown) = words.iter().find(|word| !known.contains(word)) {
            let detail = format!("“{unknown}” cannot be included here. Use {}.", known.join(" or "));
            return Err(Refusal::field("?include", "unknown_value", detail));
        }
        Ok(Self(words))
    }

    pub fn has(&self, word: &str) -> bool {
        self.0.contains(&word)
    }
}

/// The counts of a list that has statuses to tell apart and nothing else. What there is none of is left out.
pub fn counts_by_status(mut counts: BTreeMap<String, u64>) -> Counts {
    counts.retain(|_, count| *count > 0);
    BTreeMap::from([("status".to_owned(), counts)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_anything_else_is_refused() {
        let key = ("Zoë".to_owned(), 7_i64);
        assert_eq!(read_cursor::<(String, i64)>(&cursor(&key)).expect("our own"), key);
        for bad in ["", "x", "!!", &cursor(&1)] {
            assert!(read_cursor::<(String, i64)>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_search_text_is_no_pattern() {
        assert_eq!(contains(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn l12_pages_joined_are_the_whole_list() {
        let rows = vec![5, 3, 9, 1, 7, 2];
        let (mut joined, mut cursor) = (Vec::new(), None);
        loop {
            let query = PageQuery { limit: Some(2), cursor };
            let (page, next) = of(rows.clone(), &query, |row| *row).expect("a page");
            joined.extend(page);
            match next {
                None => break,
                Some(_) => cursor = next,
            }
        }
        assert_eq!(joined, [1, 2, 3, 5, 7, 9]);
    }
}
