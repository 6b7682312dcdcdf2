//! The Usher server.
