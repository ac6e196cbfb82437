//! Settings of resolving: Python, options, environments, conflicts.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::time::parse_rfc3339;
use keelmark_formats::uv::{Conflict, DefaultGroups, Member, Options};
use keelmark_formats::{ParseError, codes};
use keelmark_model::{Finding, Timestamp, Weight};
use pep440_rs::VersionSpecifiers;

use super::{Compared, Locked};
use crate::codes::{
    LOCK_DRIFT_CONFLICTS, LOCK_DRIFT_ENVIRONMENTS, LOCK_DRIFT_FORKS, LOCK_DRIFT_GROUP,
    LOCK_DRIFT_OPTION, LOCK_DRIFT_PYTHON, LOCK_DRIFT_UNKNOWN,
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
    if asked.prerelease_packages != recorded.prerelease_packages {
        let message = "`prerelease-package` is not what was locked".to_owned();
        findings.push(locked.stale(&LOCK_DRIFT_OPTION, message).at(locked.manifest(), None));
    }
    findings.extend(exclude_newer(locked, asked, recorded));
    findings
}

/// Compares `exclude-newer`, for all packages and for some by name. One that was locked or is in the lock
/// matters alone.
fn exclude_newer(locked: &Locked<'_>, asked: &Options, recorded: &Options) -> Vec<Finding> {
    let global = (asked.exclude_newer.as_deref(), recorded.exclude_newer.as_deref());
    let mut findings: Vec<Finding> =
        newer(locked, "`exclude-newer`", global.0, global.1).into_iter().collect();
    let (asked, recorded) = (&asked.exclude_newer_packages, &recorded.exclude_newer_packages);
    for name in asked.keys().chain(recorded.keys().filter(|it| !asked.contains_key(*it))) {
        let what = format!("`exclude-newer-package` of `{name}`");
        match (asked.get(name), recorded.get(name)) {
            (Some(Some(asked)), None) if locked.has(name) => {
                findings.extend(newer(locked, &what, Some(asked), None));
            }
            (None, Some(recorded)) => {
                let recorded = recorded.as_deref().unwrap_or("false");
                findings.extend(newer(locked, &what, None, Some(recorded)));
            }
            (Some(Some(asked)), Some(recorded)) => {
                findings.extend(newer(locked, &what, Some(asked), recorded.as_deref()));
            }
            _ => {}
        }
    }
    findings
}

/// Compares two points in time. A later one allows what an earlier one did. A date means the end of a day
/// where uv runs, which can be one of [`OFFSETS`], and a span counts from when it ran.
fn newer(
    locked: &Locked<'_>,
    what: &str,
    asked: Option<&str>,
    recorded: Option<&str>,
) -> Option<Finding> {
    let message = match (asked, recorded) {
        (None, None) => return None,
        (Some(asked), None) => format!("{what} is `{asked}` now; the lock has none"),
        (None, Some(recorded)) => {
            format!("the lock has {what} `{recorded}`, which is not asked for now")
        }
        (Some(asked), Some(recorded)) if asked == recorded => return None,
        (Some(asked), Some(recorded)) => {
            match (earliest_and_latest(asked), earliest_and_latest(recorded)) {
                (Some((earliest, _)), Some((_, other))) if earliest >= other => return None,
                (Some(_), None) => {
                    format!("{what} is `{asked}` now; the lock has `{recorded}`")
                }
                (Some((_, latest)), Some((other, _))) if latest < other => {
                    format!("{what} is `{asked}` now; the lock has `{recorded}`")
                }
                _ => {
                    let message =
                        format!("{what} is `{asked}`, which depends on where and when uv runs");
                    let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message);
                    return Some(finding.at(locked.manifest(), None).known_by([what]));
                }
            }
        }
    };
    Some(locked.stale(&LOCK_DRIFT_OPTION, message).at(locked.manifest(), None))
}

/// Hours from the midnight, in UTC, with which a day begins to the earliest and to the latest end that it has
/// anywhere: the day ends first where clocks are 14 hours ahead, and last where they are 12 behind.
const OFFSETS: [i64; 2] = [10, 36];

