//! `gradle.lockfile`: the versions Gradle resolved, `group:artifact:version=configuration,…`.
//!
//! Source: Gradle user manual, "Locking versions". One file per project has all its configurations
//! since Gradle 7; which package needs which it does not say.

use keelmark_model::bom::{ComponentKind, Evidence, State};

use super::Coordinates;
use crate::extract::{Extract, Extractor, File, Found, Pattern};
use crate::{ParseError, limits, toml};

pub(crate) static GRADLE_LOCK: Extractor = Extractor {
    id: "gradle-lock",
    version: 2,
    example: "gradle.lockfile",
    reads: &[Pattern::Name("gradle.lockfile"), Pattern::Name("buildscript-gradle.lockfile")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let text = toml::text(file.bytes)?;
    let mut extract = Extract::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line.starts_with("empty=") {
            continue;
        }
        if extract.is_full(file, Some(number)) {
            break;
        }
        match found(line, number, file.path) {
            Ok(found) => extract.packages.push(found),
            Err(message) => extract.gaps.push(file.entry_gap(Some(number), message)),
        }
    }
    // `empty=` lists the configurations without any package, and is the last line.
    if !text.lines().any(|line| line.trim().starts_with("empty=")) {
        let message = "it does not end with `empty=`, as Gradle ends each: a part may be cut off";
        extract.gaps.push(file.entry_gap(None, message));
    }
    Ok(extract)
}

fn found(line: &str, number: u32, path: &str) -> Result<Found, String> {
    let (coordinates, configurations) = line.split_once('=').unwrap_or((line, ""));
    let parts: Vec<&str> = coordinates.split(':').collect();
    let [group, artifact, version] = parts[..] else {
        return Err("not `group:artifact:version=configurations`".to_owned());
    };
    let coordinates = Coordinates {
        group: group.to_owned(),
        artifact: artifact.to_owned(),
        version: Some(version.to_owned()),
    };
    let component = coordinates.component(ComponentKind::Library, State::Locked);
    let mut component = component.map_err(|error| error.to_string())?;
    if !configurations.is_empty() {
        let name = "gradle:configurations".to_owned();
        component.properties.insert(name, configurations.to_owned());
    }
    let mut found = Found::new(component, Evidence::Lockfile, path);
    found.names = vec![coordinates.key()];
    found.line = Some(number);
    Ok(found)
}
