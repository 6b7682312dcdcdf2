//! Bodies of `/v1/auth/*`.

use serde::{Deserialize, Serialize};

use crate::me::wire::User;
use crate::text::{EmailAddress, Name, Password, Secret};

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Password,
    MagicLink,
    Google,
    Microsoft,
    Oidc,
    Saml,
}

impl Method {
    /// Every way there is.
    pub const ALL: [Self; 6] =
        [Self::Password, Self::MagicLink, Self::Google, Self::Microsoft, Self::Oidc, Self::Saml];

    /// The word for it in bodies and rows.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::MagicLink => "magic_link",
            Self::Google => "google",
            Self::Microsoft => "microsoft",
            Self::Oidc => "oidc",
            Self::Saml => "saml",
        }
    }
}

/// `POST /v1/auth/sign-up`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    pub email: EmailAddress,
    pub password: Password,
    pub name: Name,
}

/// `POST /v1/auth/sign-in`. The address is plain text: a malformed one is a wrong one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    pub password: Secret,
}

/// The answer to sign-up, sign-in and refresh; the refresh token travels in a cookie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    pub user: User,
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: u64,
}

/// A token out of a mail's link.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Token {
    pub token: Secret,
}

/// `POST /v1/auth/forgot-password`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ForgotPassword {
    pub email: EmailAddress,
}

/// `POST /v1/auth/reset-password`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    pub token: Secret,
    pub password: Password,
}
