//! Settings of resolving: Python, options, environments, conflicts.

use std::str::FromStr;

use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::uv::{Conflict, Options};
use keelmark_formats::{ParseError, codes};
use keelmark_model::{Finding, Weight};
use pep440_rs::VersionSpecifiers;

use super::{Compared, Locked};
use crate::codes::{
    LOCK_DRIFT_CONFLICTS, LOCK_DRIFT_ENVIRONMENTS, LOCK_DRIFT_FORKS, LOCK_DRIFT_OPTION,
    LOCK_DRIFT_PYTHON, LOCK_DRIFT_UNKNOWN,
};

/// Compares `requires-python`, and takes what the lock has as that under which markers are compared.
pub(super) fn python(
    locked: &Locked<'_>,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let markers = &mut compared.markers;
    let recorded = range(markers, &locked.recorded.requires_python)?;
    compared.python = recorded;
    let mut asked = Marker::ALWAYS;
    let mut stated = Vec::new();
    for member in locked.workspace.members {
        if let Some(text) = &member.project.requires_python {
            let one = range(markers, text)?;
            asked = markers.and(asked, one)?;
            stated.push(text.as_str());
        }
    }
    if stated.is_empty() {
        let message =
            "no project states `requires-python`; uv takes that of the interpreter it finds";
        let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message);
        return Ok(vec![finding.at(locked.manifest(), None).known_by(["requires-python"])]);
    }
    if markers.python_hull(asked)? == markers.python_hull(recorded)? {
        return Ok(Vec::new());
    }
    let message = format!(
        "`requires-python` is `{}` now; the lock has `{}`",
        stated.join("` and `"),
        locked.recorded.requires_python
    );
    Ok(vec![locked.stale(&LOCK_DRIFT_PYTHON, message).at(locked.manifest(), None)])
}

fn range(markers: &mut Markers, text: &str) -> Result<Marker, ParseError> {
    let specifiers = VersionSpecifiers::from_str(text).map_err(|_| {
        let message = format!("`requires-python` is no version specifier: `{text}`");
        ParseError::new(&codes::DOCUMENT_SHAPE, message)
    })?;
    markers.python(&specifiers)
}

/// Compares the options of resolving.
pub(super) fn options(locked: &Locked<'_>) -> Vec<Finding> {
    let Some(root) = locked.root() else { return Vec::new() };
    let (asked, recorded): (&Options, _) =
        (&root.project.settings.options, &locked.recorded.options);
    let pairs = [
        ("resolution", &asked.resolution, &recorded.resolution),
        ("prerelease", &asked.prerelease, &recorded.prerelease),
        ("fork-strategy", &asked.fork_strategy, &recorded.fork_strategy),
    ];
    let different = pairs.into_iter().filter(|(_, asked, recorded)| asked != recorded);
    let mut findings: Vec<Finding> = different
        .map(|(name, asked, recorded)| {
            let message = format!("`{name}` is `{asked}` now; the lock has `{recorded}`");
            locked.stale(&LOCK_DRIFT_OPTION, message).at(locked.manifest(), None)
        })
        .collect();
    findings.extend(exclude_newer(locked, asked, recorded));
    findings
}

/// Compares `exclude-newer`. Whole points in time are compared; a date means the end of a day where uv runs,
/// and a span counts from when it ran, so that neither can be told from the files alone.
fn exclude_newer(locked: &Locked<'_>, asked: &Options, recorded: &Options) -> Option<Finding> {
    let message = match (&asked.exclude_newer, &recorded.exclude_newer) {
        (None, None) => return None,
        (Some(asked), None) => format!("`exclude-newer` is `{asked}` now; the lock has none"),
        (None, Some(recorded)) => {
            format!("the lock has `exclude-newer` `{recorded}`, which is not asked for now")
        }
        (Some(asked), Some(recorded)) => {
            let time = |text: &str| keelmark_formats::time::parse_rfc3339(text);
            match (time(asked), time(recorded)) {
                (Some(one), Some(other)) if one == other => return None,
                (Some(_), Some(_)) => {
                    format!("`exclude-newer` is `{asked}` now; the lock has `{recorded}`")
                }
                _ => {
                    let message = format!(
                        "`exclude-newer` is `{asked}`, which depends on where and when uv runs"
                    );
                    let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message);
                    return Some(finding.at(locked.manifest(), None).known_by(["exclude-newer"]));
                }
            }
        }
    };
    Some(locked.stale(&LOCK_DRIFT_OPTION, message).at(locked.manifest(), None))
}

