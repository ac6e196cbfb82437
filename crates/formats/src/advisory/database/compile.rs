//! Writing a database.

use std::collections::{BTreeMap, HashMap};

use keelmark_model::Timestamp;
use keelmark_model::advisory::{Exploited, Likelihood};

use super::header::{About, Header, Region, Source, Table, Tables};
use super::record::{self, Flaw};
use super::table::{self, Built};
use super::wire::Writer;
use super::{filter, name};
use crate::advisory::Read;
use crate::limits;

/// Least bytes of a block of packages: of most, one row is wanted.
const PACKAGE_BLOCK: usize = 4 << 10;
/// Least bytes of the other blocks.
const BLOCK: usize = 16 << 10;

/// An advisory as it is put into a database.
#[derive(Debug)]
pub struct Prepared {
    id: String,
    modified: Option<Timestamp>,
    is_withdrawn: bool,
    summary: Vec<u8>,
    /// Of each package: its ecosystem, its key, what is said of it.
    entries: Vec<(String, Vec<u8>, Vec<u8>)>,
}

impl Prepared {
    /// Makes of an advisory what a database keeps of it.
    pub fn of(read: &Read) -> Self {
        let Read { advisory, findings } = read;
        let line = advisory.summary.lines().next().or_else(|| advisory.details.lines().next());
        let line = line.unwrap_or_default();
        let title = line.get(..line.floor_char_boundary(limits::ADVISORY_TITLE_BYTES));
        let is_withdrawn = advisory.withdrawn.is_some();
        let affected = advisory.affected.iter().filter(|_| !is_withdrawn);
        let entry = |it: &keelmark_model::advisory::Affected| {
            let key = name::key(&it.ecosystem, &it.name);
            (it.ecosystem.clone(), key, record::write_entry(it))
        };
        Self {
            id: advisory.id.clone(),
            // Go writes the year 1 for `modified`.
            modified: advisory.modified.max(advisory.published),
            is_withdrawn,
            summary: record::write_summary(
                advisory,
                title.unwrap_or_default(),
                !findings.is_empty(),
            ),
            entries: affected.map(entry).collect(),
        }
    }

    /// When it was last changed, as it says itself.
    pub fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    /// Whether it no longer holds.
    pub fn is_withdrawn(&self) -> bool {
        self.is_withdrawn
    }
}

/// What a database is made of.
#[derive(Debug, Default)]
pub struct Contents {
    /// Every advisory; of several with one identifier the one changed last is taken.
    pub advisories: Vec<Prepared>,
    /// Flaws that are known to be exploited.
    pub exploited: Vec<Exploited>,
    /// How likely flaws are to be exploited.
    pub likelihoods: Vec<Likelihood>,
    /// Where they are from.
    pub sources: Vec<Source>,
}

/// The bytes of a database made at `built`: the same for the same contents, in whatever order.
pub fn compile(contents: Contents, built: Timestamp) -> Vec<u8> {
    let Contents { advisories, exploited, likelihoods, mut sources } = contents;
    sources.sort();
    let read = advisories.len() as u64;
    let advisories = latest(advisories);
    let mut about = About {
        built: built.0,
        replaced: read - advisories.len() as u64,
        withdrawn: advisories.iter().filter(|it| it.is_withdrawn).count() as u64,
        sources,
        ..About::default()
    };
    let packages = packages(&advisories, &mut about);
    let rows = packages.iter().map(|(key, value)| (key.as_slice(), value.as_slice()));
    let filter = filter::build(packages.keys().map(Vec::as_slice));
    let package_table = table::build(rows, PACKAGE_BLOCK);
    drop(packages);
    let summaries: Vec<_> = advisories
        .iter()
        .zip(0_u32..)
        .map(|(advisory, number)| (number.to_be_bytes(), advisory.summary.as_slice()))
        .collect();
    let summaries = table::build(summaries.iter().map(|(key, value)| (&key[..], *value)), BLOCK);
    about.exploited = exploited.len() as u64;
    about.likelihoods = likelihoods.len() as u64;
    let flaws = flaws(exploited, likelihoods);
    let flaws = flaws.iter().map(|(id, flaw)| (id.as_bytes(), flaw.as_slice()));
    let flaws = table::build(flaws, BLOCK);
    assemble(about, &filter, &package_table, &summaries, &flaws)
}

/// Advisories by identifier, of several that have one the latest.
fn latest(mut advisories: Vec<Prepared>) -> Vec<Prepared> {
    advisories.sort_by(|a, b| {
        let of = |it: &Prepared| (it.modified, it.is_withdrawn);
        // Those that say the same of themselves are in the order of their bytes, so that none of them is
        // taken by accident.
        (&a.id, of(b), &b.summary, &b.entries).cmp(&(&b.id, of(a), &a.summary, &a.entries))
    });
    advisories.dedup_by(|later, first| later.id == first.id);
    advisories
}

/// The rows of packages: for each advisory of one, its number and what it says.
fn packages(advisories: &[Prepared], about: &mut About) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut rows: HashMap<&[u8], Writer> = HashMap::new();
    let mut ecosystems: BTreeMap<&str, u64> = BTreeMap::new();
    for (advisory, number) in advisories.iter().zip(0_u64..) {
        let mut seen: Vec<&str> = Vec::new();
        for (ecosystem, key, entry) in &advisory.entries {
            if !seen.contains(&ecosystem.as_str()) {
                seen.push(ecosystem);
                *ecosystems.entry(ecosystem).or_default() += 1;
            }
            let row = rows.entry(key).or_default();
            row.number(number);
            row.bytes(entry);
        }
    }
    about.advisories = advisories.len() as u64 - about.withdrawn;
    about.packages = rows.len() as u64;
    about.ecosystems =
        ecosystems.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    rows.into_iter().map(|(key, row)| (key.to_vec(), row.into_bytes())).collect()
}

fn flaws(exploited: Vec<Exploited>, likelihoods: Vec<Likelihood>) -> BTreeMap<String, Vec<u8>> {
    let mut flaws: BTreeMap<String, Flaw> = BTreeMap::new();
    for exploited in exploited {
        let id = exploited.id.clone();
        flaws.entry(id).or_default().exploited = Some(exploited);
    }
    for likelihood in likelihoods {
        let id = likelihood.id.clone();
        flaws.entry(id).or_default().likelihood = Some(likelihood);
    }
    flaws.into_iter().map(|(id, flaw)| (id, record::write_flaw(&flaw))).collect()
}

/// Everything in one: the header, then what it names, indexes first.
fn assemble(
    about: About,
    filter: &[u8],
    packages: &Built,
    advisories: &Built,
    flaws: &Built,
) -> Vec<u8> {
    let mut body = Vec::new();
    let filter = append(&mut body, filter);
    let mut index = |table: &Built| append(&mut body, &table.index);
    let (of_packages, of_advisories, of_flaws) = (index(packages), index(advisories), index(flaws));
    let mut table = |index: Region, table: &Built| {
        let blocks = body.len() as u64;
        body.extend_from_slice(&table.blocks);
        Table { index, blocks }
    };
    let tables = Tables {
        filter,
        packages: table(of_packages, packages),
        advisories: table(of_advisories, advisories),
        flaws: table(of_flaws, flaws),
    };
    let mut bytes = Header { about, tables, bytes: body.len() as u64 }.render();
    bytes.extend(body);
    bytes
}

/// Puts `bytes` at the end of `body`.
fn append(body: &mut Vec<u8>, bytes: &[u8]) -> Region {
    let region = Region::of(body.len() as u64, bytes);
    body.extend_from_slice(bytes);
    region
}
