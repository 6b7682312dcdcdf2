//! The access model: see `permissions` and `evaluate`.
