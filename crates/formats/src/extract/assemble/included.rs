//! What requirements take over from other files: more of them, and bounds on versions.
//!
//! Source: pip's documentation, "Requirements File Format" and "Constraints Files". A constraint asks for nothing
//! by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use keelmark_model::Source;
use keelmark_model::bom::{Evidence, Gap, State};

use super::super::python::requirements::{REQUIREMENTS, is_read, pin};
use super::super::{Claim, Gaps, Inclusion, Says, Scanned, included, is_fixture};
use super::Entry;
use crate::{codes, limits};

/// The gaps that files are which others take over and nobody has read.
pub(super) fn unread(files: &[Scanned]) -> Gaps {
    let unread = included::unread(files).into_iter().filter(|one| !one.is_found_by_name());
    let gap = |one: included::Included| Gap {
        code: &codes::EXTRACT_INCLUDE,
        path: one.from,
        message: format!("`{}` is included and not read", one.path),
        line: one.line,
    };
    unread.map(gap).collect()
}

/// Applies constraints to the requirements of the files that take them over; gives the files that are taken
/// over by what is no fixture.
pub(super) fn settle(entries: &mut Vec<Entry>, claims: &[Claim]) -> HashSet<String> {
    let mut inclusions: BTreeMap<&str, Vec<&Inclusion>> = BTreeMap::new();
    for claim in claims {
        if let Says::Includes(inclusion) = &claim.says {
            inclusions.entry(&claim.home).or_default().push(inclusion);
        }
    }
    if inclusions.is_empty() {
        return HashSet::new();
    }
    let of = |is_constraint: bool| {
        let all = inclusions.values().flatten();
        let those = all.filter(move |one| one.is_constraint == is_constraint);
        those.map(|one| one.path.as_str()).collect::<HashSet<&str>>()
    };
    let (asked, bounding) = (of(false), of(true));
    // What only bounds versions asks for nothing, whatever its name says.
    entries.retain(|entry| {
        let path = entry.path.as_str();
        !is_of_requirements(entry) || asked.contains(path) || !bounding.contains(path)
    });
    let (bounds, applied) = (bounds(claims), applied(&inclusions));
    for entry in entries.iter_mut().filter(|entry| is_of_requirements(entry)) {
        let constraints = applied.get(entry.path.as_str()).into_iter().flatten();
        for (file, bounds) in constraints.filter_map(|file| Some((*file, bounds.get(file)?))) {
            bound(entry, file, bounds);
        }
    }
    let own = inclusions.iter().filter(|(from, _)| !is_fixture(from));
    own.flat_map(|(_, all)| all).map(|one| one.path.clone()).collect()
}

fn is_of_requirements(entry: &Entry) -> bool {
    entry.extractor == REQUIREMENTS.id
}

/// Bounds by name of the package: versions, and the line.
type Bounds<'a> = HashMap<&'a str, (&'a str, Option<u32>)>;

/// Bounds by the file they stand in.
fn bounds(claims: &[Claim]) -> HashMap<&str, Bounds<'_>> {
    let mut bounds: HashMap<&str, Bounds<'_>> = HashMap::new();
    for claim in claims {
        if let Says::Constrains { name, requirement, line } = &claim.says {
            let file = bounds.entry(&claim.home).or_default();
            file.insert(name, (requirement, *line));
        }
    }
    bounds
}

/// Which constraints hold for the requirements of which file: those that it takes over itself or by others. A
/// file that is read only because others take it over has theirs as well.
fn applied<'a>(
    inclusions: &BTreeMap<&'a str, Vec<&'a Inclusion>>,
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut applied: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for from in inclusions.keys().filter(|from| is_read(from)) {
        let mut files = vec![(*from, false)];
        let mut known: HashSet<(&str, bool)> = files.iter().copied().collect();
        let mut next = 0;
        while let Some(&(file, is_constraint)) = files.get(next) {
            next += 1;
            for one in inclusions.get(file).into_iter().flatten() {
                let led_to = (one.path.as_str(), is_constraint || one.is_constraint);
                if files.len() < limits::INCLUSIONS && known.insert(led_to) {
                    files.push(led_to);
                }
            }
        }
        let of =
            |wanted: bool| files.iter().filter(move |(_, is)| *is == wanted).map(|(file, _)| *file);
        for file in of(false).filter(|file| file == from || !is_read(file)) {
            applied.entry(file).or_default().extend(of(true));
        }
    }
    applied
}

/// Narrows what a requirement leaves open by what the constraints in `file` say of it.
fn bound(entry: &mut Entry, file: &str, bounds: &Bounds<'_>) {
    let component = &mut entry.found.component;
    let is_open = component.version.is_none() && component.source == Source::Unknown;
    let Some((requirement, line)) = bounds.get(component.name.as_str()).filter(|_| is_open) else {
        return;
    };
    let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
    component.properties.insert("constraint".to_owned(), place);
    let asked = component.properties.remove("requirement");
    let Some(version) = pin(requirement) else {
        let all: Vec<&str> = asked.as_deref().into_iter().chain([*requirement]).collect();
        component.properties.insert("requirement".to_owned(), all.join(","));
        return;
    };
    let purl = component.purl.take();
    component.purl = purl.and_then(|purl| purl.with_version(version).ok());
    component.version = Some(version.to_owned());
    component.state = State::Locked;
    entry.found.evidence = Evidence::Lockfile;
}
