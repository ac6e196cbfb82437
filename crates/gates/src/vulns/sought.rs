//! By which ecosystem and name a component is looked up among advisories.
//!
//! Sources: OSV schema 1.7, "affected[].package field" and its list of ecosystems; the Package URL types.

use keelmark_formats::advisory::matching;
use keelmark_formats::version::Scheme;
use keelmark_model::{Component, Purl};

/// Whether advisories of the ecosystem `known` may be about a package looked up in `ecosystem`: it is that, or it goes
/// by one repository of it (`Packagist:https://packages.drupal.org/8`), from which nobody says that the package is not.
pub(super) fn is_within(known: &str, ecosystem: &str) -> bool {
    let rest = known.strip_prefix(ecosystem).and_then(|rest| rest.strip_prefix(':'));
    rest.is_some_and(|rest| rest.contains("://"))
}

/// A package as advisories name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    /// Ecosystem, as OSV names it, with its release.
    pub(super) ecosystem: String,
    /// Name: of distributions' packages that of the sources, where advisories go by those.
    pub(super) name: String,
    /// Version of what is named.
    pub(super) version: String,
    /// Version of the package itself.
    pub(super) own: String,
    /// The key of the version; nothing where it cannot be read.
    pub(super) key: Option<Vec<u8>>,
}

impl Sought {
    /// What to look up for a component; nothing where no advisory could name it. Several where it has one version
    /// and its package URL another: nobody knows which of the two it is.
    pub(super) fn of(component: &Component) -> Vec<Self> {
        let Some(purl) = &component.purl else { return Vec::new() };
        let mut found: Vec<Self> = Vec::new();
        for version in [component.version.as_deref(), purl.version()].into_iter().flatten() {
            let Some((ecosystem, name, sources)) = named(purl, version) else { continue };
            let scheme = Scheme::of_ecosystem(&ecosystem);
            let key = scheme.and_then(|scheme| matching::key(scheme, &sources).ok());
            let is_same =
                |one: &Self| one.version == sources || one.key.is_some() && one.key == key;
            // The package URLs of distributions write versions in another way.
            let is_other = found.is_empty() || registry(purl.ty()).is_some();
            if is_other && !found.iter().any(is_same) {
                let own = version.to_owned();
                found.push(Self { ecosystem, name, version: sources, own, key });
            }
        }
        found
    }

    /// Ecosystem and name by which a component without a version would be looked up.
    pub(super) fn unversioned(component: &Component) -> Option<(String, String)> {
        let purl = component.purl.as_ref()?;
        let has_version = component.version.is_some() || purl.version().is_some();
        let (ecosystem, name, _) = named(purl, "").filter(|_| !has_version)?;
        Some((ecosystem, name))
    }
}

/// Ecosystem, name and version by which advisories go for a package in `version`.
fn named(purl: &Purl, version: &str) -> Option<(String, String, String)> {
    Some(match purl.ty() {
        "deb" => debian(purl, version)?,
        "apk" => alpine(purl, version)?,
        "rpm" => (rpm(purl)?, purl.name().to_owned(), with_epoch(purl, version)),
        ty => {
            let (ecosystem, separator) = registry(ty)?;
            (ecosystem.to_owned(), full_name(purl, separator), version.to_owned())
        }
    })
}

/// The ecosystem of a registry, and what stands between namespace and name in it.
fn registry(ty: &str) -> Option<(&'static str, &'static str)> {
    Some(match ty {
        "cargo" => ("crates.io", "/"),
        "composer" => ("Packagist", "/"),
        "conan" => ("ConanCenter", "/"),
        "cran" => ("CRAN", "/"),
        "gem" => ("RubyGems", "/"),
        "githubactions" => ("GitHub Actions", "/"),
        "golang" => ("Go", "/"),
        "hackage" => ("Hackage", "/"),
        "hex" => ("Hex", "/"),
        "maven" => ("Maven", ":"),
        "npm" => ("npm", "/"),
        "nuget" => ("NuGet", "/"),
        "pub" => ("Pub", "/"),
        "pypi" => ("PyPI", "/"),
        "swift" => ("SwiftURL", "/"),
        _ => return None,
    })
}

fn full_name(purl: &Purl, separator: &str) -> String {
    match purl.namespace() {
        [] => purl.name().to_owned(),
        namespace => format!("{}{separator}{}", namespace.join("/"), purl.name()),
    }
}

