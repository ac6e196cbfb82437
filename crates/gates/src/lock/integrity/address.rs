//! Where packages may come from.

use keelmark_model::{Ecosystem, Package, Source};

/// The parts of an address that matter for whether it may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address<'a> {
    /// What stands before `://`.
    pub(super) scheme: &'a str,
    /// Host without user, with the port where it is another than the scheme's.
    pub(super) host: &'a str,
    /// From the first `/` on, without query and fragment.
    pub(super) path: &'a str,
}

impl<'a> Address<'a> {
    /// The parts of the address of a host; `None` for whatever else, a path among it.
    ///
    /// Clients read addresses as browsers do, and make one of a host of much that is none: `https:host/`,
    /// `https:\\host/`, `https://host\@other/`. No tool writes such a thing into a lock, so that it counts as no
    /// address.
    ///
    /// Source: RFC 3986, section 3, and what the URL Standard (WHATWG) takes besides.
    pub(super) fn of(url: &'a str) -> Option<Self> {
        if url.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace()) {
            return None;
        }
        let (scheme, rest) = url.split_once("://")?;
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if scheme.is_empty() || !scheme.chars().all(is_scheme) {
            return None;
        }
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let at = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = match host.rsplit_once(':') {
            Some((host, port)) if is_usual(scheme, port) => host,
            _ => host,
        };
        (!host.is_empty() && !host.contains('%')).then_some(Self { scheme, host, path })
    }

    /// Whether nobody on the way can change what is served.
    pub(super) fn is_secure(&self) -> bool {
        ["https", "ssh", "git+https", "git+ssh", "sparse+https", "registry+https"]
            .iter()
            .any(|secure| self.scheme.eq_ignore_ascii_case(secure))
    }
}

/// Whether `port` is the one that a scheme has anyway.
fn is_usual(scheme: &str, port: &str) -> bool {
    let plain = scheme.rsplit('+').next().unwrap_or(scheme);
    match port {
        "" => true,
        "22" => plain.eq_ignore_ascii_case("ssh"),
        "80" => plain.eq_ignore_ascii_case("http"),
        "443" => plain.eq_ignore_ascii_case("https"),
        _ => false,
    }
}

/// The registries of an ecosystem.
struct Registries {
    /// Hosts that serve their files and what belongs to them, and nothing else.
    hosts: &'static [&'static str],
    /// The registries themselves: host and path, without a final `/`.
    addresses: &'static [&'static str],
}

impl Registries {
    const fn of(ecosystem: Ecosystem) -> Self {
        match ecosystem {
            Ecosystem::Cargo => Self {
                hosts: &[
                    "crates.io",
                    "github.com/rust-lang/crates.io-index",
                    "index.crates.io",
                    "static.crates.io",
                ],
                addresses: &["github.com/rust-lang/crates.io-index", "index.crates.io"],
            },
            Ecosystem::Npm => Self {
                hosts: &["registry.npmjs.org", "registry.yarnpkg.com"],
                addresses: &["registry.npmjs.org", "registry.yarnpkg.com"],
            },
            Ecosystem::Python => Self {
                hosts: &["files.pythonhosted.org", "pypi.org"],
                addresses: &["pypi.org/simple"],
            },
        }
    }

    fn is_one(&self, address: &Address<'_>) -> bool {
        self.addresses.iter().any(|it| {
            let at = it.find('/').unwrap_or(it.len());
            let (host, path) = it.split_at(at);
            host.eq_ignore_ascii_case(address.host) && address.path.trim_end_matches('/') == path
        })
    }
}

/// Where packages may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    ecosystem: Ecosystem,
    /// Those given: each a host, or a host and the beginning of a path.
    entries: Vec<String>,
    /// Hosts of the indexes that the project names: for packages of those indexes.
    indexes: Vec<String>,
}

impl Allowed {
    /// The registries of an ecosystem, the hosts that serve their files, and `more`: each a host, or a
    /// host and the beginning of a path, `github.com/owner`.
    pub fn new<'a>(ecosystem: Ecosystem, more: impl IntoIterator<Item = &'a str>) -> Self {
        let entries = more.into_iter().map(str::to_owned).collect();
        Self { ecosystem, entries, indexes: Vec::new() }
    }

    /// The same, and the indexes at these addresses for the packages that come from them: the project itself
    /// names them.
    #[must_use]
    pub fn with_indexes<'a>(self, addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let hosts = addresses.into_iter().filter_map(Address::of).map(|it| it.host.to_owned());
        Self { indexes: hosts.collect(), ..self }
    }

    /// Whether a package may come from an address, which is that of its registry or of something in it.
    pub(super) fn has_for(&self, package: &Package, address: &Address<'_>) -> bool {
        let registry = match &package.source {
            Source::Registry(url) => Address::of(url),
            _ => None,
        };
        let is_named = |host: &str| self.indexes.iter().any(|it| it.eq_ignore_ascii_case(host));
        if self.is_given(address)
            || registry
                .is_some_and(|it| it.host.eq_ignore_ascii_case(address.host) && is_named(it.host))
        {
            return true;
        }
        // Whoever may publish on the host of a registry publishes below another path.
        match registry.filter(|it| it == address) {
            Some(registry) => Registries::of(self.ecosystem).is_one(&registry),
            None => self.has(address),
        }
    }

    /// Whether the index at an address may be asked for whatever package.
    pub(super) fn has_index(&self, address: &Address<'_>) -> bool {
        self.is_given(address) || Registries::of(self.ecosystem).is_one(address)
    }

    /// Whether packages may come from `url`; never from a path.
    pub(crate) fn allows(&self, url: &str) -> bool {
        Address::of(url).is_some_and(|address| self.has(&address))
    }

    /// Whether packages may come from an address: hosts are compared whole, paths segment by segment.
    fn has(&self, address: &Address<'_>) -> bool {
        let own = Registries::of(self.ecosystem).hosts;
        self.is_given(address) || own.iter().any(|entry| is_within(entry, address))
    }

    fn is_given(&self, address: &Address<'_>) -> bool {
        self.entries.iter().any(|entry| is_within(entry, address))
    }
}

fn is_within(entry: &str, address: &Address<'_>) -> bool {
    let at = entry.find('/').unwrap_or(entry.len());
    let (host, path) = entry.split_at(at);
    host.eq_ignore_ascii_case(address.host) && begins(address.path, path)
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
            ("https://index.crates.io:8443/", false),
            ("https://user@index.crates.io/", true),
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
    }

    /// Each but the first three leads some client to `host`.
    #[test]
    fn what_is_no_address_of_a_host_is_none() {
        for text in [
            "../folder",
            "file:///folder",
            "file:folder",
            "http:host/a",
            "http:/host/a",
            "http:\\\\host/a",
            "https://host\\@index.crates.io/a",
            "https:///host/a",
            "https://ho\tst/a",
            " https://host/a",
            "https://%68ost/a",
            "//host/a",
            "git@host:a/b",
        ] {
            assert_eq!(Address::of(text), None, "{text}");
        }
    }
}
