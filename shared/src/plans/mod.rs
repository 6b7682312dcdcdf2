//! Plans: what an organization has paid for. They are data, `plans.toml`, and a feature is asked for by name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub mod seats;
pub mod wire;

/// Something that a plan has or has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Groups of members.
    Groups,
    /// Granting things to groups.
    GroupGrants,
    /// Roles beside those of the model.
    CustomRoles,
}

impl Feature {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Groups, Self::GroupGrants, Self::CustomRoles];

    /// The key in JSON and TOML.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::GroupGrants => "group_grants",
            Self::CustomRoles => "custom_roles",
        }
    }

    /// What it is called in a sentence.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Groups => "Groups",
            Self::GroupGrants => "Grants to groups",
            Self::CustomRoles => "Roles of your own",
        }
    }
}

/// Something that a plan counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quota {
    /// Those who take a paid seat.
    Members,
    Projects,
}

impl Quota {
    /// Every one of them.
    pub const ALL: [Self; 2] = [Self::Members, Self::Projects];

    /// The key in JSON and TOML.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Projects => "projects",
        }
    }
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub key: String,
    pub name: String,
    features: Vec<Feature>,
    /// The most that there may be; without an entry there is no limit.
    #[serde(default)]
    limits: BTreeMap<Quota, u64>,
}

impl Plan {
    /// The most that there may be of this.
    pub fn limit(&self, quota: Quota) -> Option<u64> {
        self.limits.get(&quota).copied()
    }

    /// What is used of a quota, as answers show it.
    pub fn quota(&self, quota: Quota, used: u64) -> wire::Quota {
        wire::Quota { key: quota.key().to_owned(), used, limit: self.limit(quota) }
    }

    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

/// Every plan, the lowest first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plans {
    /// The key of the plan that a new organization is on.
    default: String,
    plans: Vec<Plan>,
}

static SHIPPED: LazyLock<Plans> = LazyLock::new(|| {
    // A test loads it, so a broken file does not get as far as a release.
    toml::from_str(include_str!("plans.toml")).expect("the plans that are compiled in are valid")
});

impl Plans {
    /// Those that come with this build.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The lowest first.
    pub fn all(&self) -> &[Plan] {
        &self.plans
    }

    pub fn plan(&self, key: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.key == key)
    }

    /// The key of the plan that a new organization is on.
    pub fn default_key(&self) -> &str {
        &self.default
    }

    /// The lowest plan that has a feature.
    pub fn lowest_with(&self, feature: Feature) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.has(feature))
    }

    /// A plan as answers show it, with what is used of its quotas.
    pub fn body(&self, plan: &Plan, quotas: Vec<wire::Quota>) -> wire::Plan {
        let feature = |feature: Feature| {
            let lowest = self.lowest_with(feature)?;
            let included = plan.has(feature);
            Some(wire::Feature { key: feature.key().to_owned(), included, lowest_plan: lowest.key.clone() })
        };
        wire::Plan {
            plan: plan.key.clone(),
            name: plan.name.clone(),
            features: Feature::ALL.into_iter().filter_map(feature).collect(),
            quotas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plans_load_and_a_higher_one_has_what_a_lower_one_has() {
        let plans = Plans::shipped();
        let keys: Vec<&str> = plans.all().iter().map(|plan| plan.key.as_str()).collect();
        assert_eq!(keys, ["free", "pro", "business", "enterprise"]);
        assert!(plans.plan(plans.default_key()).is_some());
        for pair in plans.all().windows(2) {
            assert!(pair[0].features.iter().all(|feature| pair[1].has(*feature)), "{}", pair[1].key);
        }
        for feature in Feature::ALL {
            let written = serde_json::to_value(feature).expect("serializes");
            assert_eq!(written, feature.key());
        }
    }

    #[test]
    fn s1_a_higher_plan_allows_no_less_and_the_highest_has_no_limit() {
        let plans = Plans::shipped();
        let members: Vec<_> = plans.all().iter().map(|plan| plan.limit(Quota::Members)).collect();
        assert_eq!(members, [Some(1), Some(3), Some(25), None]);
        let quota = plans.plan("pro").expect("a plan").quota(Quota::Members, 2);
        assert_eq!((quota.key.as_str(), quota.used, quota.limit), ("members", 2, Some(3)));
        for quota in Quota::ALL {
            assert_eq!(serde_json::to_value(quota).expect("serializes"), quota.key());
        }
    }

    #[test]
    fn s6_a_missing_feature_names_the_lowest_plan_that_has_it() {
        let plans = Plans::shipped();
        assert_eq!(plans.lowest_with(Feature::Groups).map(|plan| plan.key.as_str()), Some("business"));
        let body = plans.body(plans.plan("pro").expect("a plan"), Vec::new());
        let groups = body.features.iter().find(|feature| feature.key == "groups").expect("listed");
        assert_eq!((groups.included, groups.lowest_plan.as_str()), (false, "business"));
    }
}
