//! Projects of Python that are installed by a link to the folder they lie in.

use std::collections::HashMap;

use keelmark_model::bom::{Gap, State};

use super::super::{Claim, Says};
use super::{Entry, fill};
use crate::codes;

/// Identifier of the extractor that reads what setuptools notes of a project beside its sources.
const EGG_INFO: &str = "python-egg-info";

/// Gives packages that are installed by a link what stands where it leads to. The target does not tell where on
/// the machine it lay: the folder is the one that the link ends in, with a project of that name in it.
pub(super) fn settle(entries: &mut [Entry], claims: &[Claim], gaps: &mut Vec<Gap>) {
    let links = claims.iter().filter_map(|claim| match &claim.says {
        Says::LiesIn(folder) => Some((claim.home.clone(), folder.as_str())),
        _ => None,
    });
    let links: HashMap<String, &str> = links.collect();
    if links.is_empty() {
        return;
    }
    let mut projects: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if entry.extractor == EGG_INFO && entry.found.is_project {
            projects.entry(entry.found.component.name.clone()).or_default().push(at);
        }
    }
    for link in 0..entries.len() {
        let Some(folder) = links.get(&entries[link].found.home) else { continue };
        let named = projects.get(&entries[link].found.component.name).into_iter().flatten();
        let environment = |at: &usize| entries[*at].found.environment.as_str();
        let fitting = named.copied().filter(|at| ends_in(folder, environment(at)));
        match fitting.max_by_key(|at| environment(at).len()) {
            Some(project) => take(entries, link, project),
            None => {
                let message =
                    "the folder it leads to is not in the target, so that the version is not known";
                let (code, path) = (&codes::EXTRACT_INCLUDE, entries[link].path.clone());
                gaps.push(Gap { code, path, message: message.to_owned(), line: Some(1) });
            }
        }
    }
}

/// Whether the path `folder` is `end`, or ends in it after a `/`.
fn ends_in(folder: &str, end: &str) -> bool {
    let rest = folder.strip_suffix(end);
    rest.is_some_and(|rest| end.is_empty() || rest.is_empty() || rest.ends_with('/'))
}

fn take(entries: &mut [Entry], link: usize, project: usize) {
    let (component, needs) = {
        let found = &entries[project].found;
        (found.component.clone(), found.needs.clone())
    };
    let found = &mut entries[link].found;
    fill(&mut found.component, &component);
    found.component.purl = component.purl;
    found.component.state = State::Installed;
    found.needs = needs;
}

#[cfg(test)]
mod tests {
    use super::ends_in;

    #[test]
    fn a_folder_of_the_target_is_the_end_of_one_of_the_machine() {
        for (folder, end, wanted) in [
            ("home/me/app/src", "app/src", true),
            ("home/me/app/src", "src", true),
            ("home/me/app/src", "home/me/app/src", true),
            ("home/me/app/src", "", true),
            ("home/me/app/src", "rc", false),
            ("src", "app/src", false),
        ] {
            assert_eq!(ends_in(folder, end), wanted, "{folder} {end}");
        }
    }
}
