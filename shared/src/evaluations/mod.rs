//! The check API's messages (OpenID AuthZEN Authorization API 1.0), for clients and for the document. The server
//! reads requests more leniently than these types do: the standard wants unknown members ignored.

pub mod wire;
