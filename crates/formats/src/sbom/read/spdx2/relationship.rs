//! What is said of two elements.

use std::collections::HashMap;

use keelmark_model::DependencyKind;
use keelmark_model::bom::Evidence;

use super::super::draft::Draft;
use super::super::{condition, notes};
use super::wire;
use crate::ParseError;

/// What a relationship says.
enum Says {
    /// The document is about the second.
    Describes,
    /// The first needs the second.
    Needs(Option<DependencyKind>),
    /// The second needs the first.
    IsNeeded(Option<DependencyKind>),
    /// The second is in the first.
    Contains,
    /// The first is in the second.
    IsContained,
}

/// Takes the relationships between packages; `files` names files by identifier.
pub(super) fn connect(
    relationships: &[wire::Relationship<'_>],
    files: &HashMap<&str, &str>,
    draft: &mut Draft,
) -> Result<(), ParseError> {
    // What is contained in the root is no more than listed, so the root has to be known first.
    for one in relationships {
        let (from, kind, to) = parts(one);
        match says(kind) {
            Some(Says::Describes) if kind == "DESCRIBES" => describe(to, draft),
            Some(Says::Describes) => describe(from, draft),
            _ => {}
        }
    }
    let specific = specific(relationships);
    for one in relationships {
        connect_one(one, files, &specific, draft)?;
    }
    Ok(())
}

fn parts<'r>(one: &'r wire::Relationship<'_>) -> (&'r str, &'r str, &'r str) {
    (
        one.spdx_element_id.as_deref().unwrap_or_default(),
        one.relationship_type.as_deref().unwrap_or_default(),
        one.related_spdx_element.as_deref().unwrap_or_default(),
    )
}

fn describe(id: &str, draft: &mut Draft) {
    if let Some(id) = draft.find(id) {
        draft.describe(id);
    }
}

/// Pairs, from the one that needs, for which a relationship says more than that.
fn specific<'r>(relationships: &'r [wire::Relationship<'_>]) -> HashMap<(&'r str, &'r str), bool> {
    let mut pairs = HashMap::new();
    for one in relationships {
        let (from, kind, to) = parts(one);
        let pair = match says(kind) {
            Some(Says::Needs(Some(_))) => (from, to),
            Some(Says::IsNeeded(Some(_))) => (to, from),
            _ => continue,
        };
        pairs.insert(pair, true);
    }
    pairs
}

fn connect_one(
    one: &wire::Relationship<'_>,
    files: &HashMap<&str, &str>,
    specific: &HashMap<(&str, &str), bool>,
    draft: &mut Draft,
) -> Result<(), ParseError> {
    let (from, kind, to) = parts(one);
    let ends = (draft.find(from), draft.find(to));
    let (Some(first), Some(second)) = ends else {
        unfinished(one, files, draft);
        return Ok(());
    };
    let comment = one.comment.as_deref();
    match says(kind) {
        Some(Says::Needs(kind)) => {
            let covered = kind.is_none() && comment.is_none() && specific.contains_key(&(from, to));
            need(first, second, kind, comment, covered, draft)
        }
        Some(Says::IsNeeded(kind)) => need(second, first, kind, comment, false, draft),
        Some(Says::Contains) => {
            draft.place(second, first);
            Ok(())
        }
        Some(Says::IsContained) => {
            draft.place(first, second);
            Ok(())
        }
        Some(Says::Describes) => Ok(()),
        None => {
            draft.losses.add(&format!("relationships[] {}", kind.get(..32).unwrap_or(kind)));
            Ok(())
        }
    }
}

/// A need; where the comment has conditions, one for each. `covered` says that another relationship of
/// the pair says more.
fn need(
    from: keelmark_model::bom::ComponentId,
    to: keelmark_model::bom::ComponentId,
    kind: Option<DependencyKind>,
    comment: Option<&str>,
    covered: bool,
    draft: &mut Draft,
) -> Result<(), ParseError> {
    if covered {
        return Ok(());
    }
    let kind = kind.unwrap_or(DependencyKind::Runtime);
    let Some(comment) = comment else {
        return draft.connect(from, to, Some((kind, Vec::new(), None)));
    };
    for part in comment.split(" | ") {
        let (said, extras, marker) = condition::parse(part);
        let kind = if said == DependencyKind::Runtime { kind.clone() } else { said };
        draft.connect(from, to, Some((kind, extras, marker)))?;
    }
    Ok(())
}

/// One end is no package: the document, a file, another document, or nothing.
fn unfinished(one: &wire::Relationship<'_>, files: &HashMap<&str, &str>, draft: &mut Draft) {
    let (from, kind, to) = parts(one);
    let is_evidence = one.comment.as_deref().is_some_and(|text| text.starts_with("evident-by:"));
    if let (Some(id), Some(path), true) = (draft.find(from), files.get(to), is_evidence) {
        let path = path.trim_start_matches('/');
        let found = notes::occurrence(path, None, "", Evidence::Sbom);
        if let Some(component) = draft.component(id) {
            component.found.push(found);
        }
        return;
    }
    if let (Some(id), Some(Says::Needs(_)), "NOASSERTION") = (draft.find(from), says(kind), to) {
        draft.mark_unknown(id, "dependencies");
    }
    let says_nothing = matches!(to, "NONE" | "NOASSERTION");
    if !matches!(says(kind), Some(Says::Describes)) && !says_nothing {
        draft.losses.add("relationships[] of what is no package");
    }
}

fn says(kind: &str) -> Option<Says> {
    use DependencyKind::{Build, Group, Optional, Peer, Runtime};
    Some(match kind {
        "DESCRIBES" | "DESCRIBED_BY" => Says::Describes,
        "DEPENDS_ON" | "DYNAMIC_LINK" | "STATIC_LINK" | "HAS_PREREQUISITE" => Says::Needs(None),
        "DEPENDENCY_OF" | "PREREQUISITE_FOR" => Says::IsNeeded(None),
        "RUNTIME_DEPENDENCY_OF" => Says::IsNeeded(Some(Runtime)),
        "OPTIONAL_DEPENDENCY_OF" | "OPTIONAL_COMPONENT_OF" => Says::IsNeeded(Some(Optional)),
        "PROVIDED_DEPENDENCY_OF" => Says::IsNeeded(Some(Peer)),
        "BUILD_DEPENDENCY_OF" | "BUILD_TOOL_OF" => Says::IsNeeded(Some(Build)),
        "DEV_DEPENDENCY_OF" | "DEV_TOOL_OF" => Says::IsNeeded(Some(Group("dev".to_owned()))),
        "TEST_DEPENDENCY_OF" | "TEST_TOOL_OF" => Says::IsNeeded(Some(Group("test".to_owned()))),
        "CONTAINS" => Says::Contains,
        "CONTAINED_BY" => Says::IsContained,
        _ => return None,
    })
}
