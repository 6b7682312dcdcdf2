//! What is open to everybody, with the reason. The golden list only shrinks.

use usher_api::http::route::GateKind;
use usher_api::routes;

const GOLDEN: &str = include_str!("../golden/public.txt");

#[test]
fn what_is_open_to_everybody_is_listed_with_its_reason_and_the_list_only_shrinks() {
    let open: Vec<String> = routes::all()
        .iter()
        .filter_map(|route| match route.gate {
            GateKind::Public { reason } => {
                Some(format!("{} {}: {reason}", route.spec.method, route.spec.path))
            }
            GateKind::Permission { .. }
            | GateKind::Own
            | GateKind::Invitation
            | GateKind::Joining
            | GateKind::Check => None,
        })
        .collect();
    for line in &open {
        assert!(GOLDEN.lines().any(|known| known == line), "one more operation is open to everybody: {line}");
    }
    for line in GOLDEN.lines() {
        assert!(open.iter().any(|known| known == line), "no longer open, take it off the list: {line}");
    }
}
