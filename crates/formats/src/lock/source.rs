//! Where packages come from, as package URLs say it.

use std::borrow::Cow;

use keelmark_model::purl::decode;
use keelmark_model::{Ecosystem, Purl, PurlError, Source};

/// Registries a package URL need not name, as locks write them.
const DEFAULT_REGISTRIES: [&str; 5] = [
    "https://github.com/rust-lang/crates.io-index",
    "https://index.crates.io/",
    "https://pypi.org/simple",
    "https://registry.npmjs.org/",
    // Another name of the same, which Yarn 1 goes by.
    "https://registry.yarnpkg.com/",
];

/// The package URL of `name` at `version` from `source`.
pub(crate) fn purl(
    ecosystem: Ecosystem,
    name: &str,
    version: Option<&str>,
    source: &Source,
) -> Result<Purl, PurlError> {
    let purl = ecosystem.purl(name)?.with_version(version.unwrap_or_default())?;
    Ok(purl_from(purl, source))
}

/// `purl` with the qualifiers that say it is from `source`.
pub(crate) fn purl_from(purl: Purl, source: &Source) -> Purl {
    let (key, value) = match source {
        Source::Registry(url) if is_default(url) || !url.contains("://") => return purl,
        Source::Registry(url) => ("repository_url", url.clone()),
        Source::Git { url, commit, subdirectory } => {
            let mut vcs = if url.starts_with("git") { url.clone() } else { format!("git+{url}") };
            for (separator, part) in [('@', commit), ('#', subdirectory)] {
                vcs.extend(part.iter().flat_map(|part| [separator.to_string(), part.clone()]));
            }
            ("vcs_url", vcs)
        }
        Source::Url(url) => ("download_url", url.clone()),
        Source::Path(_) | Source::Unknown => return purl,
    };
    let bare = purl.clone();
    purl.with_qualifier(key, &value).unwrap_or(bare)
}

pub(crate) fn is_default(url: &str) -> bool {
    let bare = |url: &str| url.trim_end_matches('/').len();
    DEFAULT_REGISTRIES.iter().any(|known| known[..bare(known)] == url[..bare(url)])
}

/// A git source written `url?rev=…&subdirectory=…#commit`, as uv, Cargo and npm do.
pub(crate) fn git(text: &str) -> Source {
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (url, query) = rest.split_once('?').unwrap_or((rest, ""));
    let subdirectory = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("subdirectory="))
        .map(|path| decode(path).map_or_else(|_| path.to_owned(), Cow::into_owned));
    Source::Git {
        url: without_credentials(url.strip_prefix("git+").unwrap_or(url)),
        commit: is_commit(fragment).then(|| fragment.to_owned()),
        subdirectory,
    }
}

/// Where the archive of the npm package `name` comes from, by its address: a registry serves it at
/// `name/-/`.
pub(crate) fn tarball(name: &str, resolved: &str) -> Source {
    if resolved.starts_with("git") {
        return git(resolved);
    }
    let resolved = without_credentials(resolved);
    let encoded = name.replace('/', "%2f");
    let registry = [name, &encoded].into_iter().find_map(|name| {
        resolved.find(&format!("/{name}/-/")).map(|at| resolved[..=at].to_owned())
    });
    registry.map_or(Source::Url(resolved), Source::Registry)
}

/// Whether `text` is a full SHA-1 or SHA-256 commit identifier.
pub(crate) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What addresses ask for besides a path, and is no secret. Tokens go by too many names to be told by
/// theirs.
const PUBLIC_PARAMETERS: [&str; 10] = [
    "archive",
    "branch",
    "checksum",
    "file",
    "path",
    "ref",
    "rev",
    "subdirectory",
    "tag",
    "version",
];

/// `url` without user name, password and parameters that could be a token; over SSH the user name is part
/// of the address.
pub(crate) fn without_credentials(url: &str) -> String {
    if !url.contains("://") {
        return url.to_owned();
    }
    without_machine(url).unwrap_or_else(|| without_secrets(url))
}

