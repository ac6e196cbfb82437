//! Where a package comes from, in the words both formats use.

use std::borrow::Cow;

use keelmark_model::bom::Supplier;
use keelmark_model::{LockedFile, LockedFileKind, Project, Source};

/// Registries by the address a lock gives them: prefix, name, home page.
const REGISTRIES: [(&str, &str, &str); 6] = [
    ("pypi.org", "PyPI", "https://pypi.org"),
    ("files.pythonhosted.org", "PyPI", "https://pypi.org"),
    ("github.com/rust-lang/crates.io-index", "crates.io", "https://crates.io"),
    ("index.crates.io", "crates.io", "https://crates.io"),
    ("registry.npmjs.org", "npm", "https://www.npmjs.com"),
    ("registry.yarnpkg.com", "npm", "https://www.npmjs.com"),
];

/// Who supplies a package from `source`. A member of the project's workspace is the project's own,
/// whatever the lock calls its source.
pub(super) fn supplier(source: &Source, is_member: bool, project: &Project) -> Option<Supplier> {
    match source {
        _ if is_member => supplier_of_project(project),
        Source::Path(_) => supplier_of_project(project),
        _ => server(source),
    }
}

/// Who serves the bytes of a package from `source`: its registry, the owner of its repository, or the
/// host.
///
/// A lock names no author. Where the bytes come from is what it does know, and what someone who has
/// to ask for a fix starts from.
pub(crate) fn server(source: &Source) -> Option<Supplier> {
    match source {
        Source::Registry(url) => registry(url),
        Source::Git { url, .. } => owner(url),
        Source::Url(url) => host(url),
        Source::Path(_) | Source::Unknown => None,
    }
}

/// Who supplies the project: whom the manifest names, else the owner of its repository.
pub(super) fn supplier_of_project(project: &Project) -> Option<Supplier> {
    let named = project.supplier.as_deref().and_then(named);
    named.or_else(|| owner(project.repository.as_deref()?))
}

/// `Name <address>` or `Name`.
pub(super) fn named(text: &str) -> Option<Supplier> {
    let text = one_line(text);
    let (name, rest) = text.split_once('<').unwrap_or((&text, ""));
    let email = rest.split('>').next().filter(|email| is_email(email)).map(str::to_owned);
    let name = name.trim();
    let name = if name.is_empty() { email.clone()? } else { name.to_owned() };
    Some(Supplier { name, url: None, email })
}

fn registry(url: &str) -> Option<Supplier> {
    match known_registry(url) {
        Some((name, site)) => {
            Some(Supplier { name: name.to_owned(), url: Some(site.to_owned()), email: None })
        }
        None => host(url),
    }
}

/// Name and home page of the registry that `url` leads to, if it is one that everybody knows.
pub(super) fn known_registry(url: &str) -> Option<(&'static str, &'static str)> {
    let address = without_scheme(url);
    let known = REGISTRIES.iter().find(|(prefix, ..)| {
        address.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    known.map(|(_, name, site)| (*name, *site))
}

fn owner(repository: &str) -> Option<Supplier> {
    let (host_name, path) = host_and_path(repository)?;
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    match (segments.next(), segments.next()) {
        (Some(owner), Some(_)) => Some(Supplier {
            name: one_line(owner),
            url: Some(address(&format!("https://{host_name}/{owner}")).into_owned()),
            email: None,
        }),
        _ => host(repository),
    }
}

fn host(url: &str) -> Option<Supplier> {
    let (host, _) = host_and_path(url)?;
    Some(Supplier {
        name: one_line(host),
        url: Some(address(&format!("https://{host}")).into_owned()),
        email: None,
    })
}

fn is_email(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    text.split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && user.chars().all(legal) && is_public(host))
}

/// `text` without control characters, line ends as spaces.
pub(super) fn one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let line: String = spaced.filter(|c| !c.is_control()).collect();
    line.trim().to_owned()
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// Host (without user and port) and path of a URL, or of git's `user@host:path`.
fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let (authority, path) = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').unwrap_or((rest, "")),
        None => url.split_once(':').filter(|(authority, _)| authority.contains('@'))?,
    };
    let host = authority.rsplit('@').next()?;
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    (!host.is_empty()).then_some((host, path))
}