/// The earliest and the latest time that a time or a date may mean.
fn earliest_and_latest(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Some(time) = parse_rfc3339(text) {
        return Some((time, time));
    }
    let Timestamp(midnight) = parse_rfc3339(&format!("{text}T00:00:00Z"))?;
    let [earliest, latest] = OFFSETS.map(|hours| Timestamp(midnight + hours * 3600));
    Some((earliest, latest))
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

/// Compares the sets of which no two may be asked for together; those stated stand in order.
pub(super) fn conflicts(locked: &Locked<'_>) -> Result<Vec<Finding>, ParseError> {
    let Some(root) = locked.root() else { return Ok(Vec::new()) };
    let asked = locked.workspace.conflicts()?;
    let recorded = &locked.recorded.conflicts;
    let is_asked =
        |set: &&BTreeSet<Conflict>| asked.stated.contains(set) || asked.implied.contains(*set);
    let lacking = asked.stated.iter().chain(&asked.implied).find(|set| !recorded.contains(set));
    let surplus = || recorded.iter().find(|set| !is_asked(set));
    let shown = |set: &BTreeSet<Conflict>| {
        let name = |it: &Conflict| {
            let name = it.extra.as_ref().or(it.group.as_ref());
            name.cloned().unwrap_or_else(|| it.package.clone())
        };
        set.iter().map(name).collect::<Vec<_>>().join("`, `")
    };
    let message = match lacking
        .map(|set| ("lock lacks", set))
        .or_else(|| surplus().map(|set| ("lock alone has", set)))
    {
        Some((who, set)) => format!("`conflicts` differ: the {who} `{}`", shown(set)),
        None if recorded.iter().take(asked.stated.len()).eq(&asked.stated) => return Ok(Vec::new()),
        None => "`conflicts` stand in another order than in the lock".to_owned(),
    };
    Ok(vec![locked.stale(&LOCK_DRIFT_CONFLICTS, message).at(&root.manifest, None)])
}

/// Compares which groups are installed by default, and for which Python groups are. Locks record both since
/// revision 5, the latter of a root without a project whenever it has such.
pub(super) fn defaults(
    locked: &Locked<'_>,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    const SINCE: u64 = 5;
    let recorded = locked.recorded;
    let mut findings = Vec::new();
    for (at, member) in locked.workspace.members.iter().enumerate() {
        let project = &member.project;
        let (groups, python) = match &project.name {
            Some(name) => match recorded.package(name) {
                Some(package) => (&package.default_groups, &package.group_python),
                None => continue,
            },
            None if at == 0 => (&recorded.default_groups, &recorded.group_python),
            None => continue,
        };
        let standard = |it: &Option<DefaultGroups>| it.clone().unwrap_or_default();
        if recorded.revision >= SINCE && standard(&project.default_groups) != standard(groups) {
            let message = "`default-groups` are not those that were locked".to_owned();
            let finding = locked.stale(&LOCK_DRIFT_GROUP, message);
            findings.push(finding.at(&member.manifest, None));
        }
        if recorded.revision >= SINCE || project.name.is_none() {
            findings.extend(group_python(locked, member, python, compared)?);
        }
    }
    Ok(findings)
}

fn group_python(
    locked: &Locked<'_>,
    member: &Member,
    recorded: &BTreeMap<String, String>,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let asked = &member.project.group_python;
    let names: BTreeSet<&String> = asked.keys().chain(recorded.keys()).collect();
    let markers = &mut compared.markers;
    let mut findings = Vec::new();
    for name in names {
        let mut now = Marker::ALWAYS;
        for text in asked.get(name).into_iter().flatten() {
            let one = range(markers, text)?;
            now = markers.and(now, one)?;
        }
        let then = recorded.get(name).map_or(Ok(Marker::ALWAYS), |text| range(markers, text))?;
        if now != then {
            let message = format!("`requires-python` of the group `{name}` is not what was locked");
            findings.push(locked.stale(&LOCK_DRIFT_GROUP, message).at(&member.manifest, None));
        }
    }
    Ok(findings)
}
