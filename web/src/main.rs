//! The Usher app, as the browser starts it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    web::start();
}
