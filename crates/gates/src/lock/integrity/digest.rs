//! One digest of all that a lock pins.

use std::collections::BTreeSet;

use keelmark_formats::hash;
use keelmark_formats::lock::Resolution;
use keelmark_model::{Digest, PackageId};

/// The reproducibility digest of a lock: SHA-256 over a line `name==version:digest,…` for each package
/// that is not of the project itself, sorted, joined by line feeds. Digests are written
/// `algorithm:hexadecimal`, sorted, each once.
///
/// Two locks that install the same files have the same digest, however they are laid out.
pub fn reproducibility(resolution: &Resolution) -> Digest {
    let own: BTreeSet<PackageId> = resolution.own.iter().copied().collect();
    let packages = (0..).map(PackageId).zip(&resolution.packages);
    let mut lines: Vec<String> = packages
        .filter(|(id, _)| !own.contains(id))
        .map(|(_, package)| {
            let digests: BTreeSet<String> = package
                .files
                .iter()
                .flat_map(|file| &file.digests)
                .map(ToString::to_string)
                .collect();
            let digests: Vec<String> = digests.into_iter().collect();
            let version = package.version.as_deref().unwrap_or_default();
            format!("{}=={version}:{}", package.name, digests.join(","))
        })
        .collect();
    lines.sort();
    hash::sha256(lines.join("\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use keelmark_formats::lock;

    use super::reproducibility;

    /// What OpenMed's own workflow wrote for its releases.
    #[test]
    fn digests_are_those_of_real_releases() {
        let Some(data) = crate::data::folder("openmed") else { return };
        for (release, count, digest) in
            [("v1.8.0", 357, "a9002c1e17ec"), ("v2.2.0", 525, "08ffe3d7eec0")]
        {
            let bytes = std::fs::read(data.join(release).join("uv.lock")).unwrap();
            let resolution = (lock::uv::LOCKFILE.resolve)(&bytes).unwrap();
            assert_eq!(resolution.packages.len() - resolution.own.len(), count);
            assert!(reproducibility(&resolution).hex().starts_with(digest), "{release}");
        }
    }
}
