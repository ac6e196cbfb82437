//! Where packages may come from.

use keelmark_model::{Ecosystem, Package, Source};

/// The parts of an address that matter for whether it may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address<'a> {
    /// What stands before `://`.
    pub(super) scheme: &'a str,
    /// Host without user and port.
    pub(super) host: &'a str,
    /// From the first `/` on, without query and fragment.
    pub(super) path: &'a str,
}

impl<'a> Address<'a> {
    /// The parts of an absolute address; `None` for a path.
    ///
    /// Source: RFC 3986, section 3.
    pub(super) fn of(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let at = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = match host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => host,
        };
        (scheme != "file").then_some(Self { scheme, host, path })
    }

    /// Whether nobody on the way can change what is served.
    pub(super) fn is_secure(&self) -> bool {
        ["https", "ssh", "git+https", "git+ssh", "sparse+https", "registry+https"]
            .iter()
            .any(|secure| self.scheme.eq_ignore_ascii_case(secure))
    }
}

/// Where packages may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    entries: Vec<String>,
    /// Hosts of the indexes that the project names: for packages of those indexes.
    indexes: Vec<String>,
}

impl Allowed {
    /// The registries of an ecosystem, the hosts that serve their files, and `more`: each a host, or a
    /// host and the beginning of a path, `github.com/owner`.
    pub fn new<'a>(ecosystem: Ecosystem, more: impl IntoIterator<Item = &'a str>) -> Self {
        let own: &[&str] = match ecosystem {
            Ecosystem::Cargo => &[
                "crates.io",
                "github.com/rust-lang/crates.io-index",
                "index.crates.io",
                "static.crates.io",
            ],
            Ecosystem::Npm => &["registry.npmjs.org", "registry.yarnpkg.com"],
            Ecosystem::Python => &["files.pythonhosted.org", "pypi.org"],
        };
        let entries = own.iter().copied().chain(more).map(str::to_owned).collect();
        Self { entries, indexes: Vec::new() }
    }

    /// The same, and the indexes at these addresses for the packages that come from them: the project itself
    /// names them.
    #[must_use]
    pub fn with_indexes<'a>(self, addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let hosts = addresses.into_iter().filter_map(Address::of).map(|it| it.host.to_owned());
        Self { indexes: hosts.collect(), ..self }
    }

    /// Whether a package may come from an address.
    pub(super) fn has_for(&self, package: &Package, address: &Address<'_>) -> bool {
        let index = match &package.source {
            Source::Registry(url) => Address::of(url),
            _ => None,
        };
        let is_named = |host: &str| self.indexes.iter().any(|it| it.eq_ignore_ascii_case(host));
        self.has(address)
            || index.is_some_and(|index| {
                index.host.eq_ignore_ascii_case(address.host) && is_named(index.host)
            })
    }

    /// Whether packages may come from `url`; never from a path.
    pub(crate) fn allows(&self, url: &str) -> bool {
        Address::of(url).is_some_and(|address| self.has(&address))
    }

    /// Whether packages may come from an address: hosts are compared whole, paths segment by segment.
    pub(super) fn has(&self, address: &Address<'_>) -> bool {
        self.entries.iter().any(|entry| {
            let at = entry.find('/').unwrap_or(entry.len());
            let (host, path) = entry.split_at(at);
            host.eq_ignore_ascii_case(address.host) && begins(address.path, path)
        })
    }
}

/// Whether `path` begins with the segments of `prefix`; one that climbs is no longer below it.
fn begins(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    if prefix.is_empty() {
        return true;
    }
    let climbs = path.split('/').any(|segment| matches!(segment, "." | ".."));
    let rest = path.strip_prefix(prefix).map(|rest| rest.strip_prefix(".git").unwrap_or(rest));
    !climbs && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use keelmark_model::Ecosystem;

    use super::{Address, Allowed};

    #[test]
    fn hosts_are_compared_whole_and_paths_by_segment() {
        let allowed = Allowed::new(Ecosystem::Cargo, ["git.example", "github.com/owner/repo"]);
        for (url, may) in [
            ("https://index.crates.io/", true),
            ("https://INDEX.crates.io:443/x", true),
            ("https://index.crates.io.evil.example/", false),
            ("https://index.crates.io@evil.example/", false),
            ("https://evilindex.crates.io/", false),
            ("https://github.com/rust-lang/crates.io-index", true),
            ("https://github.com/rust-lang/crates.io-index-evil", false),
            ("https://github.com/rust-lang/crates.io-index/../../evil/x", false),
            ("https://github.com/owner/repo.git", true),
            ("https://github.com/owner/repo.git-evil", false),
            ("ssh://git@git.example/a", true),
            ("https://github.com/", false),
        ] {
            let address = Address::of(url).unwrap();
            assert_eq!(allowed.has(&address), may, "{url}");
        }
    }

    #[test]
    fn only_what_nobody_can_change_is_secure() {
        for (url, secure) in [
            ("https://a/", true),
            ("git+ssh://git@a/", true),
            ("http://a/", false),
            ("git://a/", false),
            ("git+http://a/", false),
            ("ftp://a/", false),
        ] {
            assert_eq!(Address::of(url).unwrap().is_secure(), secure, "{url}");
        }
        assert_eq!(Address::of("../folder"), None);
        assert_eq!(Address::of("file:///folder"), None);
    }
}
