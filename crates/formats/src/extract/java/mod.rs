//! Java: what Maven and OSGi put into archives of classes, and project files.
//!
//! An archive (a jar, war or ear) is one component, whichever of its files tell of it. Its home is its
//! path with the `!` behind, so that what lies in it lies below its home.

pub(super) mod gradle_lock;
pub(super) mod manifest;
pub(super) mod pom;
mod pom_model;
pub(super) mod pom_properties;

use keelmark_model::bom::{Component, ComponentKind, LicenseClaim, State};
use keelmark_model::{Digest, Purl, PurlError};

use super::{Claim, Extract, Says, Scanned};

use crate::license::License;

/// A place that tells of an archive of classes.
struct Archive<'a> {
    /// Path of the archive with the `!` behind, or the folder it was unpacked into; empty at the top.
    home: &'a str,
    /// Where classes of others are looked for.
    class_path: &'a str,
    /// Its file name without folders and without its extension.
    stem: &'a str,
}

impl<'a> Archive<'a> {
    /// The archive that the file at `path` is about: that in which it lies in `META-INF`.
    fn of(path: &'a str) -> Option<Self> {
        const FOLDER: &str = "META-INF/";
        let inner = path.rfind("!/").map_or(0, |at| at + 2);
        let at = inner + path[inner..].find(FOLDER)?;
        if at > 0 && !path[..at].ends_with('/') {
            return None;
        }
        let home = path[..at].trim_end_matches('/');
        let outer = home.split_once('!').map_or(home, |(outer, _)| outer);
        let is_nested = home.contains("!/");
        let folder = outer.rsplit_once('/').map_or("", |(folder, _)| folder);
        let file = home.trim_end_matches('!').rsplit('/').next().unwrap_or_default();
        let is_archive = home.ends_with('!');
        let stem = file.rsplit_once('.').filter(|_| is_archive).map_or(file, |(stem, _)| stem);
        Some(Self { home, class_path: if is_nested { outer } else { folder }, stem })
    }
}

/// What is said of the archive at `path` by its bytes, of which `digest` is one, and by its name, unless what is
/// `inside` it tells which it is.
pub fn archive(
    path: &str,
    layer: Option<Digest>,
    digest: Option<Digest>,
    inside: &[Scanned],
) -> Scanned {
    let home = format!("{path}!");
    let mut packages = inside.iter().flat_map(|file| &file.extract.packages);
    let is_told = packages.any(|found| found.home == home);
    let named = if is_told { None } else { manifest::by_name(path) };
    let claim = digest.map(|digest| Claim { home, says: Says::Digest(digest) });
    Scanned {
        path: path.to_owned(),
        layer,
        extractor: manifest::JAVA_MANIFEST.id,
        extract: Extract {
            packages: named.into_iter().collect(),
            claims: claim.into_iter().collect(),
            ..Extract::default()
        },
    }
}

/// What Maven calls an artifact by.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Coordinates {
    group: String,
    artifact: String,
    version: Option<String>,
}

impl Coordinates {
    /// `group:artifact`, by which others need it.
    fn key(&self) -> String {
        format!("{}:{}", self.group, self.artifact)
    }

    fn purl(&self) -> Result<Purl, PurlError> {
        let version = self.version.as_deref().unwrap_or_default();
        Purl::new("maven", &self.group, &self.artifact)?.with_version(version)
    }

    fn component(&self, kind: ComponentKind, state: State) -> Result<Component, PurlError> {
        let name = format!("{}/{}", self.group, self.artifact);
        let mut component = Component::new(kind, name, state);
        component.version.clone_from(&self.version);
        component.purl = Some(self.purl()?);
        Ok(component)
    }
}

/// A licence by the name and the address of its text, as Maven and OSGi give it. The address says more:
/// everybody writes names as they like.
fn license(name: Option<&str>, url: Option<&str>) -> Option<LicenseClaim> {
    let by_url = [url, name].into_iter().flatten().find_map(License::at);
    let license = by_url.or_else(|| License::stated(name.or(url)?))?;
    Some(license.into())
}

#[cfg(test)]
mod tests {
    use super::Archive;

    #[test]
    fn an_archive_is_known_by_its_path() {
        for (path, wanted) in [
            ("lib/a-1.jar!/META-INF/MANIFEST.MF", Some(("lib/a-1.jar!", "lib", "a-1"))),
            (
                "app.war!/WEB-INF/lib/b.jar!/META-INF/maven/g/b/pom.xml",
                Some(("app.war!/WEB-INF/lib/b.jar!", "app.war", "b")),
            ),
            ("app.war!/META-INF/MANIFEST.MF", Some(("app.war!", "", "app"))),
            ("target/classes/META-INF/MANIFEST.MF", Some(("target/classes", "target", "classes"))),
            ("META-INF/MANIFEST.MF", Some(("", "", ""))),
            ("a.jar!/XMETA-INF/MANIFEST.MF", None),
            ("pom.xml", None),
        ] {
            let archive = Archive::of(path);
            let told = archive.as_ref().map(|one| (one.home, one.class_path, one.stem));
            assert_eq!(told, wanted, "{path}");
        }
    }
}
