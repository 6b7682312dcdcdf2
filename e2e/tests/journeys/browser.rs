//! A browser, used as a person uses it: by the names and roles of what is on the page.

use std::path::PathBuf;
use std::sync::Arc;

use reqwest::Client;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{BrowserLogEntry, Key};

use crate::wait::until;

/// Finds by what the browser tells assistive technology. Arguments: the role, the name, and whether a part of the
/// name is enough. Elements that are hidden or inert have no role.
const FIND: &str = r#"
const [role, name, part] = arguments;
const where = {
  button: 'button, summary, [role=button]', link: 'a[href]', heading: 'h1, h2, h3',
  textbox: 'input, textarea', searchbox: 'input[type=search]', combobox: 'select, [role=combobox]',
  checkbox: 'input[type=checkbox]', radio: 'input[type=radio]', row: 'tr', dialog: 'dialog, [role=dialog]',
}[role] ?? `[role=${role}]`;
const tidy = text => (text ?? '').replace(/\s+/g, ' ').trim();
// Working out a name is dear: only those are asked that hold its letters somewhere.
const letters = text => text.replace(/\s+/g, '');
const about = element => letters([
  element.textContent, element.getAttribute('aria-label'), element.title, element.placeholder,
  ...[...(element.labels ?? [])].map(label => label.textContent),
  ...(element.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent),
].join(' '));
for (const element of document.querySelectorAll(where)) {
  if (!about(element).includes(letters(name))) continue;
  if (!element.checkVisibility({ visibilityProperty: true }) || element.computedRole !== role) continue;
  const own = tidy(element.computedName);
  if (!(part ? own.includes(name) : own === name)) continue;
  // As somebody scrolls who looks for it: not to the very edge, where the bars are.
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 96 || bottom > innerHeight - 64) element.scrollIntoView({ block: 'center', behavior: 'instant' });
  return element;
}
return null;
"#;

/// What of this kind there is to be found, for the message of a journey that found nothing.
const NAMES: &str = r#"
const [role] = arguments;
return [...document.querySelectorAll('a, button, summary, input, select, textarea, dialog, h1, h2, h3, [role]')]
  .filter(element => element.checkVisibility({ visibilityProperty: true }) && element.computedRole === role)
  .map(element => (element.computedName ?? '').replace(/\s+/g, ' ').trim());
"#;

const TEXT: &str = "return document.body.innerText.replace(/\\s+/g, ' ')";

/// Two frames: what was decided is drawn.
const DRAWN: &str =
    "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";

/// The widths that the pages are looked at in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Screen {
    Desk,
    Phone,
    /// The narrowest that has to work.
    Narrow,
}

impl Screen {
    /// In CSS pixels.
    pub(crate) fn width(self) -> u32 {
        match self {
            Self::Desk => 1440,
            Self::Phone => 390,
            Self::Narrow => 360,
        }
    }

