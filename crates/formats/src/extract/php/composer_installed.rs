//! `vendor/composer/installed.json`: what Composer installed.

use keelmark_model::bom::{Evidence, State};
use serde::Deserialize;

use super::package::Package;
use crate::extract::{Extract, Extractor, File, Pattern};
use crate::{ParseError, json, limits};

pub(crate) static COMPOSER_INSTALLED: Extractor = Extractor {
    id: "composer-installed",
    version: 2,
    example: "vendor/composer/installed.json",
    reads: &[Pattern::Path("composer/installed.json")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

/// Composer 1 wrote a bare list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Installed {
    Now { packages: Vec<Package> },
    Before(Vec<Package>),
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let (Installed::Now { packages } | Installed::Before(packages)) = json::parse(file.bytes)?;
    let vendor = file.folder().strip_suffix("composer").unwrap_or_default().trim_end_matches('/');
    let mut extract = Extract::default();
    for package in &packages {
        if extract.is_full(file, None) {
            break;
        }
        match package.found(State::Installed, Evidence::Database, vendor) {
            Ok(mut found) => {
                let path = package.install_path.as_deref();
                // Paths are relative to the folder of the file.
                let below = path.and_then(|path| path.strip_prefix("../"));
                let folder = below.unwrap_or(&package.name);
                found.home = format!("{vendor}/{folder}").trim_start_matches('/').to_owned();
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(None, message)),
        }
    }
    Ok(extract)
}
