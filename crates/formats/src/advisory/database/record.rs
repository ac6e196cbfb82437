//! What the tables of a database say of packages, advisories and flaws.

use std::borrow::Cow;

use keelmark_model::Timestamp;
use keelmark_model::advisory::{
    Advisory, AdvisoryKind, Affected, Bound, Exploited, Likelihood, Severity,
};

use super::wire::{Reader, Writer};
use crate::advisory::matching;
use crate::cvss;
use crate::version::Scheme;

/// What an advisory says of one package, ready to be compared with keys.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Number of the advisory in its database.
    pub advisory: u32,
    /// Whether every version is meant, because something could not be read.
    pub is_conservative: bool,
    /// Whether it has ranges in an order that nobody knows.
    is_unordered: bool,
    /// Whether its ecosystem's versions have no order, so that none has a key.
    is_keyless: bool,
    intervals: Vec<(End<'a>, End<'a>)>,
    listed: Vec<&'a [u8]>,
    unread: Vec<&'a str>,
    /// Versions that are mended, as written.
    pub fixed: Vec<&'a str>,
    /// How bad it is for this package, where that differs.
    pub severities: Vec<Severity>,
}

/// An end of an interval, by its key.
#[derive(Debug, Clone)]
enum End<'a> {
    None,
    Including(Cow<'a, [u8]>),
    Excluding(Cow<'a, [u8]>),
}

impl Entry<'_> {
    /// Whether a version is meant: the same answer as [`matching::is_affected`] gives of the advisory.
    /// `key` is that of [`matching::key`]; nothing when nobody can say.
    pub fn is_affected(&self, version: &str, key: Option<&[u8]>) -> Option<bool> {
        if self.is_conservative || self.unread.contains(&version) {
            return Some(true);
        }
        if self.is_unordered {
            return None;
        }
        let Some(key) = key else { return self.is_keyless.then_some(false) };
        let is_listed = self.listed.binary_search(&key).is_ok();
        Some(is_listed || self.intervals.iter().any(|(from, to)| contains(from, to, key)))
    }
}

fn contains(from: &End<'_>, to: &End<'_>, key: &[u8]) -> bool {
    let begun = match from {
        End::None => true,
        End::Including(from) => key >= from.as_ref(),
        End::Excluding(from) => key > from.as_ref(),
    };
    begun
        && match to {
            End::None => true,
            End::Including(to) => key <= to.as_ref(),
            End::Excluding(to) => key < to.as_ref(),
        }
}

/// Writes what `affected` says; the number of the advisory is put before it by whoever knows it.
pub(super) fn write_entry(affected: &Affected) -> Vec<u8> {
    let scheme = Scheme::of_ecosystem(&affected.ecosystem);
    let intervals = scheme.and_then(|scheme| keyed(scheme, affected));
    let is_unordered = scheme.is_none() && !affected.intervals.is_empty();
    let is_conservative = affected.is_conservative || scheme.is_some() && intervals.is_none();
    let intervals = intervals.filter(|_| !is_conservative).unwrap_or_default();
    let (mut listed, mut unread) = (Vec::new(), Vec::new());
    for version in affected.versions.iter().filter(|_| !is_conservative) {
        match scheme.and_then(|scheme| matching::key(scheme, version).ok()) {
            // Most lists only repeat what the ranges say.
            Some(key) if intervals.iter().any(|(from, to)| contains(from, to, &key)) => {}
            Some(key) => listed.push(key),
            None => unread.push(version.clone()),
        }
    }
    listed.sort();
    listed.dedup();
    let mut writer = Writer::default();
    let flags = [is_conservative, is_unordered, scheme.is_none()];
    writer.number(flags.iter().rev().fold(0, |bits, flag| bits << 1 | u64::from(*flag)));
    writer.count(intervals.len());
    for end in intervals.iter().flat_map(|(from, to)| [from, to]) {
        match end {
            End::None => writer.number(0),
            End::Including(key) => {
                writer.number(1);
                writer.bytes(key);
            }
            End::Excluding(key) => {
                writer.number(2);
                writer.bytes(key);
            }
        }
    }
    writer.count(listed.len());
    listed.iter().for_each(|key| writer.bytes(key));
    writer.texts(&unread);
    writer.texts(&affected.fixed);
    write_severities(&mut writer, &affected.severities);
    writer.into_bytes()
}

/// The intervals by their keys; nothing when one has none.
fn keyed(
    scheme: &'static Scheme,
    affected: &Affected,
) -> Option<Vec<(End<'static>, End<'static>)>> {
    let end = |bound: &Bound| {
        Some(match bound {
            Bound::Unbounded => End::None,
            Bound::Including(text) => End::Including(matching::key(scheme, text).ok()?.into()),
            Bound::Excluding(text) => End::Excluding(matching::key(scheme, text).ok()?.into()),
        })
    };
    affected.intervals.iter().map(|it| Some((end(&it.from)?, end(&it.to)?))).collect()
}

/// Reads an entry of the advisory with this number.
pub(super) fn read_entry(advisory: u32, bytes: &[u8]) -> Option<Entry<'_>> {
    let mut reader = Reader::new(bytes);
    let flags = reader.number()?;
    let intervals = reader.count()?;
    let intervals = (0..intervals)
        .map(|_| Some((read_end(&mut reader)?, read_end(&mut reader)?)))
        .collect::<Option<_>>()?;
    let listed = reader.count()?;
    let listed = (0..listed).map(|_| reader.bytes()).collect::<Option<_>>()?;
    Some(Entry {
        advisory,
        is_conservative: flags & 1 != 0,
        is_unordered: flags & 2 != 0,
        is_keyless: flags & 4 != 0,
        intervals,
        listed,
        unread: reader.texts()?,
        fixed: reader.texts()?,
        severities: read_severities(&mut reader)?,
    })
}

