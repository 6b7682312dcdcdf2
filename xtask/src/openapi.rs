//! `openapi/openapi.json`: printed by the server from its own declarations, checked in, never edited.

use std::fs;
use std::process::Command;

use crate::build;
use crate::cli::Profile;
use crate::command::output;
use crate::failure::{Context, Failure, Result};
use crate::workspace::Workspace;

/// Where the document is kept.
pub(crate) const DOCUMENT: &str = "openapi/openapi.json";

/// Writes the document.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let printed = printed(workspace)?;
    fs::write(workspace.path(DOCUMENT), printed).cannot(format_args!("write {DOCUMENT}"))?;
    eprintln!("wrote {DOCUMENT}");
    Ok(())
}

/// Fails when the document is not what the server would print.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let kept = fs::read(workspace.path(DOCUMENT)).cannot(format_args!("read {DOCUMENT}"))?;
    let printed = printed(workspace)?;
    match first_difference(&kept, &printed) {
        None => Ok(()),
        Some(difference) => Err(Failure::new(format!(
            "{DOCUMENT} is not what the code says.\n{difference}\nWrite it again with: cargo xtask openapi"
        ))),
    }
}

fn printed(workspace: &Workspace) -> Result<Vec<u8>> {
    build::server(workspace, Profile::Dev)?;
    output(Command::new(workspace.server()).current_dir(workspace.root()).arg("openapi"))
}

/// The first line in which the two differ, as both have it.
fn first_difference(kept: &[u8], printed: &[u8]) -> Option<String> {
    if kept == printed {
        return None;
    }
    let (kept, printed) = (String::from_utf8_lossy(kept), String::from_utf8_lossy(printed));
    // With their ends, so that a missing last newline shows as well.
    let (mut kept, mut printed) = (kept.split_inclusive('\n'), printed.split_inclusive('\n'));
    let mut number = 1;
    loop {
        let (ours, theirs) = (kept.next(), printed.next());
        if ours != theirs {
            let show =
                |line: Option<&str>| line.map_or_else(|| "(the end)".to_owned(), |line| format!("{line:?}"));
            return Some(format!(
                "  line {number} there: {}\n  line {number} now:   {}",
                show(ours),
                show(theirs)
            ));
        }
        if ours.is_none() {
            return Some("  bytes that are not text".to_owned());
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown_from_both_sides() {
        assert_eq!(first_difference(b"{\n}\n", b"{\n}\n"), None);
        let shown = first_difference(b"{\n  1\n}\n", b"{\n  2\n}\n").expect("they differ");
        assert_eq!(shown, "  line 2 there: \"  1\\n\"\n  line 2 now:   \"  2\\n\"");
    }

    #[test]
    fn a_missing_end_is_a_difference() {
        let shown = first_difference(b"{}", b"{}\n").expect("they differ");
        assert!(shown.contains("\"{}\"") && shown.contains("\"{}\\n\""), "{shown}");
        assert!(first_difference(b"{}\n", b"{}\n{}\n").expect("they differ").contains("(the end)"));
    }
}
