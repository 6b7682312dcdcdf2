//! Who takes part in the story, and where it is set.

/// How many days ago it begins.
pub(super) const DAYS: i64 = 212;

/// Everybody's password.
pub(super) const PASSWORD: &str = "usher-demo-1";

/// The organization.
pub(super) const NAME: &str = "Larkfield";
pub(super) const SLUG: &str = "larkfield";

/// Its owner.
pub(super) const OWNER: &str = "Tomas Lindqvist";

/// Whom to sign in as, and what is to be seen then.
pub(super) const SIGN_INS: [(&str, &str); 5] = [
    (OWNER, "the owner"),
    ("Priya Raman", "an admin, and a viewer of another organization"),
    ("Amara Diallo", "an editor in Studio and Client work"),
    ("Pablo Reyes", "a viewer who edits one project"),
    ("Jonas Weber", "an editor kept to some projects, and the admin of one"),
];

/// Those whose address is not Larkfield's.
pub(super) const ELSEWHERE: [&str; 7] =
    ["Oliver Brandt", "Elif Kaya", "Marta Ruiz", "Dev Patel", "Dana Petrov", "Hugo Lemaire", "Rosa Lind"];

/// What the founder calls the workspace that an organization begins with.
pub(super) const FIRST_WORKSPACE: &str = "Studio";

/// A workspace that is made later.
pub(super) struct Room {
    pub days: i64,
    pub by: &'static str,
    pub name: &'static str,
}

pub(super) static ROOMS: [Room; 2] = [
    Room { days: 200, by: "Priya Raman", name: "Client work" },
    Room { days: 185, by: "Noor Haddad", name: "Research" },
];

/// A project.
pub(super) struct Work {
    pub days: i64,
    pub by: &'static str,
    pub workspace: &'static str,
    pub name: &'static str,
}

const fn work(days: i64, by: &'static str, workspace: &'static str, name: &'static str) -> Work {
    Work { days, by, workspace, name }
}

pub(super) static WORKS: [Work; 13] = [
    work(210, OWNER, "Studio", "Marketing site"),
    work(210, OWNER, "Studio", "Design system"),
    work(208, "Priya Raman", "Studio", "Mobile app"),
    work(207, "Noor Haddad", "Studio", "Brand guidelines"),
    work(199, "Priya Raman", "Client work", "Harbor rebrand"),
    work(190, OWNER, "Studio", "Partner pages"),
    work(189, OWNER, "Studio", "Annual report"),
    work(184, "Noor Haddad", "Research", "Reading habits"),
    work(184, "Noor Haddad", "Research", "Field notes"),
    work(176, "Inês Carvalho", "Client work", "Northside launch"),
    work(160, "Greta Holm", "Studio", "Autumn campaign"),
    work(131, "Lucía Ferrer", "Client work", "Ferry timetable"),
    work(88, "Inês Carvalho", "Client work", "Museum guide"),
];

/// People who are invited together.
pub(super) struct Cohort {
    /// How many days ago.
    pub days: i64,
    pub by: &'static str,
    pub role: &'static str,
    pub workspaces: &'static [&'static str],
    /// With a role of their own on these projects.
    pub projects: &'static [(&'static str, &'static str)],
    /// Kept to these projects.
    pub restrict_to: &'static [&'static str],
    pub message: Option<&'static str>,
    pub people: &'static [&'static str],
}

const fn cohort(days: i64, by: &'static str, role: &'static str, people: &'static [&'static str]) -> Cohort {
    Cohort { days, by, role, workspaces: &[], projects: &[], restrict_to: &[], message: None, people }
}

const fn within(workspaces: &'static [&'static str], cohort: Cohort) -> Cohort {
    Cohort { workspaces, ..cohort }
}