fn read_end<'a>(reader: &mut Reader<'a>) -> Option<End<'a>> {
    match reader.number()? {
        0 => Some(End::None),
        1 => Some(End::Including(reader.bytes()?.into())),
        2 => Some(End::Excluding(reader.bytes()?.into())),
        _ => None,
    }
}

fn write_severities(writer: &mut Writer, severities: &[Severity]) {
    writer.count(severities.len());
    for severity in severities {
        writer.text(&severity.standard);
        writer.text(&severity.text);
    }
}

fn read_severities(reader: &mut Reader<'_>) -> Option<Vec<Severity>> {
    let count = reader.count()?;
    (0..count)
        .map(|_| {
            let (standard, text) = (reader.text()?.to_owned(), reader.text()?.to_owned());
            let is_vector = standard.starts_with("CVSS_");
            let score = is_vector.then(|| cvss::score(&text).ok()).flatten();
            Some(Severity { standard, text, score })
        })
        .collect()
}

/// What a database keeps of an advisory beside what is affected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Identifier in its own database.
    pub id: String,
    /// Identifiers of the same flaw elsewhere, sorted.
    pub aliases: Vec<String>,
    /// Identifiers of what this one repeats for a distribution, sorted.
    pub upstream: Vec<String>,
    /// What it warns of.
    pub kind: AdvisoryKind,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// One line.
    pub title: String,
    /// Where to read on.
    pub url: Option<String>,
    /// How bad it is, as each standard says.
    pub severities: Vec<Severity>,
    /// Whether something of it could not be read.
    pub is_partial: bool,
}

const KINDS: [AdvisoryKind; 5] = [
    AdvisoryKind::Vulnerability,
    AdvisoryKind::Malicious,
    AdvisoryKind::Unsound,
    AdvisoryKind::Unmaintained,
    AdvisoryKind::Notice,
];

pub(super) fn write_summary(advisory: &Advisory, title: &str, is_partial: bool) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.text(&advisory.id);
    writer.texts(&advisory.aliases);
    writer.texts(&advisory.upstream);
    writer.count(KINDS.iter().position(|kind| *kind == advisory.kind).unwrap_or_default());
    for time in [advisory.published, advisory.modified] {
        // Nobody published before 1970; nothing is zero.
        let seconds = time.and_then(|time| u64::try_from(time.0).ok());
        writer.number(seconds.map_or(0, |seconds| seconds.saturating_add(1)));
    }
    writer.text(title);
    writer.text(address(advisory));
    write_severities(&mut writer, &advisory.severities);
    writer.number(is_partial.into());
    writer.into_bytes()
}

/// The address that tells most: the advisory itself before reports of it.
fn address(advisory: &Advisory) -> &str {
    let of = |kind: &str| advisory.references.iter().find(|it| it.kind == kind);
    let found = of("ADVISORY").or_else(|| of("REPORT")).or(advisory.references.first());
    found.map(|it| it.url.as_str()).unwrap_or_default()
}

pub(super) fn read_summary(bytes: &[u8]) -> Option<Summary> {
    let mut reader = Reader::new(bytes);
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
    let time = |reader: &mut Reader<'_>| {
        let number = i64::try_from(reader.number()?).ok()?;
        Some(number.checked_sub(1).filter(|seconds| *seconds >= 0).map(Timestamp))
    };
    Some(Summary {
        id: reader.text()?.to_owned(),
        aliases: owned(reader.texts()?),
        upstream: owned(reader.texts()?),
        kind: *KINDS.get(usize::try_from(reader.number()?).ok()?)?,
        published: time(&mut reader)?,
        modified: time(&mut reader)?,
        title: reader.text()?.to_owned(),
        url: Some(reader.text()?.to_owned()).filter(|url| !url.is_empty()),
        severities: read_severities(&mut reader)?,
        is_partial: reader.number()? != 0,
    })
}

/// What lists say of a flaw beside advisories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flaw {
    /// That it is known to be exploited.
    pub exploited: Option<Exploited>,
    /// How likely it is to be exploited.
    pub likelihood: Option<Likelihood>,
}

pub(super) fn write_flaw(flaw: &Flaw) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.number(flaw.exploited.is_some().into());
    if let Some(Exploited { id: _, name, added, due, is_ransomware }) = &flaw.exploited {
        [name, added, due].into_iter().for_each(|text| writer.text(text));
        writer.number((*is_ransomware).into());
    }
    writer.number(flaw.likelihood.is_some().into());
    if let Some(Likelihood { id: _, probability, percentile }) = &flaw.likelihood {
        writer.number((*probability).into());
        writer.number((*percentile).into());
    }
    writer.into_bytes()
}

pub(super) fn read_flaw(id: &str, bytes: &[u8]) -> Option<Flaw> {
    let mut reader = Reader::new(bytes);
    let mut flaw = Flaw::default();
    if reader.number()? != 0 {
        flaw.exploited = Some(Exploited {
            id: id.to_owned(),
            name: reader.text()?.to_owned(),
            added: reader.text()?.to_owned(),
            due: reader.text()?.to_owned(),
            is_ransomware: reader.number()? != 0,
        });
    }
    if reader.number()? != 0 {
        flaw.likelihood = Some(Likelihood {
            id: id.to_owned(),
            probability: u32::try_from(reader.number()?).ok()?,
            percentile: u32::try_from(reader.number()?).ok()?,
        });
    }
    Some(flaw)
}
