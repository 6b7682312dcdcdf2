//! What somebody keeps although access is taken from them, and through what.

use shared::access::wire::Kept;
use shared::ids::MemberId;

use super::effect::Names;
use super::words::list_some;

/// One thing that still gives access, with the places where it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    /// `group`, `grant` or `role`.
    kind: String,
    id: String,
    pub(crate) name: String,
    places: Vec<String>,
    members: Vec<MemberId>,
}

/// What is kept, source by source.
pub(crate) fn left(kept: &[Kept], names: &impl Names) -> Vec<Left> {
    let mut all: Vec<Left> = Vec::new();
    for one in kept {
        let place = names.resource(&one.resource);
        let found = all.iter_mut().find(|left| left.kind == one.through.kind && left.id == one.through.id);
        match found {
            Some(left) => {
                if !left.places.contains(&place) {
                    left.places.push(place);
                }
                if !left.members.contains(&one.member) {
                    left.members.push(one.member);
                }
            }
            None => all.push(Left {
                kind: one.through.kind.clone(),
                id: one.through.id.clone(),
                name: one.through.name.clone(),
                places: vec![place],
                members: vec![one.member],
            }),
        }
    }
    all
}

impl Left {
    /// `The group eng-mobile still gives access to Mobile app.`
    pub(crate) fn sentence(&self) -> String {
        let by = match self.kind.as_str() {
            "group" => format!("The group {}", self.name),
            "role" => format!("The role {}", self.name),
            _ if self.name.is_empty() => "A grant".to_owned(),
            _ => format!("A grant on {}", self.name),
        };
        format!("{by} still gives access to {}.", list_some(&self.places, 3))
    }

    /// The group, and who would have to leave it, where it is one person in a group.
    pub(crate) fn to_leave(&self) -> Option<(&str, MemberId)> {
        match (self.kind.as_str(), self.members.as_slice()) {
            ("group", [member]) => Some((&self.id, *member)),
            _ => None,
        }
    }

    pub(crate) fn icon(&self) -> &'static str {
        match self.kind.as_str() {
            "group" => "groups",
            "role" => "shield",
            _ => "key",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::Access;
    use shared::access::wire::{NamedResource, ResourceRef};

    struct Plain;
    impl Names for Plain {
        fn resource(&self, resource: &ResourceRef) -> String {
            resource.id.clone()
        }
        fn scope(&self, key: &str) -> String {
            key.to_owned()
        }
    }

    fn kept(member: u32, place: &str, kind: &str, name: &str) -> Kept {
        Kept {
            member: format!("mem_{member:026}").parse().expect("an id"),
            resource: ResourceRef { kind: "project".into(), id: place.into() },
            permissions: [("content".to_owned(), Access::View)].into(),
            through: NamedResource { kind: kind.into(), id: format!("{kind}-{name}"), name: name.into() },
        }
    }

    #[test]
    fn m17_what_a_group_still_gives_is_said_once_with_leaving_it() {
        let all = [
            kept(1, "Mobile", "group", "eng"),
            kept(1, "Site", "group", "eng"),
            kept(1, "Site", "role", "Editor"),
        ];
        let left = left(&all, &Plain);
        assert_eq!(left.len(), 2);
        assert_eq!(left[0].sentence(), "The group eng still gives access to Mobile and Site.");
        assert_eq!(left[0].to_leave(), Some(("group-eng", all[0].member)));
        assert_eq!(left[1].to_leave(), None);
    }

    #[test]
    fn g2_of_several_people_none_is_taken_out_by_the_way() {
        let all = [kept(1, "Mobile", "group", "eng"), kept(2, "Mobile", "group", "eng")];
        assert_eq!(left(&all, &Plain)[0].to_leave(), None);
    }
}
