//! Who runs this, and an unprivileged account to run PostgreSQL as.

use std::fs;
use std::process::Command;

use crate::command::text;
use crate::failure::{Context, Failure, Result};

/// A user of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// The user's number.
    pub(crate) uid: u32,
    /// The number of its first group.
    pub(crate) gid: u32,
}

/// Whether this program may do everything.
pub(crate) fn is_root() -> Result<bool> {
    // The standard library does not tell the effective user, and a crate for one number is not worth it.
    Ok(text(Command::new("id").arg("-u"))? == "0")
}

/// An account without rights, for programs that refuse to run as root.
pub(crate) fn unprivileged() -> Result<Account> {
    let passwd = fs::read_to_string("/etc/passwd").cannot("read /etc/passwd")?;
    ["postgres", "nobody"].iter().find_map(|name| find(&passwd, name)).ok_or_else(|| {
        Failure::new("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
    })
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let mut numbers = fields.skip(1);
        Some(Account { uid: numbers.next()?.parse().ok()?, gid: numbers.next()?.parse().ok()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "\
root:x:0:0:root:/root:/bin/bash
nobodys:x:7:7::/:/bin/false
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
broken:x:many:1::/:/bin/false
";

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        assert_eq!(find(PASSWD, "nobody"), Some(Account { uid: 65534, gid: 65533 }));
        assert_eq!(find(PASSWD, "postgres"), None);
        assert_eq!(find(PASSWD, "broken"), None);
    }
}