/// Compares the environments the lock is for, and whether its forks cover them.
pub(super) fn environments(
    locked: &Locked<'_>,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let Some(root) = locked.root() else { return Ok(Vec::new()) };
    let (asked, recorded) = (&root.project.settings, locked.recorded);
    let mut findings = Vec::new();
    for (name, asked, recorded) in [
        ("environments", &asked.environments, &recorded.environments),
        ("required-environments", &asked.required_environments, &recorded.required_environments),
    ] {
        if all(compared, asked)? != all(compared, recorded)? {
            let shown = |list: &[String]| match list {
                [] => "none".to_owned(),
                list => format!("`{}`", list.join("`, `")),
            };
            let message =
                format!("`{name}` are {} now; the lock has {}", shown(asked), shown(recorded));
            let finding = locked.stale(&LOCK_DRIFT_ENVIRONMENTS, message);
            findings.push(finding.at(&root.manifest, None));
        }
    }
    findings.extend(forks(locked, compared)?);
    Ok(findings)
}

/// The markers of a list where Python is as required.
fn all(compared: &mut Compared, texts: &[String]) -> Result<Vec<Marker>, ParseError> {
    let Compared { markers, python } = compared;
    let read = texts.iter().map(|text| {
        let marker = markers.parse(text)?;
        markers.and(marker, *python)
    });
    read.collect()
}

/// Whether one fork or another is for each environment that the lock is for.
fn forks(locked: &Locked<'_>, compared: &mut Compared) -> Result<Option<Finding>, ParseError> {
    let recorded = locked.recorded;
    if recorded.forks.is_empty() {
        return Ok(None);
    }
    let any = |compared: &mut Compared, texts: &[String]| {
        let list = all(compared, texts)?;
        let markers = &mut compared.markers;
        list.into_iter().try_fold(Marker::NEVER, |any, one| markers.or(any, one))
    };
    let covered = any(compared, &recorded.forks)?;
    let needed = match recorded.environments.as_slice() {
        [] => compared.python,
        environments => any(compared, environments)?,
    };
    if compared.markers.and(covered, needed)? == needed {
        return Ok(None);
    }
    let message = "`resolution-markers` leave environments out that the lock is for";
    Ok(Some(locked.stale(&LOCK_DRIFT_FORKS, message.to_owned()).at(locked.path, None)))
}

/// Compares the sets of which no two may be asked for together, in order.
pub(super) fn conflicts(locked: &Locked<'_>) -> Option<Finding> {
    let root = locked.root()?;
    let asked: Vec<_> =
        locked.workspace.members.iter().flat_map(|it| &it.project.settings.conflicts).collect();
    let recorded: Vec<_> = locked.recorded.conflicts.iter().collect();
    if asked == recorded {
        return None;
    }
    let shown = |conflict: &Conflict| {
        let name = conflict.extra.as_ref().or(conflict.group.as_ref());
        name.cloned().unwrap_or_else(|| conflict.package.clone())
    };
    let sets = asked.iter().find(|set| !recorded.contains(set)).map(|set| ("lock lacks", set));
    let other =
        || recorded.iter().find(|set| !asked.contains(set)).map(|set| ("lock alone has", set));
    let message = match sets.or_else(other) {
        Some((who, set)) => {
            let names: Vec<String> = set.iter().map(shown).collect();
            format!("`conflicts` differ: the {who} `{}`", names.join("`, `"))
        }
        None => "`conflicts` stand in another order than in the lock".to_owned(),
    };
    Some(locked.stale(&LOCK_DRIFT_CONFLICTS, message).at(&root.manifest, None))
}