/// The distribution and its release: `debian`, `12.5`. Some tools write the release alone.
fn release(purl: &Purl) -> Option<(&str, &str)> {
    let distro = purl.qualifiers().get("distro")?;
    let name = purl.namespace().first().map_or("", String::as_str);
    match distro.rsplit_once('-') {
        Some((distribution, release)) => Some((distribution, release)),
        None if distro.starts_with(|first: char| first.is_ascii_digit()) => Some((name, distro)),
        None => Some((distro, "")),
    }
}

/// The first `count` numbers of a release.
fn numbers(release: &str, count: usize) -> String {
    release.split('.').take(count).collect::<Vec<_>>().join(".")
}

/// Packages of Debian and Ubuntu: advisories go by sources.
fn debian(purl: &Purl, version: &str) -> Option<(String, String, String)> {
    let ecosystem = match release(purl) {
        Some(("debian", release)) => format!("Debian:{}", numbers(release, 1)),
        Some(("ubuntu", release)) => {
            let release = numbers(release, 2);
            let year = release.split('.').next().and_then(|year| year.parse::<u32>().ok());
            let is_long = release.ends_with(".04") && year.is_some_and(|year| year % 2 == 0);
            format!("Ubuntu:{release}{}", if is_long { ":LTS" } else { "" })
        }
        other => elsewhere(purl, other)?,
    };
    let upstream = purl.qualifiers().get("upstream").map_or(purl.name(), String::as_str);
    let (name, version) = upstream.split_once('@').unwrap_or((upstream, version));
    Some((ecosystem, name.to_owned(), version.to_owned()))
}

/// Packages of Alpine and those who build on it: advisories go by what a package was built from.
fn alpine(purl: &Purl, version: &str) -> Option<(String, String, String)> {
    let ecosystem = match release(purl) {
        Some(("alpine", release)) => format!("Alpine:v{}", numbers(release, 2)),
        Some(("wolfi", _)) => "Wolfi".to_owned(),
        Some(("chainguard", _)) => "Chainguard".to_owned(),
        other => elsewhere(purl, other)?,
    };
    let name = purl.qualifiers().get("upstream").map_or(purl.name(), String::as_str);
    Some((ecosystem, name.to_owned(), version.to_owned()))
}

/// A distribution whose advisories no database has under this name, or one of which the release is not said: told as
/// not looked up. Nothing where not even the distribution is said.
fn elsewhere(purl: &Purl, release: Option<(&str, &str)>) -> Option<String> {
    let name = purl.namespace().first().map(String::as_str);
    match release {
        Some((distribution, release)) if !distribution.is_empty() => {
            Some(format!("{distribution}:{}", numbers(release, 1)))
        }
        _ => name.map(|name| format!("{name} of no release")),
    }
}

fn rpm(purl: &Purl) -> Option<String> {
    let Some((distribution, release)) = release(purl).filter(|it| !it.0.is_empty()) else {
        return elsewhere(purl, None);
    };
    let major = numbers(release, 1);
    Some(match distribution {
        "almalinux" => format!("AlmaLinux:{major}"),
        "azurelinux" | "mariner" => format!("Azure Linux:{major}"),
        "mageia" => format!("Mageia:{major}"),
        "openeuler" => format!("openEuler:{release}"),
        "opensuse-leap" => format!("openSUSE:Leap {release}"),
        "opensuse-tumbleweed" => "openSUSE:Tumbleweed".to_owned(),
        "rocky" => format!("Rocky Linux:{major}"),
        "sled" => format!("SUSE:Linux Enterprise Desktop {}", suse(release)),
        "sles" => format!("SUSE:Linux Enterprise Server {}", suse(release)),
        // Red Hat's advisories go by repositories, which a package URL does not tell, and nobody publishes
        // Fedora's in OSV's form: no database has these names, so that their packages are told as not looked up.
        "rhel" | "redhat" => format!("Red Hat:{major}"),
        "fedora" => format!("Fedora:{major}"),
        other => format!("{other}:{major}"),
    })
}

/// A release of SUSE: `15 SP5`.
fn suse(release: &str) -> String {
    match release.split_once('.') {
        Some((major, "0")) => major.to_owned(),
        Some((major, pack)) => format!("{major} SP{pack}"),
        None => release.to_owned(),
    }
}