/// As [`without_credentials`], with the folders of the machine: to compare what two files of one project say.
pub(crate) fn without_secrets(url: &str) -> String {
    let (address, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let is_public = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        PUBLIC_PARAMETERS.contains(&name)
    };
    let query: Vec<&str> = query.split('&').filter(is_public).collect();
    let address = without_user(address);
    match query.as_slice() {
        [] => format!("{address}{fragment}"),
        query => format!("{address}?{}{fragment}", query.join("&")),
    }
}

/// The address of something on the machine where it was written, of which no other has the folders: what it
/// is called there.
pub(crate) fn without_machine(url: &str) -> Option<String> {
    let (scheme, path) = url.split_once("file://")?;
    let is_scheme = scheme.is_empty() || (scheme.ends_with('+') && !scheme.contains([':', '/']));
    let (path, rest) = path.split_at(path.find(['?', '#', '@']).unwrap_or(path.len()));
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    is_scheme.then(|| format!("{scheme}file:{name}{rest}"))
}

fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // Clients take `\` for `/`.
    let host = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let Some((user, _)) = host.rsplit_once('@') else { return url.to_owned() };
    let rest = &rest[user.len() + 1..];
    match user.split(':').next() {
        Some(user) if scheme.ends_with("ssh") => format!("{scheme}://{user}@{rest}"),
        _ => format!("{scheme}://{rest}"),
    }
}

/// The file name at the end of an address or path, decoded.
pub(crate) fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or_default();
    decode(name).map_or_else(|_| name.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use keelmark_model::{Ecosystem, Source};

    use super::{file_name, git, purl, without_credentials};

    #[test]
    fn credentials_are_left_out() {
        let cases = [
            ("https://u:p@host/x@y", "https://host/x@y"),
            ("https://token@host/x", "https://host/x"),
            ("ssh://git@host/x", "ssh://git@host/x"),
            ("git+ssh://git:p@host/x", "git+ssh://git@host/x"),
            ("https://host/x?tag=b@c", "https://host/x?tag=b@c"),
            ("https://host/x?token=t&rev=1&sig=s#sha256=0", "https://host/x?rev=1#sha256=0"),
            ("https://u@host/x?auth=t", "https://host/x"),
            ("https://host/x?", "https://host/x"),
            ("../path@x?y", "../path@x?y"),
            ("file:///home/me/x?rev=1", "file:x?rev=1"),
            ("git+file:///home/me/x/@v1#a", "git+file:x@v1#a"),
            ("https://host/file:///x", "https://host/file:///x"),
        ];
        for (url, bare) in cases {
            assert_eq!(without_credentials(url), bare);
        }
    }

    #[test]
    fn git_sources_keep_commit_and_folder() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let text = format!("git+https://u@host/x?subdirectory=a%2Fb&rev=main#{commit}");
        let source = git(&text);
        let folder = Some("a/b".to_owned());
        let url = "https://host/x".to_owned();
        assert_eq!(
            source,
            Source::Git { url, commit: Some(commit.to_owned()), subdirectory: folder }
        );
        assert_eq!(
            purl(Ecosystem::Python, "x", Some("1"), &source).unwrap().to_string(),
            format!("pkg:pypi/x@1?vcs_url=git%2Bhttps:%2F%2Fhost%2Fx%40{commit}%23a%2Fb")
        );
        assert!(matches!(git("https://host/x#main"), Source::Git { commit: None, .. }));
    }

    #[test]
    fn only_other_registries_are_named() {
        let of = |url: &str| {
            let source = Source::Registry(url.to_owned());
            purl(Ecosystem::Python, "x", None, &source).unwrap().to_string()
        };
        assert_eq!(of("https://pypi.org/simple/"), "pkg:pypi/x");
        assert_eq!(of("../wheels"), "pkg:pypi/x");
        assert_eq!(of("https://e.org/i"), "pkg:pypi/x?repository_url=https:%2F%2Fe.org%2Fi");
    }

    #[test]
    fn file_names_are_decoded() {
        assert_eq!(file_name("https://host/a/b%2Bc.whl#sha256=00"), "b+c.whl");
        assert_eq!(file_name("../a.tar.gz"), "a.tar.gz");
    }
}
