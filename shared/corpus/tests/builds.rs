//! L16: the two builds of the access model are one function.
//!
//! `cargo xtask test` builds the corpus for WebAssembly, and names the file in `USHER_CORPUS_WASM` and a
//! browser in `USHER_CHROMIUM`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A page that asks the module for every number, and shows one a line. The module is in it, letter by letter:
/// a page that is a file loads no other.
const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><pre id="out"></pre><script>
const show = text => document.getElementById("out").textContent = text;
try {
  const hex = "HEX", bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(hex.substr(2 * at, 2), 16);
  const build = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
  const lines = [];
  for (let number = 0; number < build.cases(); number++)
    lines.push("case " + number + " " + BigInt.asUintN(64, build.digest(number)).toString(16).padStart(16, "0"));
  show(lines.join("\n"));
} catch (error) { show("failed: " + error); }
</script>"#;

fn from_environment(name: &str) -> PathBuf {
    let value = std::env::var_os(name);
    value.unwrap_or_else(|| panic!("{name} is not set: cargo xtask test --only builds")).into()
}

/// What the page says once it has run.
fn in_a_browser(module: &Path) -> String {
    let bytes = std::fs::read(module).unwrap_or_else(|error| panic!("{}: {error}", module.display()));
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(hex, "{byte:02x}").expect("a string grows");
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let page = folder.join("corpus.html");
    std::fs::write(&page, PAGE.replace("HEX", &hex)).expect("a page");
    let ran = Command::new(from_environment("USHER_CHROMIUM"))
        // In a container Chromium is root, and cannot build its sandbox; the page is ours.
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("Chromium starts");
    let _ = std::fs::remove_dir_all(&folder);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("the page is UTF-8")
}

#[test]
fn l16_the_native_and_the_webassembly_build_give_the_same_answers() {
    let shown = in_a_browser(&from_environment("USHER_CORPUS_WASM"));
    let said = shown.split_once("<pre id=\"out\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let theirs: Vec<&str> = said.expect("a page").0.lines().collect();
    assert_eq!(theirs.len(), corpus::CASES as usize, "{theirs:?}");
    for (case, theirs) in (0..corpus::CASES).zip(theirs) {
        let ours = format!("case {case} {:016x}", corpus::digest(case));
        assert_eq!(ours, theirs, "the native build against the WebAssembly build");
    }
}
