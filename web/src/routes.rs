//! Every address of the app. A link is a [`Route`], so that no page can link to an address that is not there.

use std::fmt;

/// Where somebody is, or could go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// Decides where to land: see `pages::home`.
    Home,
    SignIn,
    SignUp,
    ForgotPassword,
    /// The secret of a mail's link stands behind the `#` and never reaches a server's log.
    ResetPassword,
    VerifyEmail,
    EmailChange,
    AcceptInvitation,
    /// The shareable link of an organization, its secret behind the `#`.
    Join,
    Onboarding,
    Account,
    /// Everything that the reader was told.
    Notices,
    /// Where the reader is told of what.
    NoticePreferences,
    /// A page inside an organization, by the organization's slug or id.
    Organization {
        org: String,
        page: Page,
    },
    NotFound,
}

/// A page inside an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Page {
    Members,
    /// A member's id, or `me`.
    Member(String),
    Workspaces,
    Workspace(String),
    /// Who works on a project, by its id.
    Project(String),
    /// People × projects.
    Matrix,
    /// The shareable link.
    InviteLink,
    Settings,
    AuditLog,
    Roles,
    Groups,
    /// The domains that the organization claims.
    Domains,
}

impl Route {
    /// A page of this organization.
    pub(crate) fn within(org: impl fmt::Display, page: Page) -> Self {
        Self::Organization { org: org.to_string(), page }
    }

    /// The address, without query and fragment.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::SignUp => "/sign-up".to_owned(),
            Self::ForgotPassword => "/forgot-password".to_owned(),
            Self::ResetPassword => "/reset-password".to_owned(),
            Self::VerifyEmail => "/verify-email".to_owned(),
            Self::EmailChange => "/email-change".to_owned(),
            Self::AcceptInvitation => "/invitations/accept".to_owned(),
            Self::Join => "/join".to_owned(),
            Self::Onboarding => "/onboarding".to_owned(),
            Self::Account => "/account".to_owned(),
            Self::Notices => "/notices".to_owned(),
            Self::NoticePreferences => "/account/notices".to_owned(),
            Self::Organization { org, page } => match page {
                Page::Members => format!("/{org}/members"),
                Page::Member(member) => format!("/{org}/members/{member}"),
                Page::Workspaces => format!("/{org}/workspaces"),
                Page::Workspace(workspace) => format!("/{org}/workspaces/{workspace}"),
                Page::Project(project) => format!("/{org}/projects/{project}"),
                Page::Matrix => format!("/{org}/matrix"),
                Page::InviteLink => format!("/{org}/invite-link"),
                Page::Settings => format!("/{org}/settings"),
                Page::AuditLog => format!("/{org}/audit-log"),
                Page::Roles => format!("/{org}/roles"),
                Page::Groups => format!("/{org}/groups"),
                Page::Domains => format!("/{org}/domains"),
            },
            Self::NotFound => "/not-found".to_owned(),
        }
    }

    /// The route of an address; [`Route::NotFound`] where there is none.
    pub(crate) fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let within = |org: &str, page| Self::within(org, page);
        match parts.as_slice() {
            [] => Self::Home,
            ["sign-in"] => Self::SignIn,
            ["sign-up"] => Self::SignUp,
            ["forgot-password"] => Self::ForgotPassword,
            ["reset-password"] => Self::ResetPassword,
            ["verify-email"] => Self::VerifyEmail,
            ["email-change"] => Self::EmailChange,
            ["invitations", "accept"] => Self::AcceptInvitation,
            ["join"] => Self::Join,
            ["onboarding"] => Self::Onboarding,
            ["account"] => Self::Account,
            ["notices"] => Self::Notices,
            ["account", "notices"] => Self::NoticePreferences,
            ["not-found"] => Self::NotFound,
            [org] | [org, "members"] => within(org, Page::Members),
            [org, "members", member] => within(org, Page::Member((*member).to_owned())),
            [org, "workspaces"] => within(org, Page::Workspaces),
            [org, "workspaces", workspace] => within(org, Page::Workspace((*workspace).to_owned())),
            [org, "projects", project] => within(org, Page::Project((*project).to_owned())),
            [org, "matrix"] => within(org, Page::Matrix),
            [org, "invite-link"] => within(org, Page::InviteLink),
            [org, "settings"] => within(org, Page::Settings),
            [org, "audit-log"] => within(org, Page::AuditLog),
            [org, "roles"] => within(org, Page::Roles),
            [org, "groups"] => within(org, Page::Groups),
            [org, "domains"] => within(org, Page::Domains),
            _ => Self::NotFound,
        }
    }

    /// The organization that the page is in.
    pub(crate) fn org(&self) -> Option<&str> {
        match self {
            Self::Organization { org, .. } => Some(org),
            _ => None,
        }
    }

    /// What stands in the tab of the browser, before the product's name.
    pub(crate) const fn title(&self) -> &'static str {
        match self {
            Self::Home => "",
            Self::SignIn => "Sign in",
            Self::SignUp => "Create an account",
            Self::ForgotPassword => "Forgotten password",
            Self::ResetPassword => "Choose a new password",
            Self::VerifyEmail => "Verify your address",
            Self::EmailChange => "Change of address",
            Self::AcceptInvitation => "Invitation",
            Self::Join => "Join",
            Self::Onboarding => "Get started",
            Self::Account => "Account",
            Self::Notices => "Notices",
            Self::NoticePreferences => "What you are told",
            Self::Organization { page, .. } => page.title(),
            Self::NotFound => "Not found",
        }
    }
}