/// All who come, in the order in which they are asked.
pub(super) static COHORTS: [Cohort; 17] = [
    Cohort {
        message: Some("The studio's new home for everything that we share. Come in and look around."),
        ..cohort(210, OWNER, "admin", &["Priya Raman", "Noor Haddad"])
    },
    cohort(
        205,
        "Priya Raman",
        "editor",
        &["Greta Holm", "Theo Laurent", "Zoë Marsh", "Clara Jensen", "Mateo Silva"],
    ),
    within(
        &["Client work"],
        cohort(
            198,
            "Priya Raman",
            "editor",
            &["Inês Carvalho", "Lucía Ferrer", "Amara Diallo", "Aisha Khan"],
        ),
    ),
    within(
        &["Research"],
        cohort(
            182,
            "Noor Haddad",
            "editor",
            &["Kenji Watanabe", "Mei-Ling Zhao", "Leila Farahani", "Idris Bello"],
        ),
    ),
    cohort(171, "Priya Raman", "viewer", &["Sofia Almeida", "Ada Kowalska", "Ben Carter"]),
    Cohort {
        projects: &[("Mobile app", "admin")],
        restrict_to: &["Mobile app", "Marketing site", "Design system", "Partner pages"],
        message: Some("You run the app; the rest of the list is what it touches."),
        ..cohort(165, "Noor Haddad", "editor", &["Jonas Weber"])
    },
    cohort(
        158,
        "Priya Raman",
        "editor",
        &["Erik Sandberg", "Julia Nowak", "Chidi Eze", "Marco Bianchi", "Nina Volkova"],
    ),
    within(
        &["Client work"],
        Cohort {
            restrict_to: &["Harbor rebrand", "Partner pages"],
            ..cohort(149, OWNER, "editor", &["Oliver Brandt"])
        },
    ),
    cohort(141, OWNER, "guest", &["Elif Kaya", "Marta Ruiz", "Dev Patel"]),
    within(
        &["Client work"],
        cohort(
            127,
            "Priya Raman",
            "editor",
            &["Owen Hughes", "Paula Gómez", "Ravi Menon", "Sara Lund", "Tariq Aziz"],
        ),
    ),
    Cohort {
        projects: &[("Marketing site", "editor")],
        ..cohort(118, "Priya Raman", "viewer", &["Pablo Reyes"])
    },
    cohort(
        109,
        "Noor Haddad",
        "editor",
        &["Uma Desai", "Viktor Hansen", "Wanda Kruger", "Xavier Roux", "Zofia Mazur", "Anders Berg"],
    ),
    Cohort {
        restrict_to: &["Marketing site", "Brand guidelines", "Annual report"],
        ..cohort(83, "Noor Haddad", "editor", &["Sam Adeyemi", "Yusuf Rahimi", "Bella Moreau"])
    },
    within(
        &["Research"],
        cohort(66, "Noor Haddad", "viewer", &["Cyrus Tehrani", "Dalia Mansour", "Finn O’Leary"]),
    ),
    cohort(
        47,
        "Priya Raman",
        "editor",
        &["Emre Demir", "Freya Olsen", "Gideon Stein", "Helena Costa", "Jana Horvat", "Kofi Asante"],
    ),
    Cohort {
        projects: &[("Harbor rebrand", "viewer")],
        ..cohort(21, OWNER, "editor", &["Daniel Mwangi", "Lena Fischer", "Miguel Torres", "Naomi Clarke"])
    },
    within(
        &["Client work"],
        Cohort {
            message: Some("Your first week starts with Ferry timetable. Ask Lucía for the files."),
            ..cohort(3, "Priya Raman", "editor", &["Hana Nováková", "Rosa Lind"])
        },
    ),
];

/// Asked, and never came: their invitations run out after a week.
pub(super) static EXPIRED: [Cohort; 2] = [
    cohort(96, "Noor Haddad", "editor", &["Petra Vogel"]),
    cohort(19, "Priya Raman", "viewer", &["Dana Petrov", "Samir Haddad"]),
];

/// The domain of those who work at Larkfield.
pub(super) const DOMAIN: &str = "example.com";

/// Work there, were not invited, and ask: `(who, what they say, hours ago)`.
pub(super) const ASKING: [(&str, &str, i64); 2] = [
    ("Leah Goldberg", "Joining the design team on Monday. Tomas asked me to sign up.", 3),
    ("Marcus Webb", "I took over the annual report from Nadia.", 26),
];

/// Declines.
pub(super) static DECLINED: Cohort = cohort(72, "Noor Haddad", "editor", &["Ida Sorensen"]);
/// Is asked no longer.
pub(super) static REVOKED: Cohort = cohort(58, "Priya Raman", "editor", &["Carl Benton"]);
/// Did not come within the week, and is asked again.
pub(super) static ASKED_AGAIN: Cohort = cohort(15, "Noor Haddad", "editor", &["Maya Stern"]);

/// Asked a few days ago.
pub(super) static PENDING: [Cohort; 3] = [
    within(&["Client work"], cohort(4, "Noor Haddad", "editor", &["Ben Okoye"])),
    cohort(2, OWNER, "guest", &["Hugo Lemaire"]),
    Cohort {
        restrict_to: &["Mobile app", "Design system"],
        message: Some("We would love to have you on the app."),
        ..cohort(1, "Priya Raman", "editor", &["Leo Marchetti", "Fatima Zahra"])
    },
];
