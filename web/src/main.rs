//! The Usher app.
fn main() {}
