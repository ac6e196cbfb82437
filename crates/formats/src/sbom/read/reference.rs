//! Addresses: of the source, of files.

use keelmark_model::{Digest, DigestAlgorithm, LockedFile, LockedFileKind, Source};

/// A source as `origin::source_id` writes it, `kind+address`.
pub(super) fn source(text: &str) -> Option<Source> {
    let (kind, address) = text.split_once('+')?;
    Some(match kind {
        "registry" => Source::Registry(address.to_owned()),
        "url" => Source::Url(address.to_owned()),
        "path" => Source::Path(address.to_owned()),
        "git" => git(address),
        _ => return None,
    })
}

/// `address@commit#folder`.
pub(super) fn git(address: &str) -> Source {
    let (address, folder) = match address.split_once('#') {
        Some((address, folder)) => (address, Some(folder.to_owned())),
        None => (address, None),
    };
    let (url, commit) = match address.rsplit_once('@') {
        Some((url, commit)) if !commit.contains('/') && url.contains("://") => {
            (url, Some(commit.to_owned()))
        }
        _ => (address, None),
    };
    Source::Git { url: url.to_owned(), commit, subdirectory: folder }
}

/// The file at `address`, by the last segment of it. An address without a scheme is a name.
pub(super) fn file(address: &str, digests: Vec<Digest>) -> LockedFile {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let name = decoded(path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(path));
    LockedFile {
        kind: kind(&name),
        name,
        url: address.contains("://").then(|| address.to_owned()),
        size: None,
        digests,
    }
}

/// Endings of files that hold sources.
const SOURCES: [&str; 6] = [".crate", ".gem", ".tar.bz2", ".tar.gz", ".tar.xz", ".tgz"];

pub(super) fn kind(name: &str) -> LockedFileKind {
    match SOURCES.iter().any(|end| name.ends_with(end)) {
        true => LockedFileKind::Source,
        false => LockedFileKind::Built,
    }
}

/// A file as `document::notes` writes it: `kind name address size digests`, `-` for nothing.
pub(super) fn noted_file(text: &str) -> Option<LockedFile> {
    let mut words = text.split(' ');
    let kind = match words.next()? {
        "source" => LockedFileKind::Source,
        "built" => LockedFileKind::Built,
        _ => return None,
    };
    let name = words.next()?;
    let name = decoded(name.strip_prefix("./").unwrap_or(name));
    let url = words.next().filter(|url| *url != "-").map(str::to_owned);
    let size = words.next().and_then(|size| size.parse().ok());
    let digests = words.map(Digest::from_prefixed).collect::<Result<_, _>>().ok()?;
    Some(LockedFile { kind, name, url, size, digests })
}

/// `text` with percent-encoded bytes in clear, if they are UTF-8.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = hex.filter(|hex| *first == b'%' && !hex.starts_with('+'));
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A digest by the name of its algorithm in CycloneDX (`SHA-256`), SPDX 2 (`SHA256`) or SPDX 3
/// (`sha256`).
pub(super) fn digest(algorithm: &str, hex: &str) -> Option<Digest> {
    let name = algorithm.replace('-', "").to_ascii_lowercase();
    let algorithm = DigestAlgorithm::from_name(&name)?;
    Digest::from_hex(algorithm, &hex.to_ascii_lowercase()).ok()
}

#[cfg(test)]
mod tests {
    use super::{file, git, source};
    use keelmark_model::Source;

    #[test]
    fn sources_have_a_kind() {
        assert_eq!(source("registry+https://a"), Some(Source::Registry("https://a".to_owned())));
        assert_eq!(source("sparse+https://a"), None);
        let wanted = |commit: Option<&str>, folder: Option<&str>| Source::Git {
            url: "ssh://git@h/a".to_owned(),
            commit: commit.map(str::to_owned),
            subdirectory: folder.map(str::to_owned),
        };
        assert_eq!(git("ssh://git@h/a@12#b"), wanted(Some("12"), Some("b")));
        assert_eq!(git("ssh://git@h/a"), wanted(None, None));
    }

    #[test]
    fn files_go_by_the_last_segment() {
        let named = |address: &str| file(address, vec![]);
        assert_eq!(named("https://h/p/a%20b-1.whl?x=/y").name, "a b-1.whl");
        assert_eq!(named("a-1.tar.gz").url, None);
        assert_eq!(named("%").name, "%");
    }
}