/// `url` as a valid IRI reference (RFC 3987) without credentials.
///
/// Characters an IRI cannot have are percent-encoded; git's `user@host:path` becomes the `ssh`
/// address it stands for. Most addresses are fine and borrowed.
pub(super) fn address(url: &str) -> Cow<'_, str> {
    let mut url = Cow::Borrowed(url);
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            // Over ssh the user is part of the address, a password is not.
            if let Some(at) = authority.rfind('@').filter(|_| !scheme.ends_with("ssh")) {
                url = Cow::Owned(format!("{scheme}://{}", &rest[at + 1..]));
            }
        }
        None => {
            let first = url.split('/').next().unwrap_or_default();
            if let Some((host, _)) = first.split_once(':') {
                let path = url[host.len() + 1..].trim_start_matches('/');
                url = Cow::Owned(match host.contains('@') {
                    true => format!("ssh://{host}/{path}"),
                    // What is left of an address of the machine where it was written.
                    false if host == "file" => format!("file:{path}"),
                    // What is before a colon would be taken for a scheme.
                    false => format!("./{url}"),
                });
            }
        }
    }
    // A loop without a way out is vectorised.
    let plain = url.bytes().fold(true, |plain, byte| plain & is_plain(byte));
    if plain { url } else { Cow::Owned(encoded(&url)) }
}

/// Characters that stand for themselves wherever they are in an IRI reference.
const fn is_plain(byte: u8) -> bool {
    (byte > b' ')
        & (byte < 0x7f)
        & (byte != b'"')
        & (byte != b'#')
        & (byte != b'%')
        & (byte != b'<')
        & (byte != b'>')
        & (byte != b'[')
        & (byte != b'\\')
        & (byte != b']')
        & (byte != b'^')
        & (byte != b'`')
        & (byte != b'{')
        & (byte != b'|')
        & (byte != b'}')
}