impl Page {
    /// The page's name in crumbs and tabs.
    pub(crate) const fn title(&self) -> &'static str {
        match self {
            Self::Members => "Members",
            Self::Member(_) => "Member",
            Self::Workspaces => "Workspaces",
            Self::Workspace(_) => "Workspace",
            Self::Project(_) => "Project",
            Self::Matrix => "People × projects",
            Self::InviteLink => "Invite link",
            Self::Settings => "Settings",
            Self::AuditLog => "Audit log",
            Self::Roles => "Roles",
            Self::Groups => "Groups",
            Self::Domains => "Domains",
        }
    }
}

/// So that `href=Route::SignIn` reads as it should.
impl From<Route> for String {
    fn from(route: Route) -> Self {
        route.path()
    }
}

/// Where to go after signing in: only ever a path of this app, whatever the address says.
pub(crate) fn safe_next(next: &str) -> Option<String> {
    let here = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    let path = next.split(['?', '#']).next().unwrap_or_default();
    (here && Route::parse(path) != Route::NotFound).then(|| next.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_back_to_its_route() {
        let within = |page| Route::within("larkfield", page);
        for route in [
            Route::Home,
            Route::SignIn,
            Route::SignUp,
            Route::ForgotPassword,
            Route::ResetPassword,
            Route::VerifyEmail,
            Route::EmailChange,
            Route::AcceptInvitation,
            Route::Join,
            Route::Onboarding,
            Route::Account,
            Route::Notices,
            Route::NoticePreferences,
            within(Page::Members),
            within(Page::Member("mem_1".to_owned())),
            within(Page::Workspaces),
            within(Page::Workspace("ws_1".to_owned())),
            within(Page::Project("prj_1".to_owned())),
            within(Page::Matrix),
            within(Page::InviteLink),
            within(Page::Settings),
            within(Page::AuditLog),
            within(Page::Roles),
            within(Page::Groups),
            within(Page::Domains),
            Route::NotFound,
        ] {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn an_organization_alone_is_its_members_and_the_rest_is_not_found() {
        assert_eq!(Route::parse("/larkfield/"), Route::within("larkfield", Page::Members));
        assert_eq!(Route::parse("/larkfield/nothing"), Route::NotFound);
        assert_eq!(Route::parse("/a/b/c/d"), Route::NotFound);
    }

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(
            safe_next("/larkfield/members?tab=pending"),
            Some("/larkfield/members?tab=pending".to_owned())
        );
        for bad in ["https://evil.test", "//evil.test", "/\\evil.test", "javascript:alert(1)", "/a/b/c", ""] {
            assert_eq!(safe_next(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_notice_leads_to_a_page_that_is_there() {
        use shared::notifications::Page as Told;
        const ID: &str = "01jdd00000e008000000000001";
        for page in [
            Told::Account,
            Told::OwnAccess,
            Told::Members,
            Told::Member(format!("mem_{ID}").parse().expect("an id")),
            Told::Invitations,
            Told::Requests,
            Told::Workspace(format!("ws_{ID}").parse().expect("an id")),
            Told::Project(format!("prj_{ID}").parse().expect("an id")),
            Told::Groups,
            Told::Roles,
            Told::Settings,
        ] {
            assert!(safe_next(&page.path("larkfield")).is_some(), "{page:?}");
        }
    }
}
