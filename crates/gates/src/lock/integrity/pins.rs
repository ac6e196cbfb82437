//! Every package is at one version, every git source at one commit.

use keelmark_model::{Finding, Package, Source};

use super::{Examined, Rule};
use crate::codes::{LOCK_GIT_UNPINNED, LOCK_UNVERSIONED};

pub(super) static RULE: Rule = Rule { check };

fn check(examined: &Examined<'_>) -> Vec<Finding> {
    examined.foreign().filter_map(|(_, package)| of_package(examined, package)).collect()
}

fn of_package(examined: &Examined<'_>, package: &Package) -> Option<Finding> {
    let name = &package.name;
    match &package.source {
        Source::Git { commit: None, url, .. } => {
            let message = format!("`{name}` is of {url} without a commit");
            Some(examined.about(package, &LOCK_GIT_UNPINNED, message))
        }
        Source::Registry(_) if package.version.is_none() => {
            let message = format!("`{name}` has no version");
            Some(examined.about(package, &LOCK_UNVERSIONED, message))
        }
        _ => None,
    }
}
