//! Databases of advisories, version 1.

use std::collections::BTreeMap;

use keelmark_formats::advisory::database::Source;
use keelmark_formats::time::rfc3339;
use serde::Serialize;

use crate::cmd::db::{Described, Import};

/// `keelmark db import --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Imported<'a> {
    #[serde(flatten)]
    database: Status<'a>,
    unread_statements: usize,
    unread_files: usize,
}

impl<'a> From<&'a Import<'a>> for Imported<'a> {
    fn from(import: &'a Import<'a>) -> Self {
        Self {
            database: Status::from(&import.database),
            unread_statements: import.findings,
            unread_files: import.unread,
        }
    }
}

/// `keelmark db status --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Status<'a> {
    schema: &'static str,
    path: &'a str,
    digest: String,
    built: String,
    oldest_source: Option<String>,
    advisories: u64,
    withdrawn: u64,
    replaced: u64,
    packages: u64,
    exploited: u64,
    likelihoods: u64,
    ecosystems: &'a BTreeMap<String, u64>,
    sources: Vec<Listed<'a>>,
}

impl<'a> From<&'a Described<'a>> for Status<'a> {
    fn from(database: &'a Described<'a>) -> Self {
        let Described { path, digest, about, oldest } = database;
        Self {
            schema: "keelmark.db/v1",
            path,
            digest: digest.to_string(),
            built: rfc3339(about.built()),
            oldest_source: oldest.map(rfc3339),
            advisories: about.advisories,
            withdrawn: about.withdrawn,
            replaced: about.replaced,
            packages: about.packages,
            exploited: about.exploited,
            likelihoods: about.likelihoods,
            ecosystems: &about.ecosystems,
            sources: about.sources.iter().map(Listed::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    name: &'a str,
    sha256: &'a str,
    advisories: u64,
    exploited: u64,
    likelihoods: u64,
    unread: u64,
    newest: Option<String>,
}

impl<'a> From<&'a Source> for Listed<'a> {
    fn from(source: &'a Source) -> Self {
        Self {
            name: &source.name,
            sha256: &source.sha256,
            advisories: source.advisories,
            exploited: source.exploited,
            likelihoods: source.likelihoods,
            unread: source.unread,
            newest: source.newest().map(rfc3339),
        }
    }
}
