//! `gradle.lockfile`: the versions Gradle resolved, `group:artifact:version=configuration,…`.
//!
//! Source: Gradle user manual, "Locking versions". One file per project has all its configurations
//! since Gradle 7; which package needs which it does not say.

use std::collections::BTreeSet;

use keelmark_model::bom::{ComponentKind, Evidence, State};
use keelmark_model::{Relation, Scope, Usage};

use super::Coordinates;
use crate::extract::{Extract, Extractor, File, Found, Pattern};
use crate::{ParseError, limits, toml};

pub(crate) static GRADLE_LOCK: Extractor = Extractor {
    id: "gradle-lock",
    version: 3,
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

/// When a package is in use that is resolved for these configurations of the plugins for Java, Kotlin and
/// Android. None for others, whose names a project makes up.
fn usage(configurations: &str) -> Option<Usage> {
    let of = |configuration: &str| {
        let name = configuration.trim().to_ascii_lowercase();
        if name.contains("test") {
            Some(Usage::Development(BTreeSet::from(["test".to_owned()])))
        } else if name.ends_with("runtimeclasspath") {
            Some(Usage::Runtime)
        } else {
            let is_built = name.ends_with("compileclasspath")
                || name.ends_with("annotationprocessor")
                || name == "classpath";
            is_built.then_some(Usage::Build)
        }
    };
    let usages: Option<Vec<Usage>> = configurations.split(',').map(of).collect();
    usages?.into_iter().min()
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
    // Of all it may be said that something of the project's needs them: the lock has no names for more.
    component.scope =
        usage(configurations).map(|usage| Scope { relation: Relation::Transitive, usage });
    if !configurations.is_empty() {
        let name = "gradle:configurations".to_owned();
        component.properties.insert(name, configurations.to_owned());
    }
    let mut found = Found::new(component, Evidence::Lockfile, path);
    found.names = vec![coordinates.key()];
    found.line = Some(number);
    Ok(found)
}
