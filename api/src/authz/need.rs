//! What an operation needs, as a type: a scope, how much of it, and on what.
//!
//! `InOrganization<Members, Full>` is both the question that the gate asks and the mark on the proof that
//! it hands out. A store asks for the mark: `fn page<P: Proof>(…) where P::Need: Sees<Members>`.

use std::marker::PhantomData;

use shared::access::{Access, CoreScope, ResourceKind};

/// Names a scope.
pub trait ScopeTag: 'static {
    const SCOPE: CoreScope;
}

macro_rules! scopes { ($($name:ident),* $(,)?) => { $(
    #[doc = concat!("The scope `", stringify!($name), "`.")]
    #[derive(Debug)]
    pub struct $name;
    impl ScopeTag for $name {
        const SCOPE: CoreScope = CoreScope::$name;
    }
)* } }
scopes!(
    Ownership,
    General,
    Members,
    Projects,
    Integrations,
    Billing,
    Audit,
    WorkspaceGeneral,
    WorkspaceMembers,
    SettingsGeneral,
    Content,
);

/// Names a level.
pub trait Level: 'static {
    const ACCESS: Access;
}

/// Reads.
#[derive(Debug)]
pub struct View;
/// Changes.
#[derive(Debug)]
pub struct Full;
impl Level for View {
    const ACCESS: Access = Access::View;
}
impl Level for Full {
    const ACCESS: Access = Access::Full;
}

/// The question that a gate asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Any active member who can see the resource.
    Member,
    /// This much of this scope.
    Scope(CoreScope, Access),
    /// The same, or the path's member is the caller.
    OneselfOr(CoreScope, Access),
    /// This much over who is in the place: by a scope of the project, of the workspace around it, or of the
    /// organization.
    Oversees(Access),
}

/// What an operation needs.
pub trait Need: 'static {
    /// What the path's first id names.
    const ROOT: ResourceKind;
    const RULE: Rule;
    /// Whether it also leads into an organization that is deleted and can still be restored. Every other operation
    /// answers there as if there were none.
    const DELETED_TOO: bool = false;
    /// Whether it also leads to a workspace of the path that is deleted. What can be asked of one before it is back is
    /// asked of its organization; whether the caller would see it is then the operation's to say.
    const DELETED_WORKSPACE_TOO: bool = false;
}

macro_rules! need_on {
    ($name:ident, $kind:ident, $what:literal) => {
        #[doc = concat!("Level `L` of scope `S` on ", $what, ".")]
        #[derive(Debug)]
        pub struct $name<S, L>(PhantomData<(S, L)>);
        impl<S: ScopeTag, L: Level> Need for $name<S, L> {
            const ROOT: ResourceKind = ResourceKind::$kind;
            const RULE: Rule = Rule::Scope(S::SCOPE, L::ACCESS);
        }
        impl<S: ScopeTag> Sees<S> for $name<S, View> {}
        impl<S: ScopeTag> Sees<S> for $name<S, Full> {}
        impl<S: ScopeTag> Holds<S> for $name<S, Full> {}
    };
}
need_on!(InOrganization, Organization, "the organization of the path");
need_on!(InWorkspace, Workspace, "the workspace of the path");
need_on!(InProject, Project, "the project of the path");

/// `ownership` of the organization of the path, which may be deleted.
#[derive(Debug)]
pub struct OwnsDeleted;
impl Need for OwnsDeleted {
    const ROOT: ResourceKind = ResourceKind::Organization;
    const RULE: Rule = Rule::Scope(CoreScope::Ownership, Access::Full);
    const DELETED_TOO: bool = true;
}
impl Inside for OwnsDeleted {}
impl Holds<Ownership> for OwnsDeleted {}

/// Any active member of the organization of the workspace of the path, which may be deleted. Who may restore it is for
/// the rule to say: whoever may delete it once it is back.
#[derive(Debug)]
pub struct RestoresWorkspace;
impl Need for RestoresWorkspace {
    const ROOT: ResourceKind = ResourceKind::Workspace;
    const RULE: Rule = Rule::Member;
    const DELETED_WORKSPACE_TOO: bool = true;
}
impl Inside for RestoresWorkspace {}

