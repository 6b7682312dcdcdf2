//! Mistakes that somebody could make in the access model, and the test that fails when they do.
//!
//! The first part of the table is run: `reference.rs` puts each of those faults into the slow evaluator, and
//! `sequences.rs` lets changes forget something, and both show that the generated organizations notice. The second part is faults of the rules and of the
//! snapshot; each was made once by hand, and the test that is named went red. A new fault that got past the
//! tests is a new row here, with the test that it taught us.

const REFERENCE: &str = include_str!("reference.rs");

/// A fault, the file of the test that catches it, and the test.
const TABLE: &[(&str, &str, &str)] = &[
    // Of the evaluator: also caught by the comparison with the reference and by the proof by cases.
    ("the role's ceiling is dropped", include_str!("laws.rs"), "l3_ceiling_holds_whatever_is_given"),
    ("the seat's ceiling is dropped", include_str!("laws.rs"), "l3_ceiling_holds_whatever_is_given"),
    ("the seat is read off the overriding role", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    (
        "the status is dropped",
        include_str!("laws.rs"),
        "l5_not_active_is_nothing_and_activation_is_the_way_back",
    ),
    ("an expiry counts one moment too long", include_str!("one_scope.rs"), "every_case_of_one_scope"),
    (
        "the organization is dropped in the bypass of those who reach everything",
        include_str!("laws.rs"),
        "l4_reach_everything_is_the_same_everywhere_and_nowhere_else",
    ),
    ("or is written for and", include_str!("laws.rs"), "l1_masks_are_max_and_min_of_each_scope"),
    ("and is written for or", include_str!("laws.rs"), "l1_masks_are_max_and_min_of_each_scope"),
    ("a group's grants are forgotten", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    ("a restriction cuts grants too", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    ("an override joins instead of replacing", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    ("the grants on an item are forgotten", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    ("a share to a group counts for a guest", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    ("a grant on an item counts on its project", include_str!("one_scope.rs"), "every_case_of_one_scope"),
    ("a deleted organization still answers", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    ("an organization's own roles are forgotten", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    (
        "a group's grant counts for somebody who left it",
        include_str!("laws.rs"),
        "l7_a_group_grant_is_the_same_grant_copied_to_each_member",
    ),
    (
        "an expired grant counts until the next change",
        include_str!("laws.rs"),
        "l14_time_answers_change_at_declared_ends_alone",
    ),
    ("a guest gets a container", REFERENCE, "l11_the_snapshot_is_the_slow_reference"),
    ("being asked for nothing lets a stranger pass", include_str!("laws.rs"), "l15_unknown_is_no"),
    // Of the snapshot's indexes.
    (
        "a group is forgotten on delete",
        include_str!("sequences.rs"),
        "l11_changes_one_by_one_are_the_facts_loaded_afresh",
    ),
    (
        "an edit of a role is not seen",
        include_str!("sequences.rs"),
        "l11_changes_one_by_one_are_the_facts_loaded_afresh",
    ),
    (
        "the same roles in another order are another model",
        include_str!("laws.rs"),
        "l8_order_and_duplicates_do_not_matter",
    ),
    (
        "a list of who can leaves somebody out, or a page twice",
        include_str!("differences.rs"),
        "l12_who_can_is_everybody_whom_check_lets",
    ),
    (
        "an expired membership hides a ceiling that stands before it",
        include_str!("explain.rs"),
        "l13_the_first_blocker_is_really_in_the_way",
    ),
    (
        "a removed member's grants stay",
        include_str!("sequences.rs"),
        "l11_changes_one_by_one_are_the_facts_loaded_afresh",
    ),
    (
        "a change that is refused has changed something",
        include_str!("sequences.rs"),
        "l11_changes_one_by_one_are_the_facts_loaded_afresh",
    ),
    (
        "a preview leaves somebody out",
        include_str!("differences.rs"),
        "l17_a_difference_applied_to_the_one_table_gives_the_other",
    ),
    (
        "a page takes a slice's only admin for the last one",
        include_str!("laws.rs"),
        "a_slice_answers_for_what_is_in_it_as_the_whole_does",
    ),
    // Of no escalation: count then write is one of these, for the guard is asked of the state that is made.
    (
        "the guard is asked of the state before",
        include_str!("sequences.rs"),
        "l9_an_owner_and_a_lasting_admin_after_every_call",
    ),
    (
        "the guard counts an admin whose membership ends",
        include_str!("members.rs"),
        "m8_the_last_lasting_admin_stays",
    ),
    (
        "what the actor holds is read after the change",
        include_str!("may_grant.rs"),
        "nobody_gives_more_than_they_hold",
    ),
    (
        "gains are looked at for the target alone",
        include_str!("may_grant.rs"),
        "a_gain_of_somebody_else_counts_as_much_as_the_targets",
    ),
    (
        "a latent grant is not looked at",
        include_str!("may_grant.rs"),
        "a_grant_that_shows_no_gain_yet_is_judged_too",
    ),
    ("reach is not compared", include_str!("may_grant.rs"), "a_role_reaches_no_further_than_the_actors"),
    (
        "a workspace's manager changes the organization",
        include_str!("may_grant.rs"),
        "the_place_bounds_what_its_manager_changes",
    ),
    (
        "closing a workspace takes from somebody above",
        include_str!("may_grant.rs"),
        "opening_and_closing_a_workspace_is_giving_and_taking_everybodys_place_in_it",
    ),
    ("a rule forgets to ask", include_str!("sequences.rs"), "l10_no_escalation_by_any_sequence_of_calls"),
    (
        "an accepted invitation trusts what its sender once was",
        include_str!("invitations.rs"),
        "i5_acceptance_asks_again_what_the_sender_may_give",
    ),
    (
        "a restriction to a deleted project is dropped",
        include_str!("invitations.rs"),
        "i5_what_was_deleted_since_is_left_out_and_a_restriction_stays_one",
    ),
    (
        "a role of a preset changes unseen",
        include_str!("golden.rs"),
        "every_preset_gives_what_its_golden_table_says",
    ),
];

#[test]
fn every_fault_of_the_table_has_its_test() {
    for (fault, file, test) in TABLE {
        assert!(file.contains(&format!("fn {test}(")), "no test {test} to catch it when {fault}");
    }
    let sequences = include_str!("sequences.rs");
    assert!(sequences.contains("fn everything_that_a_change_could_forget_is_noticed("));
    assert!(REFERENCE.contains("fn every_seeded_fault_of_the_evaluator_is_noticed("));
}
