//! `composer.lock`.

use keelmark_model::DependencyKind;
use keelmark_model::bom::{Evidence, State};
use serde::Deserialize;

use super::package::Package;
use crate::extract::{Extract, Extractor, File, Pattern, Wanted, json_lines};
use crate::{ParseError, json, limits};

pub(crate) static COMPOSER_LOCK: Extractor = Extractor {
    id: "composer-lock",
    version: 3,
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

/// What only the project itself has installed.
const DEVELOPMENT: &str = "packages-dev";

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let lock: Lock = json::parse(file.bytes)?;
    let mut extract = Extract::default();
    let development = lock.development.unwrap_or_default();
    let lines = json_lines::lines(file.bytes, 3);
    let of =
        |group: &'static str, packages| (0..).zip(packages).map(move |(at, one)| (group, at, one));
    let all = of("packages", &lock.packages).chain(of(DEVELOPMENT, &development));
    for (group, at, package) in all {
        let at: usize = at;
        let line = lines.of(&[group, &at.to_string(), "name"]);
        if extract.is_full(file, line) {
            break;
        }
        match package.found(State::Locked, Evidence::Lockfile, file.path) {
            Ok(mut found) => {
                found.line = line;
                if group == DEVELOPMENT {
                    let properties = &mut found.component.properties;
                    properties.insert("composer:development".to_owned(), "true".to_owned());
                    let kind = DependencyKind::Group("dev".to_owned());
                    found.wanted = Some(Wanted { kind, is_direct: false });
                }
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(line, message)),
        }
    }
    Ok(extract)
}
