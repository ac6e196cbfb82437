//! What a database of advisories says of a bill of materials.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_formats::ParseError;
use keelmark_formats::advisory::database::{Database, Entry, Summary};
use keelmark_formats::advisory::matching;
use keelmark_formats::version::Scheme;
use keelmark_model::advisory::Severity;
use keelmark_model::bom::{ComponentKind, Context, State};
use keelmark_model::vulnerability::Affected;
use keelmark_model::{Bom, Component, ComponentId, Place, Source, Vulnerability};

use super::paths::Paths;
use super::sought::{Sought, is_within};
use super::{merge, severity};

/// What was looked up, and what was found.
#[derive(Debug, Default)]
pub struct LookedUp {
    /// Every flaw of every package, sorted by package and identifier.
    pub vulnerabilities: Vec<Vulnerability>,
    /// How many packages were looked up.
    pub packages: usize,
    /// Packages of ecosystems that the database has no advisory of, by ecosystem.
    pub uncovered: BTreeMap<String, BTreeSet<String>>,
    /// Packages that no advisory could name: without a package URL, without a version, of a kind that no
    /// database has.
    pub unknown: BTreeSet<String>,
    /// Those of them that have no version, though they are there, and that some advisory names.
    pub unversioned: BTreeSet<String>,
    /// Packages that a manifest asks for, of which nothing in the states that count is any version.
    pub declared: BTreeSet<String>,
}

/// One package as it is looked up, with all components that are it.
struct Subject {
    sought: Sought,
    components: Vec<ComponentId>,
}

/// What is looked up, by ecosystem, name and version, and by what it is shown as.
type Subjects = BTreeMap<(String, String, String, String), Subject>;

fn add(subjects: &mut Subjects, sought: Sought, shown: &str, id: ComponentId) {
    let Sought { ecosystem, name, version, .. } = &sought;
    let key = (ecosystem.clone(), name.clone(), version.clone(), shown.to_owned());
    let subject = subjects.entry(key);
    let subject = subject.or_insert_with(|| Subject { sought, components: Vec::new() });
    subject.components.push(id);
}

/// An advisory that means a version.
pub(super) struct Match<'a> {
    pub(super) summary: Summary,
    pub(super) entry: Entry<'a>,
    /// Whether nobody could say, so that it is taken for affected.
    pub(super) is_doubtful: bool,
}

/// Looks up every component in `states`.
///
/// The project's own packages are not looked up: those that lie in its own folders, and the target itself where it
/// is sources. A package of a registry that has the same name is another, or one that is not yet published.
///
/// # Errors
/// `db.damaged`.
pub fn look_up(bom: &Bom, states: &[State], database: &Database) -> Result<LookedUp, ParseError> {
    let mut looked = LookedUp::default();
    let mut subjects = Subjects::new();
    let ecosystems = &database.about().ecosystems;
    let mut unversioned = BTreeSet::new();
    let is_own = |id| id == bom.root && bom.context == Some(Context::Source);
    let wanted = bom.iter().filter(|(id, component)| is_wanted(component, states) && !is_own(*id));
    for (id, component) in wanted {
        let shown = shown(component);
        let found = Sought::of(component);
        if found.is_empty() && id != bom.root && is_package(component) {
            unversioned.extend(Sought::unversioned(component).filter(|_| is_there(component)));
            looked.unknown.insert(shown);
            continue;
        }
        for sought in found {
            let repositories =
                ecosystems.keys().filter(|known| is_within(known, &sought.ecosystem));
            for known in repositories {
                let sought = Sought { ecosystem: known.clone(), ..sought.clone() };
                add(&mut subjects, sought, &shown, id);
            }
            if ecosystems.contains_key(&sought.ecosystem) {
                add(&mut subjects, sought, &shown, id);
            } else {
                looked.uncovered.entry(sought.ecosystem).or_default().insert(shown.clone());
            }
        }
    }
    looked.packages = subjects.len();
    looked.declared = declared(bom, states);
    let paths = std::cell::OnceCell::new();
    let mut packages = database.packages();
    for (ecosystem, name) in unversioned {
        if !packages.entries(&ecosystem, &name)?.is_empty() {
            looked.unversioned.insert(name);
        }
    }
    for subject in subjects.values() {
        let Sought { ecosystem, name, .. } = &subject.sought;
        let entries = packages.entries(ecosystem, name)?;
        let matches = matches(&subject.sought, entries, database)?;
        if matches.is_empty() {
            continue;
        }
        let paths = paths.get_or_init(|| Paths::of(bom));
        for group in merge::groups(matches) {
            looked.vulnerabilities.push(vulnerability(bom, paths, subject, &group, database)?);
        }
    }
    looked.vulnerabilities.sort_by(|a, b| {
        let key = |it: &Vulnerability| {
            (it.package.name.clone(), it.package.version.clone(), it.id.clone())
        };
        key(a).cmp(&key(b))
    });
    Ok(looked)
}