/// Any active member of the organization of the path.
#[derive(Debug)]
pub struct AnyMember;
impl Need for AnyMember {
    const ROOT: ResourceKind = ResourceKind::Organization;
    const RULE: Rule = Rule::Member;
}

/// Any member who can see the workspace of the path.
#[derive(Debug)]
pub struct SeesWorkspace;
impl Need for SeesWorkspace {
    const ROOT: ResourceKind = ResourceKind::Workspace;
    const RULE: Rule = Rule::Member;
}

/// Any member who can see the project of the path.
#[derive(Debug)]
pub struct SeesProject;
impl Need for SeesProject {
    const ROOT: ResourceKind = ResourceKind::Project;
    const RULE: Rule = Rule::Member;
}

/// Level `L` over who works on the project of the path: `settings.members` there, `workspace.members` around
/// it, or `members` of the organization.
#[derive(Debug)]
pub struct OverseesProject<L>(PhantomData<L>);
impl<L: Level> Need for OverseesProject<L> {
    const ROOT: ResourceKind = ResourceKind::Project;
    const RULE: Rule = Rule::Oversees(L::ACCESS);
}
impl<L> SeesOne for OverseesProject<L> {}
impl<L> Inside for OverseesProject<L> {}

/// `members: view`, or the path's member is the caller.
#[derive(Debug)]
pub struct OneselfOrMembers;
impl Need for OneselfOrMembers {
    const ROOT: ResourceKind = ResourceKind::Organization;
    const RULE: Rule = Rule::OneselfOr(CoreScope::Members, Access::View);
}
impl SeesOne for OneselfOrMembers {}

/// The account that an invitation is for: see [`super::invitee`].
#[derive(Debug)]
pub struct Invitee(());

/// Whoever walks in by a way that stands open: see [`super::joiner`].
#[derive(Debug)]
pub struct Joiner(());

/// Whoever holds the link of an invitation that is for somebody else: see [`super::invitee`].
#[derive(Debug)]
pub struct Holder(());

/// The operator of the deployment, or the service itself: see [`super::operator`].
#[derive(Debug)]
pub struct Operator(());

/// Proves at least view of `S`.
pub trait Sees<S: ScopeTag> {}
/// Proves full of `S`.
pub trait Holds<S: ScopeTag> {}
/// Proves that somebody may be asked in: as whatever the organization has, or, by a project, as a guest for
/// single items of it.
pub trait Admits {}
impl<N: Holds<Members>> Admits for N {}
impl Admits for OverseesProject<Full> {}

/// Proves that somebody may come in: asked in by name, by a way that stands open, or by whoever manages members.
pub trait Enters {}
impl<N: Holds<Members>> Enters for N {}
impl Enters for Invitee {}
impl Enters for Joiner {}

/// Proves that the one member of the path may be seen.
pub trait SeesOne {}
impl SeesOne for InOrganization<Members, View> {}
impl SeesOne for InOrganization<Members, Full> {}
impl SeesOne for InOrganization<Ownership, Full> {}
impl SeesOne for AnyMember {}
impl SeesOne for Invitee {}
impl SeesOne for Operator {}
impl Sees<Members> for Operator {}
impl Holds<Members> for Operator {}

/// Proves that the people of the place may be listed.
pub trait SeesPeople {}
impl SeesPeople for InOrganization<Members, View> {}
impl SeesPeople for InOrganization<Members, Full> {}
impl SeesPeople for InWorkspace<WorkspaceMembers, View> {}
impl SeesPeople for InWorkspace<WorkspaceMembers, Full> {}
impl SeesOne for InWorkspace<WorkspaceMembers, View> {}
impl SeesOne for InWorkspace<WorkspaceMembers, Full> {}

/// Proves an active member, whatever else: the names of what they see may be read.
pub trait Inside {}
impl Inside for AnyMember {}
impl Inside for SeesWorkspace {}
impl Inside for SeesProject {}
impl Inside for OneselfOrMembers {}
impl<S, L> Inside for InOrganization<S, L> {}
impl<S, L> Inside for InWorkspace<S, L> {}
impl<S, L> Inside for InProject<S, L> {}
