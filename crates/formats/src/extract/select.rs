//! Which extractors want a file, by its name alone: most files of a target are wanted by none, and
//! are never opened.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::Extractor;

/// A rule on paths. Letters are compared as they are, but for [`Pattern::Stem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// The last segment is this: `METADATA`.
    Name(&'static str),
    /// The last segment ends in `.` and this: `jar`.
    Extension(&'static str),
    /// The last segment begins with this, in upper or lower case: `LICENSE`.
    Stem(&'static str),
    /// The file lies directly in a folder that ends so: `var/lib/dpkg/status.d`.
    Folder(&'static str),
    /// The whole path, or the end of it after a `/`: `lib/apk/db/installed`.
    Path(&'static str),
    /// A file with the right to be executed, or a name that says it holds machine code.
    Executable,
}

/// Extensions of files with machine code that need no right to be executed.
const MACHINE_CODE: [&str; 6] = ["dll", "dylib", "exe", "node", "pyd", "so"];

/// Patterns indexed by what they look at.
#[derive(Debug)]
pub struct Selector {
    extractors: &'static [&'static Extractor],
    /// Names and paths by their last segment, each with the extractor's place in the list.
    names: Index,
    extensions: Index,
    stems: Vec<(&'static str, usize)>,
    /// Whether a stem begins with this byte, in upper or lower case.
    begins_stem: [bool; 256],
    /// Folders by their last segment.
    folders: Index,
    executables: Vec<usize>,
}

type Index = HashMap<&'static str, Vec<(&'static str, usize)>, BuildHasherDefault<Fnv>>;

/// FNV-1a, 64 bits: a name takes a few nanoseconds, of which there may be millions. That anybody can
/// make names of one hash does no harm, since no name of a target is ever entered.
#[derive(Debug, Clone, Copy)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        self.0 = bytes.iter().fold(self.0, step);
    }

    fn finish(&self) -> u64 {
        // The table takes its seven highest bits, which the last step leaves poorly mixed.
        self.0 ^ self.0.rotate_left(32)
    }
}

impl Selector {
    /// An index over `extractors`.
    pub fn new(extractors: &'static [&'static Extractor]) -> Self {
        let mut index = Self {
            extractors,
            names: Index::default(),
            extensions: Index::default(),
            stems: Vec::new(),
            begins_stem: [false; 256],
            folders: Index::default(),
            executables: Vec::new(),
        };
        for (at, extractor) in extractors.iter().enumerate() {
            for pattern in extractor.reads {
                match *pattern {
                    Pattern::Name(path) | Pattern::Path(path) => {
                        index.names.entry(last(path)).or_default().push((path, at));
                    }
                    Pattern::Extension(end) => {
                        index.extensions.entry(end).or_default().push((end, at));
                    }
                    Pattern::Stem(stem) => {
                        index.stems.push((stem, at));
                        for byte in stem.bytes().take(1) {
                            index.begins_stem[usize::from(byte.to_ascii_lowercase())] = true;
                            index.begins_stem[usize::from(byte.to_ascii_uppercase())] = true;
                        }
                    }
                    Pattern::Folder(folder) => {
                        index.folders.entry(last(folder)).or_default().push((folder, at));
                    }
                    Pattern::Executable => index.executables.push(at),
                }
            }
        }
        index
    }

    /// The extractors that want the file at `path`, in the order of the list, each once.
    ///
    /// `executable`: whether anybody has the right to execute it.
    pub fn select(&self, path: &str, executable: bool) -> Vec<&'static Extractor> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut wanted: Vec<usize> = Vec::new();
        let named = self.names.get(name).into_iter().flatten();
        wanted.extend(named.filter(|(wanted, _)| ends(path, wanted)).map(|(_, at)| at));
        let mut machine_code = executable;
        for (dot, _) in name.match_indices('.') {
            let extension = &name[dot + 1..];
            let named = self.extensions.get(extension).into_iter().flatten();
            wanted.extend(named.map(|(_, at)| at));
            // `libz.so.1.3.1` is one, too.
            let first = extension.split('.').next().unwrap_or(extension);
            machine_code |= MACHINE_CODE.contains(&first);
        }
        if name.bytes().next().is_some_and(|first| self.begins_stem[usize::from(first)]) {
            let stems = self.stems.iter().filter(|(stem, _)| begins(name, stem));
            wanted.extend(stems.map(|(_, at)| at));
        }
        let folders = self.folders.get(last(folder)).into_iter().flatten();
        wanted.extend(folders.filter(|(wanted, _)| ends(folder, wanted)).map(|(_, at)| at));
        if machine_code {
            wanted.extend(&self.executables);
        }
        if wanted.len() > 1 {
            wanted.sort_unstable();
            wanted.dedup();
        }
        wanted.into_iter().map(|at| self.extractors[at]).collect()
    }
}

/// The last segment of `path`.
fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

/// Whether `path` is `end`, or ends in it after a `/`.
fn ends(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

fn begins(name: &str, stem: &str) -> bool {
    name.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::super::{Extract, Extractor};
    use super::{Pattern, Selector};

    const fn extractor(id: &'static str, reads: &'static [Pattern]) -> Extractor {
        Extractor {
            id,
            version: 1,
            example: "",
            reads,
            limit: 0,
            extract: |_| Ok(Extract::default()),
        }
    }

    static A: Extractor = extractor("a", &[Pattern::Name("METADATA"), Pattern::Extension("jar")]);
    static B: Extractor = extractor("b", &[Pattern::Stem("LICENSE"), Pattern::Executable]);
    static C: Extractor =
        extractor("c", &[Pattern::Folder("dpkg/status.d"), Pattern::Path("db/x")]);
    static ALL: &[&Extractor] = &[&A, &B, &C];

    #[test]
    fn every_extractor_wants_its_example() {
        let selector = Selector::new(super::super::ALL);
        for extractor in super::super::ALL {
            let wanted = selector.select(extractor.example, true);
            assert!(wanted.iter().any(|one| one.id == extractor.id), "{}", extractor.id);
        }
    }

    #[test]
    fn files_are_wanted_by_name() {
        let selector = Selector::new(ALL);
        for (path, executable, wanted) in [
            ("a/METADATA", false, vec!["a"]),
            ("METADATA", true, vec!["a", "b"]),
            ("a/metadata", false, vec![]),
            ("lib/x.tar.jar", false, vec!["a"]),
            ("lib/jar", false, vec![]),
            ("licence-not", false, vec![]),
            ("License.md", false, vec!["b"]),
            ("usr/lib/libz.so.1.3", false, vec!["b"]),
            ("var/lib/dpkg/status.d/base", false, vec!["c"]),
            ("var/lib/dpkg/status.d/base/x", false, vec![]),
            ("xdpkg/status.d/base", false, vec![]),
            ("db/x", false, vec!["c"]),
            ("lib/db/x", false, vec!["c"]),
            ("libdb/x", false, vec![]),
        ] {
            let ids: Vec<&str> =
                selector.select(path, executable).into_iter().map(|one| one.id).collect();
            assert_eq!(ids, wanted, "{path}");
        }
    }
}
