//! Signing up, in and out, and the links of mails that prove an address or a person.
//!
//! Every write here refuses a page of another origin: the refresh cookie is a credential that a browser
//! sends by itself.
//!
//! | file | what it is |
//! | --- | --- |
//! | `sign_up` | `POST /v1/auth/sign-up` |
//! | `sign_in` | `POST /v1/auth/sign-in` |
//! | `refresh` | `POST /v1/auth/refresh` |
//! | `sign_out` | `POST /v1/auth/sign-out` |
//! | `verify_email` | `POST /v1/auth/verify-email` |
//! | `resend_verification` | `POST /v1/auth/verify-email/resend` |
//! | `forgot_password` | `POST /v1/auth/forgot-password` |
//! | `reset_password` | `POST /v1/auth/reset-password` |
//! | `list_keys` | `GET /.well-known/jwks.json` |
//! | `signed_in` | the answer to signing up, signing in and refreshing |
//! | `origin` | which pages may call |
//! | `store` | accounts and sessions |
//! | `links/store` | the secrets of mails |

pub mod forgot_password;
pub mod list_keys;
pub mod refresh;
pub mod resend_verification;
pub mod reset_password;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub mod verify_email;

pub(crate) mod links;
mod origin;
mod signed_in;
mod store;
