//! Which distribution a package is of: `os-release` says it, for all packages of its root file system.

use std::collections::HashMap;

use keelmark_model::{Purl, PurlError};

use super::super::{Claim, Distribution, Says};
use super::Entry;
use super::place::DISTRIBUTIONS;

/// Completes the package URLs of a distribution's packages with its name and version, where a file
/// of the target says what it is. Of two such files of one root, the first counts.
pub(super) fn name(entries: &mut [Entry], claims: &[Claim]) {
    let mut roots: HashMap<&str, &Distribution> = HashMap::new();
    for claim in claims {
        if let Says::Distribution(distribution) = &claim.says {
            roots.entry(&claim.home).or_insert(distribution);
        }
    }
    for entry in entries {
        if !DISTRIBUTIONS.contains(&entry.ty()) {
            continue;
        }
        let Some(distribution) = roots.get(entry.found.environment.as_str()) else { continue };
        let purl = &mut entry.found.component.purl;
        // A name that no package URL takes leaves the package as it was.
        if let Some(Ok(whole)) = purl.clone().map(|purl| completed(purl, distribution)) {
            *purl = Some(whole);
        }
    }
}

fn completed(purl: Purl, distribution: &Distribution) -> Result<Purl, PurlError> {
    let release = match &distribution.version {
        Some(version) => format!("{}-{version}", distribution.id),
        None => distribution.id.clone(),
    };
    purl.with_namespace(vendor(&distribution.id))?.with_qualifier("distro", &release)
}

/// Package URLs go by who makes the distribution where one makes several.
fn vendor(id: &str) -> &str {
    match id {
        "rhel" => "redhat",
        "sled" | "sles" | "sles_sap" => "suse",
        _ if id.starts_with("opensuse") => "opensuse",
        _ => id,
    }
}
