use super::*;

fn body(key: &str) -> RoleBody {
    let model = AccessModelBody::of(Model::studio());
    model.roles.into_iter().find(|role| role.key == key).expect("a role")
}

#[test]
fn r1_a_role_starts_from_another_without_its_ownership() {
    let draft = RoleDraft::start(&body("owner"), "Deputy".to_owned());
    assert_eq!(draft.now.gives("ownership"), Access::None);
    assert_eq!(draft.now.gives("billing"), Access::Full);
    assert!(draft.is_dirty() && draft.changes() == 0);
    let role = draft.role(Model::studio(), "deputy").expect("a role");
    assert_eq!(role.check(&Model::studio().catalog, false), Ok(()));
}

#[test]
fn r1_every_built_in_role_reads_back_as_it_is() {
    for key in ["admin", "editor", "viewer", "guest"] {
        let body = body(key);
        let role = RoleDraft::edit(&body).role(Model::studio(), key).expect("a role");
        let there = Model::studio().role_by_key(key).expect("built in");
        assert_eq!((role.baseline, role.ceiling), (there.baseline, there.ceiling), "{key}");
    }
}

#[test]
fn a_step_is_counted_and_taken_back() {
    let mut draft = RoleDraft::edit(&body("viewer"));
    assert!(!draft.is_dirty());
    draft.set("data", Access::Full);
    draft.set("members", Access::None);
    draft.set("members", Access::None);
    assert_eq!((draft.changes(), draft.was("data")), (2, Some(Access::View)));
    assert!(draft.undo());
    assert_eq!((draft.changes(), draft.was("members")), (1, None));
    assert!(draft.undo());
    assert!(!draft.undo() && !draft.is_dirty());
}

#[test]
fn r1_a_free_seat_brings_its_ceiling_along() {
    let mut draft = RoleDraft::start(&body("editor"), "Reader".to_owned());
    draft.seat(Seat::Free);
    assert_eq!(draft.now.ceiling, Ceiling::View);
    assert_eq!(draft.now.gives("content"), Access::View);
    assert_eq!(draft.now.gives("comments"), Access::Full);
    let role = draft.role(Model::studio(), "reader").expect("a role");
    assert_eq!(role.check(&Model::studio().catalog, false), Ok(()));
    let refused = draft.blocked("content", Access::Full, Access::Full, "Owner");
    assert_eq!(refused.as_deref(), Some("The ceiling of this role is View here."));
    assert!(draft.undo());
    assert_eq!(draft.now.gives("content"), Access::Full, "one step, one undo");
}

#[test]
fn r1_nobody_gives_more_than_they_hold() {
    let draft = RoleDraft::start(&body("viewer"), "Analyst".to_owned());
    let refused = draft.blocked("billing", Access::Full, Access::View, "Owner");
    assert_eq!(refused.as_deref(), Some("You have View here. Nobody gives more than they hold."));
    assert_eq!(draft.blocked("billing", Access::View, Access::View, "Owner"), None);
    assert_eq!(draft.blocked("billing", Access::None, Access::None, "Owner"), None);
    let owned = draft.blocked("ownership", Access::None, Access::Full, "Owner");
    assert_eq!(owned.as_deref(), Some("Only Owner can hold this."));
}

#[test]
fn a_role_for_items_gives_nothing_and_everything_is_its_own_ceiling() {
    let mut draft = RoleDraft::start(&body("editor"), "Friend".to_owned());
    draft.reach(Reach::Shared);
    assert_eq!((draft.now.gives("content"), draft.now.most("content")), (Access::None, Access::Full));
    assert!(draft.blocked("content", Access::View, Access::Full, "Owner").is_some());
    draft.undo();
    draft.reach(Reach::Everything);
    assert_eq!(draft.now.most("billing"), draft.now.gives("billing"));
    assert_eq!(draft.blocked("billing", Access::Full, Access::Full, "Owner"), None);
}

#[test]
fn what_somebody_else_saved_is_noticed() {
    let mut saved = body("viewer");
    let draft = RoleDraft::edit(&saved);
    assert!(!draft.is_behind(&saved));
    saved.permissions.insert("data".to_owned(), Access::Full);
    assert!(draft.is_behind(&saved));
}
