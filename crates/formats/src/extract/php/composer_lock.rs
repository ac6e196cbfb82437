//! `composer.lock`.

use keelmark_model::bom::{Evidence, State};
use serde::Deserialize;

use super::package::Package;
use crate::extract::{Extract, Extractor, File, Pattern};
use crate::{ParseError, json, limits};

pub(crate) static COMPOSER_LOCK: Extractor = Extractor {
    id: "composer-lock",
    version: 2,
    example: "composer.lock",
    reads: &[Pattern::Name("composer.lock")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    packages: Vec<Package>,
    #[serde(default, rename = "packages-dev")]
    development: Option<Vec<Package>>,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let lock: Lock = json::parse(file.bytes)?;
    let mut extract = Extract::default();
    let development = lock.development.unwrap_or_default();
    let all = lock.packages.iter().map(|one| (one, false));
    let all = all.chain(development.iter().map(|one| (one, true)));
    for (package, is_development) in all {
        if extract.is_full(file, None) {
            break;
        }
        match package.found(State::Locked, Evidence::Lockfile, file.path) {
            Ok(mut found) => {
                if is_development {
                    let properties = &mut found.component.properties;
                    properties.insert("composer:development".to_owned(), "true".to_owned());
                }
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(None, message)),
        }
    }
    Ok(extract)
}
