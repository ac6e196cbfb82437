//! What a package asks for, and what its entry in the lock leads to.

use keelmark_formats::cargo::{Member, Need, Source};
use keelmark_formats::version::cargo_requirement::Requirement;
use keelmark_model::{Finding, Package};

use super::Locked;
use crate::codes::LOCK_DRIFT_REQUIREMENT;

/// A package that an entry leads to, and where that comes from.
#[derive(Clone, Copy)]
struct Target<'a> {
    package: &'a Package,
    source: Option<&'a str>,
}

/// Compares the dependencies of a project with the edges of its entry. Of one that is no member the lock has
/// neither what tests need nor features nobody asks for.
pub(super) fn of(locked: &Locked<'_>, member: &Member, is_member: bool) -> Vec<Finding> {
    let Some((id, entry)) = locked.entry(member) else { return Vec::new() };
    let recorded = locked.recorded;
    let edges = recorded.resolution.edges.iter().filter(|edge| edge.from == id);
    let targets: Vec<Target<'_>> = edges
        .filter_map(|edge| {
            let place = edge.to.0 as usize;
            let package = recorded.resolution.packages.get(place)?;
            Some(Target { package, source: recorded.sources.get(place)?.as_deref() })
        })
        .collect();
    let mut findings = Vec::new();
    let mut led = vec![false; targets.len()];
    for need in &member.manifest.needs {
        let Some(meant) = meant(locked, need) else {
            let message = format!("the workspace has no dependency `{}`", need.key);
            findings.push(locked.unknown(&member.path, Some(need.line), message));
            continue;
        };
        let required = match meant.requirement.as_deref().map(Requirement::parse).transpose() {
            Ok(required) => required,
            Err(error) => {
                findings.push(locked.unknown(&member.path, Some(need.line), error.to_string()));
                continue;
            }
        };
        let answers = |target: &Target<'_>| {
            target.package.name == meant.name
                && comes_from(locked, meant, target.source)
                && allows(required.as_ref(), target.package)
        };
        let mut any = false;
        for (_, led) in targets.iter().zip(&mut led).filter(|(target, _)| answers(target)) {
            (any, *led) = (true, true);
        }
        if !any && (is_member || !(need.dev || need.optional)) {
            findings.push(lacking(locked, member, need, meant, &targets, entry));
        }
    }
    if is_member && findings.is_empty() {
        let surplus = targets.iter().zip(led).filter(|(_, led)| !led);
        findings.extend(surplus.map(|(target, _)| surplus_of(locked, member, entry, *target)));
    }
    findings
}

/// A dependency, or that of the workspace which it takes over.
fn meant<'n>(locked: &Locked<'n>, need: &'n Need) -> Option<&'n Need> {
    if !need.inherited {
        return Some(need);
    }
    locked.members.first()?.manifest.root.as_ref()?.needs.get(&need.key)
}

/// Whether a crate of a lock may be what is asked for: from where it is asked for, or from a patch.
fn comes_from(locked: &Locked<'_>, need: &Need, source: Option<&str>) -> bool {
    let patches = locked.members.first().map_or(&[][..], |root| &root.manifest.patches);
    let is_patch = |patch: &&Need| patch.name == need.name && patch.source.is(source);
    need.source.is(source)
        || (!matches!(need.source, Source::Path(_)) && patches.iter().any(|it| is_patch(&it)))
}

/// A version that Cargo cannot read is none that it could have locked.
fn allows(required: Option<&Requirement>, package: &Package) -> bool {
    let version = package.version.as_deref().unwrap_or_default();
    required.is_none_or(|required| required.allows(version).unwrap_or(false))
}

fn lacking(
    locked: &Locked<'_>,
    member: &Member,
    need: &Need,
    meant: &Need,
    targets: &[Target<'_>],
    entry: &Package,
) -> Finding {
    let (table, key) = (&need.table, &need.key);
    let wanted = meant.requirement.as_deref().unwrap_or("any version");
    let named = targets.iter().find(|target| target.package.name == meant.name);
    let message = match named {
        None => format!(
            "`{table}.{key}` is `{wanted}` from {}; the lock has no such edge",
            meant.source.shown()
        ),
        Some(Target { package, source }) => format!(
            "`{table}.{key}` is `{wanted}` from {} now; the lock has {} from {}",
            meant.source.shown(),
            package.version.as_deref().unwrap_or_default(),
            source.unwrap_or("a folder"),
        ),
    };
    let finding = locked.stale(&LOCK_DRIFT_REQUIREMENT, message).of(&meant.name, None);
    let line = named.map_or(entry.line, |target| target.package.line);
    finding.at(&member.path, Some(need.line)).beside(locked.path, line, "as it was locked")
}

fn surplus_of(
    locked: &Locked<'_>,
    member: &Member,
    entry: &Package,
    target: Target<'_>,
) -> Finding {
    let version = target.package.version.as_deref();
    let name = &target.package.name;
    let message = format!(
        "the lock leads from `{}` to `{name}` {}, which {} does not ask for",
        entry.name,
        version.unwrap_or_default(),
        member.path,
    );
    locked.stale(&LOCK_DRIFT_REQUIREMENT, message).at(locked.path, entry.line).of(name, version)
}