/// What is asked for, and in none of `states` there.
fn declared(bom: &Bom, states: &[State]) -> BTreeSet<String> {
    let name = |component: &Component| {
        let purl = component.purl.as_ref()?;
        Some((purl.ty().to_owned(), purl.namespace().to_vec(), purl.name().to_owned()))
    };
    let components = || bom.iter().filter(|(id, _)| *id != bom.root).map(|(_, it)| it);
    let there: BTreeSet<_> =
        components().filter(|it| states.contains(&it.state)).filter_map(name).collect();
    // What has a version is a project of the target itself.
    let asked = components().filter(|it| {
        let is_asked = it.state == State::Declared && it.version.is_none();
        is_asked && !states.contains(&it.state) && is_wanted(it, &[it.state])
    });
    let asked = asked.filter(|it| name(it).is_some_and(|name| !there.contains(&name)));
    asked.map(|it| it.name.clone()).collect()
}

fn is_wanted(component: &Component, states: &[State]) -> bool {
    states.contains(&component.state) && !matches!(component.source, Source::Path(_))
}

/// Whether a component is in the target, and not only asked for.
fn is_there(component: &Component) -> bool {
    component.state != State::Declared
}

fn is_package(component: &Component) -> bool {
    matches!(component.kind, ComponentKind::Library) || component.purl.is_some()
}

/// A component by its name and version.
pub(super) fn shown(component: &Component) -> String {
    match &component.version {
        Some(version) => format!("{}@{version}", component.name),
        None => component.name.clone(),
    }
}

fn matches<'a>(
    sought: &Sought,
    entries: Vec<Entry<'a>>,
    database: &Database,
) -> Result<Vec<Match<'a>>, ParseError> {
    let mut matches: Vec<Match<'a>> = Vec::new();
    for entry in entries {
        let answer = entry.is_affected(&sought.version, sought.key.as_deref());
        if answer == Some(false) {
            continue;
        }
        let is_doubtful = answer.is_none() || entry.is_conservative;
        matches.push(Match { summary: database.advisory(entry.advisory)?, entry, is_doubtful });
    }
    Ok(matches)
}