    fn height(self) -> u32 {
        match self {
            Self::Desk => 900,
            Self::Phone => 844,
            Self::Narrow => 740,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Theme {
    Light,
    Dark,
}

#[derive(Debug, Clone)]
pub(crate) struct Browser {
    of: String,
    driver: WebDriver,
    /// For what WebDriver has no word for.
    http: Client,
    protocol: Arc<str>,
    site: Arc<str>,
    pictures: PathBuf,
}

impl Browser {
    pub(crate) async fn new(
        of: &str,
        driver: WebDriver,
        service: &str,
        site: &str,
        pictures: PathBuf,
    ) -> Self {
        let protocol = format!("{service}/session/{}/goog/cdp/execute", driver.session_id());
        let browser = Self {
            of: of.to_owned(),
            driver,
            http: Client::new(),
            protocol: protocol.into(),
            site: site.into(),
            pictures,
        };
        browser.looks(Screen::Desk, Theme::Light).await;
        browser
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// A command of the DevTools protocol.
    pub(crate) async fn cdp(&self, command: &str, parameters: Value) {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self.http.post(&*self.protocol).json(&body).send().await.expect("chromedriver answers");
        assert!(answer.status().is_success(), "{command}: {}", answer.text().await.unwrap_or_default());
    }

    /// Another size of the window or another theme of the system. Nothing moves, so that pictures are still.
    pub(crate) async fn looks(&self, screen: Screen, theme: Theme) {
        let (width, height) = (screen.width(), screen.height());
        let mobile = !matches!(screen, Screen::Desk);
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile }),
        )
        .await;
        let theme = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": theme },
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] }),
        )
        .await;
    }

    /// Opens a page of the app, or a link of a mail.
    pub(crate) async fn open(&self, address: &str) {
        let url =
            if address.starts_with("http") { address.to_owned() } else { format!("{}{address}", self.site) };
        // The same page with another fragment would not be loaded anew, as it is from a mail.
        self.driver.goto("about:blank").await.expect("an empty page");
        self.driver.goto(url).await.expect("a page");
    }

    /// What a script on the page answers; null while there is no page.
    pub(crate) async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver.execute(script, arguments).await.map(|answer| answer.json().clone()).unwrap_or_default()
    }

    /// What a script on the page hands to its last argument.
    pub(crate) async fn promise(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver.execute_async(script, arguments).await.expect("the script ends").json().clone()
    }

    async fn look(&self, role: &str, name: &str, part: bool) -> Option<WebElement> {
        let arguments = vec![json!(role), json!(name), json!(part)];
        self.driver.execute(FIND, arguments).await.ok()?.element().ok()
    }

    /// Something on the page, once it is there. A name that ends with `…` is the beginning or a part of it.
    pub(crate) async fn find(&self, role: &str, name: &str) -> WebElement {
        self.with(role, name, async |element| Some(element)).await
    }

    /// Does something with an element until it works: pages are redrawn while they load.
    async fn with<T>(&self, role: &str, name: &str, mut act: impl AsyncFnMut(WebElement) -> Option<T>) -> T {
        let (wanted, part) = name.strip_suffix('…').map_or((name, false), |part| (part, true));
        let look = async || {
            let element = self.look(role, wanted, part).await?;
            act(element).await
        };
        match crate::wait::within(crate::wait::PATIENCE, look).await {
            Some(done) => done,
            None => {
                let names = self.script(NAMES, vec![json!(role)]).await;
                panic!("{}: no {role} “{name}” among {names} at {}", self.of, self.address().await)
            }
        }
    }

    /// Whether it is there now.
    pub(crate) async fn has(&self, role: &str, name: &str) -> bool {
        let (wanted, part) = name.strip_suffix('…').map_or((name, false), |part| (part, true));
        self.look(role, wanted, part).await.is_some()
    }

    /// Waits until it is gone.
    pub(crate) async fn has_no(&self, role: &str, name: &str) {
        until(&format!("{}: the {role} “{name}” to go", self.of), async || {
            (!self.has(role, name).await).then_some(())
        })
        .await;
    }

    /// Presses a button, a link, or an item of a menu.
    pub(crate) async fn press(&self, role: &str, name: &str) {
        self.with(role, name, async |element| element.click().await.ok()).await;
    }

    pub(crate) async fn press_button(&self, name: &str) {
        self.press("button", name).await;
    }

    /// Types into a field, in place of what was in it.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        self.fill_as("textbox", label, text).await;
    }

    pub(crate) async fn fill_as(&self, role: &str, label: &str, text: &str) {
        self.with(role, label, async |field| {
            field.click().await.ok()?;
            field.send_keys(Key::Control + "a").await.ok()?;
            field.send_keys(text).await.ok()?;
            (field.prop("value").await.ok()??.trim() == text).then_some(())
        })
        .await;
    }

    /// Chooses one of a list by its words.
    pub(crate) async fn choose(&self, label: &str, words: &str) {
        self.with("combobox", label, async |list| {
            let option = list.find(By::XPath(format!("./option[normalize-space()='{words}']"))).await.ok()?;
            option.click().await.ok()
        })
        .await;
    }

    /// Finds one of very many by letters, and chooses it.
    pub(crate) async fn choose_found(&self, label: &str, letters: &str, option: &str) {
        self.fill_as("combobox", label, letters).await;
        self.press("option", option).await;
    }

    /// Types keys where the focus is.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        self.driver.action_chain().send_keys(keys).perform().await.expect("keys");
    }

    /// Types a key while another is held.
    pub(crate) async fn chord(&self, held: Key, key: &str) {
        let typed = self.driver.action_chain().key_down(held.clone()).send_keys(key).key_up(held);
        typed.perform().await.expect("keys");
    }

    /// Pastes into a field what was copied somewhere else.
    pub(crate) async fn paste(&self, label: &str, text: &str) {
        self.cdp(
            "Browser.grantPermissions",
            json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": &*self.site }),
        )
        .await;
        let copied = "const [text, done] = arguments;
            navigator.clipboard.writeText(text).then(() => done(true), error => done(String(error)));";
        assert_eq!(self.promise(copied, vec![json!(text)]).await, json!(true), "the clipboard takes text");
        self.with("textbox", label, async |field| {
            field.click().await.ok()?;
            field.send_keys(Key::Control + "v").await.ok()
        })
        .await;
    }

    /// All that can be read on the page.
    pub(crate) async fn text(&self) -> String {
        self.script(TEXT, Vec::new()).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this can be read on the page.
    pub(crate) async fn sees(&self, words: &str) {
        let seen = crate::wait::within(crate::wait::PATIENCE, async || {
            self.text().await.contains(words).then_some(())
        })
        .await;
        if seen.is_none() {
            panic!("{}: “{words}” is not at {}: {}", self.of, self.address().await, self.text().await);
        }
    }

    /// Waits until this can no longer be read on the page.
    pub(crate) async fn sees_no_more(&self, words: &str) {
        until(&format!("{}: “{words}” to go", self.of), async || {
            (!self.text().await.contains(words)).then_some(())
        })
        .await;
    }

    /// The page that is shown says this, and nothing of that.
    pub(crate) async fn does_not_see(&self, words: &[&str]) {
        let text = self.text().await;
        for word in words {
            assert!(!text.contains(word), "{}: “{word}” must not be told: {text}", self.of);
        }
    }

    /// The path and the query of the address bar.
    pub(crate) async fn address(&self) -> String {
        let url = self.driver.current_url().await.expect("an address");
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// Waits until the address bar shows this.
    pub(crate) async fn at(&self, address: &str) {
        let arrived = crate::wait::within(crate::wait::PATIENCE, async || {
            (self.address().await == address).then_some(())
        })
        .await;
        if arrived.is_none() {
            panic!("{}: not at {address} but at {}: {}", self.of, self.address().await, self.text().await);
        }
    }

    /// Leaves a mark that a reload would take away.
    pub(crate) async fn marks_page(&self) {
        self.script("window.stayed = true", Vec::new()).await;
    }

    pub(crate) async fn page_was_not_reloaded(&self) -> bool {
        self.script("return window.stayed === true", Vec::new()).await == json!(true)
    }

    /// A picture for the folder of screenshots.
    pub(crate) async fn picture(&self, name: &str) {
        let _ = self.driver.execute_async(DRAWN, Vec::new()).await;
        let path = self.pictures.join(format!("{name}.png"));
        self.driver.screenshot(&path).await.expect("a screenshot");
    }

    /// What the browser complained about since it was asked last.
    pub(crate) async fn complaints(&self) -> Vec<BrowserLogEntry> {
        let log = self.driver.browser_log().await.expect("the browser's log");
        log.into_iter().filter(|entry| entry.level == "SEVERE").collect()
    }

    /// What somebody needs who looks into a failure.
    pub(crate) async fn tell_failure(&self, journey: &str) {
        let path =
            self.pictures.join(format!("failed-{journey}-{}.png", self.of.to_lowercase().replace(' ', "-")));
        let _ = self.driver.screenshot(&path).await;
        eprintln!("{} was at {}; see {}", self.of, self.address().await, path.display());
        for entry in self.driver.browser_log().await.unwrap_or_default() {
            eprintln!("  {entry:?}");
        }
    }

    pub(crate) async fn quit(self) {
        let _ = self.driver.quit().await;
    }
}
