//! A table: rows of cells, with or without a heading, the addresses in one column and the roles perhaps in another.

use super::{Found, KnownRole, is_at, pieces, record, role_named, unquote};

/// What stands over a column of addresses.
const ADDRESSES: [&str; 10] = [
    "email",
    "e-mail",
    "mail",
    "email address",
    "e-mail address",
    "email_address",
    "emailaddress",
    "address",
    "work email",
    "user email",
];
/// What stands over a column of roles.
const ROLES: [&str; 4] = ["role", "roles", "role name", "access"];

/// Which column holds what.
struct Columns {
    address: usize,
    role: Role,
}

enum Role {
    In(usize),
    /// In any cell that names one.
    Anywhere,
    Nowhere,
}

/// The rows of a table; `None` where the text is none.
pub(super) fn read(text: &str, roles: &[KnownRole]) -> Option<Vec<Found>> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    ['\t', ';', ','].into_iter().find_map(|separator| {
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| pieces(line, &[separator])).collect();
        let (columns, rows) = match headed(&rows) {
            Some(columns) => (columns, &rows[1..]),
            None => (bare(&rows)?, &rows[..]),
        };
        Some(rows.iter().flat_map(|row| of_row(row, &columns, roles)).collect())
    })
}

/// The columns as a first row of headings names them.
fn headed(rows: &[Vec<&str>]) -> Option<Columns> {
    let head: Vec<String> = rows.first()?.iter().map(|cell| unquote(cell).to_lowercase()).collect();
    if head.len() < 2 || head.iter().any(|cell| cell.contains(is_at)) {
        return None;
    }
    let column = |names: &[&str]| head.iter().position(|cell| names.contains(&cell.as_str()));
    let address = column(&ADDRESSES)?;
    Some(Columns { address, role: column(&ROLES).map_or(Role::Nowhere, Role::In) })
}

/// The columns of a table without a heading: as many cells in every row, and addresses in the same one of most.
fn bare(rows: &[Vec<&str>]) -> Option<Columns> {
    let width = rows.first()?.len();
    if rows.len() < 2 || width < 2 || rows.iter().any(|row| row.len() != width) {
        return None;
    }
    let signed = |row: &Vec<&str>| row.iter().position(|cell| cell.contains(is_at));
    let address = rows.iter().find_map(signed)?;
    let elsewhere =
        |row: &Vec<&str>| row.iter().enumerate().any(|(at, cell)| at != address && cell.contains(is_at));
    let there = rows.iter().filter(|row| row[address].contains(is_at)).count();
    let most = there * 3 >= rows.len() * 2 && !rows.iter().any(elsewhere);
    most.then_some(Columns { address, role: Role::Anywhere })
}

fn of_row(row: &[&str], columns: &Columns, roles: &[KnownRole]) -> Vec<Found> {
    let cell = row.get(columns.address).copied().unwrap_or_default();
    let others =
        || row.iter().enumerate().filter(|(at, _)| *at != columns.address).map(|(_, cell)| unquote(cell));
    let role = match columns.role {
        Role::In(at) => row.get(at).map(|cell| unquote(cell)).filter(|cell| !cell.is_empty()).map(|named| {
            // What is not known is kept as it is written: left out, it would be another role than was meant.
            role_named(&named, roles).unwrap_or(named)
        }),
        Role::Anywhere => others().find_map(|cell| role_named(&cell, roles)),
        Role::Nowhere => None,
    };
    let cell = unquote(cell);
    let mut found = record(&pieces(&cell, &[',', ';']), &[]);
    if found.is_empty() {
        // Somebody without an address.
        found.extend(others().find(|cell| !cell.is_empty()).map(Found::new));
    }
    for one in &mut found {
        one.role = one.role.take().or_else(|| role.clone());
    }
    found
}
