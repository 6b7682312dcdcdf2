//! Journeys in a real browser live in `tests/`.
