//! Distributions of Linux: what their package managers have installed, and their packages as files.
//!
//! The package URLs of what is installed have no namespace here: which distribution a package is of is known to
//! `os-release` alone, another file, and is added when all is put together. A package as a file tells by whom
//! it was made.

pub(super) mod apk_installed;
pub(super) mod deb_control;
pub(super) mod dpkg_copyright;
pub(super) mod dpkg_files;
pub(super) mod dpkg_status;
pub(super) mod os_release;
pub(super) mod package_info;
pub(super) mod rpm;

use keelmark_model::bom::Supplier;
use keelmark_model::{Digest, Purl};

use super::{Claim, OwnedFile, Says};
use crate::limits;

/// A root file system within the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Root<'a> {
    /// Where it lies, with a final `/`; empty for the target itself.
    prefix: &'a str,
}

impl<'a> Root<'a> {
    /// The root in which `path` lies at `place`, the end or the middle of an absolute path without
    /// its first `/`.
    fn of(path: &'a str, place: &str) -> Option<Self> {
        let mut places = path.rmatch_indices(place).map(|(at, _)| &path[..at]);
        let prefix = places.find(|prefix| prefix.is_empty() || prefix.ends_with('/'))?;
        Some(Self { prefix })
    }

    /// As [`super::Found::environment`] has it.
    fn environment(self) -> String {
        self.prefix.trim_end_matches('/').to_owned()
    }

    /// What claims on the package `name` of `database` go by.
    fn home(self, database: &str, name: &str) -> String {
        format!("{}{database}:{name}", self.prefix)
    }

    /// The file that a package's record has at `absolute`, everywhere it may lie.
    ///
    /// Where `/lib` has become a link to `/usr/lib`, records still name the former and file systems the
    /// latter.
    fn owned(self, absolute: &str, digest: Option<Digest>) -> impl Iterator<Item = OwnedFile> {
        let path = absolute.trim_start_matches('/');
        let folder = path.split('/').next().unwrap_or_default();
        let moved = MERGED.contains(&folder).then(|| format!("{}usr/{path}", self.prefix));
        let path = (!path.is_empty()).then(|| format!("{}{path}", self.prefix));
        [path, moved].into_iter().flatten().map(move |path| OwnedFile { path, digest })
    }
}

/// How many bytes the paths of all files that one record lists may still have.
///
/// Records name a folder once for all files in it: a small one could list gigabytes.
struct PathBytes(usize);

impl PathBytes {
    fn of(record: &[u8]) -> Self {
        let bytes = record.len().saturating_mul(limits::PATH_RATIO);
        Self(bytes.saturating_add(limits::PATH_BYTES))
    }

