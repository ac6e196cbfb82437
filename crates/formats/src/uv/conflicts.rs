//! Which extras and groups may not be asked for together, and what follows from groups that include others.

use std::collections::{BTreeMap, BTreeSet};

use super::project::Project;
use super::settings::Conflict;
use super::sources::Workspace;
use crate::limits::CONFLICT_SETS;
use crate::{ParseError, codes};

/// Sets of which no two may be asked for together: those that projects state, in order, and then those that
/// follow, where a group that includes one of a set stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflicts {
    /// As stated.
    pub stated: Vec<BTreeSet<Conflict>>,
    /// What follows besides.
    pub implied: BTreeSet<BTreeSet<Conflict>>,
}

impl Workspace<'_> {
    /// What the projects say of conflicts.
    ///
    /// # Errors
    /// `document.size` when more than [`CONFLICT_SETS`] follow.
    pub fn conflicts(&self) -> Result<Conflicts, ParseError> {
        let projects = self.members.iter().map(|member| &member.project);
        let stated: Vec<_> =
            projects.clone().flat_map(|it| it.settings.conflicts.iter().cloned()).collect();
        let mut all: BTreeSet<BTreeSet<Conflict>> = stated.iter().cloned().collect();
        for project in projects {
            all = expanded(project, all)?;
        }
        let implied = all.into_iter().filter(|set| !stated.contains(set)).collect();
        Ok(Conflicts { stated, implied })
    }
}

/// Every set, with those where a group of the project is replaced by one that includes it.
fn expanded(
    project: &Project,
    sets: BTreeSet<BTreeSet<Conflict>>,
) -> Result<BTreeSet<BTreeSet<Conflict>>, ParseError> {
    let Some(name) = &project.name else { return Ok(sets) };
    let mut including: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (group, included) in &project.included {
        for it in included {
            including.entry(it).or_default().insert(group);
        }
    }
    let mut all = BTreeSet::new();
    let mut pending: Vec<BTreeSet<Conflict>> = sets.into_iter().collect();
    while let Some(set) = pending.pop() {
        if !all.insert(set.clone()) {
            continue;
        }
        if all.len() > CONFLICT_SETS {
            let message = format!("more than {CONFLICT_SETS} sets of conflicts follow");
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        let own = set.iter().filter(|item| item.package == *name);
        for item in own {
            let group = item.group.as_deref().and_then(|group| including.get(group));
            for includer in group.into_iter().flatten() {
                let mut other = set.clone();
                other.remove(item);
                other.insert(Conflict { group: Some((*includer).to_owned()), ..item.clone() });
                pending.push(other);
            }
        }
    }
    // Two that became one are no conflict.
    all.retain(|set| set.len() > 1);
    Ok(all)
}