fn encoded(url: &str) -> String {
    let bytes = url.as_bytes();
    let mut text = String::with_capacity(url.len() + 8);
    let mut fragment = false;
    for (at, byte) in bytes.iter().enumerate() {
        let escape =
            bytes.get(at + 1..at + 3).is_some_and(|next| next.iter().all(u8::is_ascii_hexdigit));
        let first_hash = *byte == b'#' && !fragment;
        fragment |= first_hash;
        if is_plain(*byte) || first_hash || (*byte == b'%' && escape) {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Top-level names that only a local network has (RFC 6761, RFC 6762, ICANN's `internal`) or that
/// such networks are known to use.
const LOCAL: [&str; 9] =
    ["corp", "home", "internal", "intranet", "invalid", "lan", "local", "localhost", "test"];

/// Whether `host` can be an address on the public network: dotted, with a name at the end.
fn is_public(host: &str) -> bool {
    let legal = |label: &str| {
        let edge = !label.starts_with('-') && !label.ends_with('-');
        let characters = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        !label.is_empty() && edge && characters
    };
    host.rsplit_once('.').is_some_and(|(rest, top)| {
        let public = top.len() > 1 && !LOCAL.iter().any(|local| top.eq_ignore_ascii_case(local));
        public && top.chars().all(|c| c.is_ascii_alphabetic()) && rest.split('.').all(legal)
    })
}

/// Where a package from `source` with `files` can be had from by anybody, as SPDX writes a download
/// location, and the file when it is the only one.
pub(super) fn download<'a>(
    source: &Source,
    files: &'a [LockedFile],
) -> (Option<String>, Option<&'a LockedFile>) {
    let only = match files {
        [file] => Some(file),
        _ => None,
    };
    if let Some(git) = git_location(source) {
        return (Some(git), None);
    }
    let archive = files.iter().find(|file| file.kind == LockedFileKind::Source);
    let url = only.or(archive).or(files.first()).and_then(|file| file.url.as_deref());
    let url = match source {
        Source::Url(url) => Some(url.as_str()),
        _ => url,
    };
    (url.and_then(public), only)
}

/// `url` for everyone to use; `None` for a file or a host that only this network has.
pub(super) fn public(url: &str) -> Option<String> {
    let scheme = url.split_once("://")?.0;
    let (host, _) = host_and_path(url)?;
    (matches!(scheme, "http" | "https" | "ftp") && is_public(host))
        .then(|| address(url).into_owned())
}

/// `git+https://host/path@commit#folder`, for a package from a repository on a public host.
pub(super) fn git_location(source: &Source) -> Option<String> {
    let Source::Git { url, commit, subdirectory } = source else { return None };
    let (host, _) = host_and_path(url)?;
    if !is_public(host) {
        return None;
    }
    let url = url.strip_prefix("git+").unwrap_or(url);
    let commit = commit.as_ref().map_or(String::new(), |commit| format!("@{commit}"));
    let folder = subdirectory.as_ref().map_or(String::new(), |folder| format!("#{folder}"));
    Some(encoded(&format!("git+{}{commit}{folder}", address(url))))
}

/// The source in Cargo's manner, `kind+address`; `None` when the lock does not say.
pub(super) fn source_id(source: &Source) -> Option<String> {
    let kind_and_address = |kind: &str, url: &str| format!("{kind}+{}", address(url));
    Some(match source {
        Source::Registry(url) => kind_and_address("registry", url),
        Source::Git { url, commit, subdirectory } => {
            let commit = commit.as_ref().map_or(String::new(), |commit| format!("@{commit}"));
            let folder = subdirectory.as_ref().map_or(String::new(), |folder| format!("#{folder}"));
            format!("{}{commit}{folder}", kind_and_address("git", url))
        }
        Source::Url(url) => kind_and_address("url", url),
        Source::Path(path) => format!("path+{path}"),
        Source::Unknown => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Supplier, address, named, owner, public, registry};

    #[test]
    fn addresses_become_valid_without_credentials() {
        for (url, wanted) in [
            ("https://pypi.org/simple", "https://pypi.org/simple"),
            ("https://user:secret@host.example/a?b=c@d", "https://host.example/a?b=c@d"),
            ("ssh://git@host.example/a", "ssh://git@host.example/a"),
            ("git@host.example:a/b.git", "ssh://git@host.example/a/b.git"),
            ("https://h.example/a b[1]%20%zz", "https://h.example/a%20b%5B1%5D%20%25zz"),
            ("https://h.example/#a#b", "https://h.example/#a%23b"),
            ("../up dir/é", "../up%20dir/%C3%A9"),
            ("a:b", "./a:b"),
            ("file:a/b", "file:a/b"),
            ("a\"b\\c\n", "a%22b%5Cc%0A"),
        ] {
            assert_eq!(address(url), wanted, "{url}");
        }
    }

    #[test]
    fn only_addresses_that_others_can_reach_are_download_locations() {
        assert!(public("https://files.pythonhosted.org/a-1.whl").is_some());
        for url in [
            "file:///a",
            "http://localhost:8080/a",
            "http://10.0.0.1/a",
            "https://pypi.internal/a",
            "../a",
            "x",
        ] {
            assert_eq!(public(url), None, "{url}");
        }
    }

    #[test]
    fn suppliers_are_registries_owners_and_hosts() {
        let name = |supplier: Option<Supplier>| supplier.map(|supplier| supplier.name);
        for (url, wanted) in [
            ("https://pypi.org/simple", "PyPI"),
            ("https://pypi.org.evil.example/simple", "pypi.org.evil.example"),
            ("https://test.pypi.org/simple", "test.pypi.org"),
            ("https://github.com/rust-lang/crates.io-index", "crates.io"),
            ("https://registry.npmjs.org/", "npm"),
        ] {
            assert_eq!(name(registry(url)).as_deref(), Some(wanted), "{url}");
        }
        assert_eq!(name(owner("git@github.com:acme/demo.git")).as_deref(), Some("acme"));
        assert_eq!(name(owner("https://git.example/demo")).as_deref(), Some("git.example"));
        assert_eq!(name(owner("../demo")), None);
    }

    #[test]
    fn a_named_supplier_may_have_an_address() {
        let supplier = named(" Ada\nL <ada@example.org> ").expect("named");
        assert_eq!(
            (supplier.name.as_str(), supplier.email.as_deref()),
            ("Ada L", Some("ada@example.org"))
        );
        let supplier = named("Ada <not an address>").expect("named");
        assert_eq!((supplier.name.as_str(), supplier.email), ("Ada", None));
        assert_eq!(named(" "), None);
    }
}
