//! Passwords: argon2id (RFC 9106), off the request threads, a bounded number at once.
//!
//! Each hash takes 19 MiB and tens of milliseconds. Without a bound a burst of sign-ins would take all the
//! memory and every core; past the bound a caller waits a little, and past that is asked to come back.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::http::Refusal;
use crate::runtime;

/// How long a caller waits for its turn.
const PATIENCE: Duration = Duration::from_secs(3);

/// Hashes and checks passwords.
pub struct Passwords {
    argon: Argon2<'static>,
    free: Mutex<usize>,
    freed: Condvar,
    /// Checked when there is no account, so that an unknown address takes as long as a wrong password.
    decoy: String,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

struct Turn<'a>(&'a Passwords);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

impl Passwords {
    /// `memory_kib` and two passes (OWASP's minimum is 19,456), at most `at_once` in parallel.
    pub fn new(memory_kib: u32, at_once: usize) -> Result<Self, argon2::Error> {
        let params = Params::new(memory_kib, 2, 1, None)?;
        let mut passwords = Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            free: Mutex::new(at_once),
            freed: Condvar::new(),
            decoy: String::new(),
        };
        passwords.decoy = passwords.digest("a password that nobody has");
        Ok(passwords)
    }

    /// The PHC string to store.
    pub fn hash(&self, password: &str) -> Result<String, Refusal> {
        let _turn = self.turn()?;
        Ok(self.digest(password))
    }

    /// Whether this is the password; `None` (no account, or one without a password) costs the same and is no.
    pub fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Refusal> {
        let _turn = self.turn()?;
        let matches = self.argon.verify_password(password.as_bytes(), stored.unwrap_or(&self.decoy)).is_ok();
        Ok(matches && stored.is_some())
    }

    fn digest(&self, password: &str) -> String {
        self.argon
            .hash_password_with_salt(password.as_bytes(), &runtime::random::<16>())
            .map(|hash: argon2::PasswordHash| hash.to_string())
            .expect("a password of at most 128 characters and a salt of 16 bytes always hash")
    }

    fn turn(&self) -> Result<Turn<'_>, Refusal> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut free, waited) = self
            .freed
            .wait_timeout_while(free, PATIENCE, |free| *free == 0)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(Refusal::unavailable());
        }
        *free -= 1;
        Ok(Turn(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_is_accepted() {
        let passwords = Passwords::new(64, 1).expect("parameters");
        let stored = passwords.hash("correct horse").expect("a turn");
        assert!(stored.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse", Some(&stored)).expect("a turn"));
        assert!(!passwords.verify("wrong horse", Some(&stored)).expect("a turn"));
        assert!(!passwords.verify("a password that nobody has", None).expect("a turn"));
    }

    #[test]
    fn past_the_bound_a_caller_is_asked_to_come_back() {
        let passwords = Passwords::new(64, 1).expect("parameters");
        let _held = passwords.turn().expect("the first turn");
        let refused = passwords.hash("correct horse").expect_err("no turn is free");
        assert_eq!(refused.code, shared::problem::Code::Unavailable);
    }
}
