//! The server over HTTP, on either database: a file for each capability and operation, a test for each
//! behaviour, named by its id.

mod support;

mod members;
mod operations;
mod tenancy;