    /// Counts a path of `length` bytes; `false` when it is one too many.
    fn take(&mut self, length: usize) -> bool {
        let left = self.0.checked_sub(length);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// That the package at `home`, which is a file that was opened, has everything in `root`.
fn owns_all(root: Root<'_>, home: &str) -> Claim {
    let everything = OwnedFile { path: root.prefix.to_owned(), digest: None };
    Claim { home: home.to_owned(), says: Says::Owns(vec![everything]) }
}

/// The distribution that `text` names as the maker of a package file, which does not say for which it is: the
/// name of whoever built it, or the host of the packager's address. As `os-release` of that distribution has
/// it, so that the package is called alike before and after it is installed.
fn maker(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let is_named = |(mark, _): &&(&str, &str)| {
        text.match_indices(mark).any(|(at, _)| {
            let bounds = [text[..at].chars().next_back(), text[at + mark.len()..].chars().next()];
            bounds.into_iter().flatten().all(|c| !c.is_ascii_alphanumeric())
        })
    };
    MAKERS.iter().find(is_named).map(|(_, id)| *id)
}

/// `purl` in the namespace of `maker`, if that is known.
fn made_by(purl: Purl, maker: Option<&str>) -> Purl {
    let whole = maker.and_then(|maker| purl.clone().with_namespace(maker).ok());
    whole.unwrap_or(purl)
}

/// Marks of distributions, each with the namespace of its packages.
const MAKERS: [(&str, &str); 15] = [
    ("almalinux", "almalinux"),
    ("alpinelinux.org", "alpine"),
    ("amazon linux", "amzn"),
    ("amazon.com", "amzn"),
    ("centos", "centos"),
    ("debian.org", "debian"),
    ("fedora project", "fedora"),
    ("mageia.org", "mageia"),
    ("opensuse", "opensuse"),
    ("oracle america", "ol"),
    ("red hat", "redhat"),
    ("rocky", "rocky"),
    ("suse linux", "suse"),
    ("suse llc", "suse"),
    ("ubuntu.com", "ubuntu"),
];

/// Folders of the root that are links into `/usr` on a merged system.
const MERGED: [&str; 6] = ["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

/// `Name <address>`, as packagers are written.
fn party(text: &str) -> Option<Supplier> {
    let text = text.trim();
    let (name, email) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, email)) => (name.trim().trim_matches('"'), Some(email.trim().to_owned())),
        None => (text, None),
    };
    let name = match (&email, name) {
        (Some(email), "") => email.as_str(),
        _ => name,
    };
    (!name.is_empty()).then(|| Supplier { name: name.to_owned(), url: None, email: email.clone() })
}

#[cfg(test)]
mod tests {
    use super::{PathBytes, Root, maker, party};
    use crate::limits;

    #[test]
    fn a_root_ends_where_the_place_begins() {
        for (path, root) in [
            ("var/lib/dpkg/status", Some("")),
            ("image/var/lib/dpkg/status", Some("image/")),
            ("var/lib/dpkg/status/var/lib/dpkg/status", Some("var/lib/dpkg/status/")),
            ("xvar/lib/dpkg/status", None),
            ("lib/dpkg/status", None),
        ] {
            let found = Root::of(path, "var/lib/dpkg/").map(|root| root.prefix);
            assert_eq!(found, root, "{path}");
        }
    }

    #[test]
    fn files_are_owned_where_merged_systems_have_them_too() {
        let paths = |file: &str| -> Vec<String> {
            Root { prefix: "r/" }.owned(file, None).map(|file| file.path).collect()
        };
        assert_eq!(paths("/lib/x.so"), ["r/lib/x.so", "r/usr/lib/x.so"]);
        assert_eq!(paths("usr/lib/x.so"), ["r/usr/lib/x.so"]);
        assert_eq!(paths("/"), Vec::<String>::new());
    }

    #[test]
    fn packagers_have_names_and_addresses() {
        for (text, wanted) in [
            ("A B <a@b.example>", Some(("A B", Some("a@b.example")))),
            ("<a@b.example>", Some(("a@b.example", Some("a@b.example")))),
            ("A B", Some(("A B", None))),
            (" ", None),
        ] {
            let party = party(text);
            let found = party.as_ref().map(|one| (one.name.as_str(), one.email.as_deref()));
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn makers_are_known_by_their_names() {
        for (text, wanted) in [
            ("Debian GNU Libc Maintainers <debian-glibc@lists.debian.org>", Some("debian")),
            ("Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>", Some("ubuntu")),
            ("Fedora Project", Some("fedora")),
            ("Red Hat, Inc.", Some("redhat")),
            ("SUSE LLC <https://www.suse.com/>", Some("suse")),
            ("A B <a@notdebian.org>", None),
            ("Acme", None),
            ("", None),
        ] {
            assert_eq!(maker(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_small_record_cannot_list_gigabytes() {
        let mut paths = PathBytes::of(&[0; 100]);
        assert!(paths.take(limits::PATH_BYTES));
        assert!(paths.take(100 * limits::PATH_RATIO));
        assert!(!paths.take(1));
    }
}