/// The flaw that a group of advisories tells of.
fn vulnerability(
    bom: &Bom,
    paths: &Paths,
    subject: &Subject,
    group: &[Match<'_>],
    database: &Database,
) -> Result<Vulnerability, ParseError> {
    let names = merge::names(group);
    let id = merge::preferred(group);
    let first = group.iter().find(|it| it.summary.id == id).or(group.first());
    let flaws = names.iter().filter(|name| name.starts_with("CVE-"));
    let (mut exploited, mut likelihood) = (None, None);
    for name in flaws {
        let flaw = database.flaw(name)?;
        exploited = exploited.or(flaw.exploited);
        likelihood = likelihood.max_by_probability(flaw.likelihood);
    }
    let severities: Vec<&Severity> = group
        .iter()
        .flat_map(|it| match it.entry.severities.as_slice() {
            [] => it.summary.severities.iter(),
            own => own.iter(),
        })
        .collect();
    let kind = group.iter().map(|it| it.summary.kind).min();
    let kind = kind.unwrap_or(keelmark_model::advisory::AdvisoryKind::Vulnerability);
    let (rating, score, vector) = severity::worst(kind, &severities);
    let (fixed, upgrade) = fixes(&subject.sought, group);
    let title = group.iter().map(|it| &it.summary.title).find(|title| !title.is_empty());
    Ok(Vulnerability {
        names,
        kind,
        package: affected(bom, paths, subject),
        title: title.cloned().unwrap_or_default(),
        url: first.and_then(|it| it.summary.url.clone()),
        rating,
        score,
        vector,
        fixed,
        upgrade,
        doubt: group.iter().all(|it| it.is_doubtful).then(|| doubt(&subject.sought, group)),
        exploited,
        likelihood,
        id,
    })
}

trait Likelier {
    fn max_by_probability(self, other: Self) -> Self;
}

impl Likelier for Option<keelmark_model::advisory::Likelihood> {
    fn max_by_probability(self, other: Self) -> Self {
        let probability = |it: &Self| it.as_ref().map(|it| it.probability);
        if probability(&other) > probability(&self) { other } else { self }
    }
}

fn doubt(sought: &Sought, group: &[Match<'_>]) -> String {
    if group.iter().any(|it| it.entry.is_conservative) {
        return "the advisory cannot be read in part, so that every version is meant".to_owned();
    }
    format!("`{}` has no place among the versions of {}", sought.version, sought.ecosystem)
}

/// The versions that are mended, and the smallest above the present one that none of the advisories means.
fn fixes(sought: &Sought, group: &[Match<'_>]) -> (Vec<String>, Option<String>) {
    let Some(scheme) = Scheme::of_ecosystem(&sought.ecosystem) else { return (Vec::new(), None) };
    let mut fixed: Vec<(Vec<u8>, &str)> = group
        .iter()
        .flat_map(|it| it.entry.fixed.iter())
        .filter_map(|text| Some((matching::key(scheme, text).ok()?, *text)))
        .filter(|(key, _)| sought.key.as_ref().is_none_or(|present| key > present))
        .collect();
    fixed.sort();
    fixed.dedup_by(|a, b| a.0 == b.0);
    let is_clean = |text: &str, key: &[u8]| {
        group.iter().all(|it| {
            // What is conservative means every version, those that are said to be mended too.
            it.entry.is_conservative || it.entry.is_affected(text, Some(key)) == Some(false)
        })
    };
    let upgrade = fixed.iter().find(|(key, text)| is_clean(text, key));
    let upgrade = upgrade.map(|(_, text)| (*text).to_owned());
    (fixed.into_iter().map(|(_, text)| text.to_owned()).collect(), upgrade)
}

fn affected(bom: &Bom, paths: &Paths, subject: &Subject) -> Affected {
    let usage = subject.components.iter().map(|id| paths.usage(*id)).min();
    let near = subject.components.iter().map(|id| paths.path(bom, *id)).min_by_key(Vec::len);
    let components = || subject.components.iter().map(|id| bom.component(*id));
    let mut places: Vec<Place> = components()
        .flat_map(|component| &component.found)
        .map(|found| Place { path: found.path.clone(), line: found.line })
        .collect();
    places.sort();
    places.dedup();
    let mut places = places.into_iter();
    let first = components().next();
    Affected {
        ecosystem: subject.sought.ecosystem.clone(),
        name: first.map(|it| it.name.clone()).unwrap_or_default(),
        version: subject.sought.own.clone(),
        purl: first.and_then(|it| it.purl.as_ref().map(ToString::to_string)),
        target: None,
        place: places.next(),
        elsewhere: places.collect(),
        state: components().map(|it| it.state).min().map(State::name),
        usage: usage.unwrap_or(keelmark_model::vulnerability::When::Runtime),
        path: near.unwrap_or_default(),
    }
}