/// A version with the epoch, which package URLs keep apart.
fn with_epoch(purl: &Purl, version: &str) -> String {
    match purl.qualifiers().get("epoch") {
        Some(epoch) if !version.contains(':') => format!("{epoch}:{version}"),
        _ => version.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::{Component, ComponentKind, State};

    use super::Sought;

    fn sought(purl: &str) -> Option<String> {
        let mut component = Component::new(ComponentKind::Library, "n", State::Installed);
        component.purl = Some(purl.parse().unwrap());
        let found = Sought::of(&component).pop()?;
        let known = if found.key.is_some() { "" } else { " ?" };
        Some(format!("{} {} {}{known}", found.ecosystem, found.name, found.version))
    }

    #[test]
    fn package_urls_are_named_as_advisories_name_them() {
        for (purl, expected) in [
            ("pkg:npm/%40babel/core@7.0.0", "npm @babel/core 7.0.0"),
            ("pkg:maven/org.a/b@1", "Maven org.a:b 1"),
            ("pkg:golang/github.com/a/b@v1.2.3", "Go github.com/a/b v1.2.3"),
            ("pkg:cargo/a@x", "crates.io a x ?"),
            ("pkg:githubactions/actions/cache@v4", "GitHub Actions actions/cache v4"),
            (
                "pkg:deb/debian/libssl3@3.0.1-1?distro=debian-12.5&upstream=openssl%403.0.1-2",
                "Debian:12 openssl 3.0.1-2",
            ),
            ("pkg:deb/debian/a@1?distro=12", "Debian:12 a 1"),
            ("pkg:deb/ubuntu/a@1?distro=ubuntu-22.04", "Ubuntu:22.04:LTS a 1"),
            ("pkg:deb/ubuntu/a@1?distro=ubuntu-23.10", "Ubuntu:23.10 a 1"),
            (
                "pkg:apk/alpine/libssl3@3.1-r0?distro=alpine-3.19.1&upstream=openssl",
                "Alpine:v3.19 openssl 3.1-r0",
            ),
            ("pkg:rpm/rocky/a@1-2?distro=rocky-9.3&epoch=1", "Rocky Linux:9 a 1:1-2"),
            ("pkg:rpm/suse/a@1-2?distro=sles-15.5", "SUSE:Linux Enterprise Server 15 SP5 a 1-2"),
            ("pkg:rpm/redhat/a@1-2?distro=rhel-9.4", "Red Hat:9 a 1-2"),
            ("pkg:rpm/fedora/a@1?distro=fedora-40", "Fedora:40 a 1 ?"),
            ("pkg:rpm/amzn/a@1?distro=amzn-2", "amzn:2 a 1 ?"),
            ("pkg:rpm/opensuse/a@1-2?distro=opensuse-leap-15.6", "openSUSE:Leap 15.6 a 1-2"),
            // Told as not looked up, since no database has these names.
            ("pkg:apk/alpaquita/a@1?distro=alpaquita-23", "alpaquita:23 a 1 ?"),
            ("pkg:deb/kali/a@1?distro=kali-2024.1", "kali:2024 a 1 ?"),
            ("pkg:deb/debian/a@1", "debian of no release a 1 ?"),
            ("pkg:rpm/fedora/a@1", "fedora of no release a 1 ?"),
        ] {
            assert_eq!(sought(purl).as_deref(), Some(expected), "{purl}");
        }
        for purl in ["pkg:generic/a@1", "pkg:npm/a", "pkg:deb/a@1", "pkg:rpm/a@1"] {
            assert_eq!(sought(purl), None, "{purl}");
        }
    }

    #[test]
    fn two_versions_of_one_component_are_both_looked_up() {
        for (version, purl, expected) in [
            (Some("9.9"), "pkg:pypi/a@2.10", &["9.9", "2.10"][..]),
            (Some("2.10.0"), "pkg:pypi/a@2.10", &["2.10.0"]),
            (None, "pkg:pypi/a@2.10", &["2.10"]),
            (Some("x"), "pkg:pypi/a@x", &["x"]),
            (Some("1:2-3"), "pkg:rpm/rocky/a@2-3?distro=rocky-9&epoch=1", &["1:2-3"]),
            (None, "pkg:pypi/a", &[]),
        ] {
            let mut component = Component::new(ComponentKind::Library, "a", State::Installed);
            component.version = version.map(str::to_owned);
            component.purl = Some(purl.parse().unwrap());
            let found = Sought::of(&component);
            let found: Vec<&str> = found.iter().map(|it| it.own.as_str()).collect();
            assert_eq!(found, expected, "{version:?} {purl}");
            let unversioned = Sought::unversioned(&component).is_some();
            assert_eq!(unversioned, expected.is_empty(), "{version:?} {purl}");
        }
    }
}
