//! Which extractors want a file, by its name alone: most files of a target are wanted by none, and
//! are never opened.

use std::collections::HashMap;

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
    names: HashMap<&'static str, Vec<usize>>,
    extensions: HashMap<&'static str, Vec<usize>>,
    stems: Vec<(&'static str, usize)>,
    folders: Vec<(&'static str, usize)>,
    paths: Vec<(&'static str, usize)>,
    executables: Vec<usize>,
}

impl Selector {
    /// An index over `extractors`.
    pub fn new(extractors: &'static [&'static Extractor]) -> Self {
        let mut index = Self {
            extractors,
            names: HashMap::new(),
            extensions: HashMap::new(),
            stems: Vec::new(),
            folders: Vec::new(),
            paths: Vec::new(),
            executables: Vec::new(),
        };
        for (at, extractor) in extractors.iter().enumerate() {
            for pattern in extractor.reads {
                match *pattern {
                    Pattern::Name(name) => index.names.entry(name).or_default().push(at),
                    Pattern::Extension(end) => index.extensions.entry(end).or_default().push(at),
                    Pattern::Stem(stem) => index.stems.push((stem, at)),
                    Pattern::Folder(folder) => index.folders.push((folder, at)),
                    Pattern::Path(path) => index.paths.push((path, at)),
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
        wanted.extend(self.names.get(name).into_iter().flatten());
        let mut machine_code = executable;
        for (dot, _) in name.match_indices('.') {
            let extension = &name[dot + 1..];
            wanted.extend(self.extensions.get(extension).into_iter().flatten());
            // `libz.so.1.3.1` is one, too.
            let first = extension.split('.').next().unwrap_or(extension);
            machine_code |= MACHINE_CODE.contains(&first);
        }
        let stems = self.stems.iter().filter(|(stem, _)| begins(name, stem));
        wanted.extend(stems.map(|(_, at)| at));
        let folders = self.folders.iter().filter(|(wanted, _)| ends(folder, wanted));
        wanted.extend(folders.map(|(_, at)| at));
        let paths = self.paths.iter().filter(|(wanted, _)| ends(path, wanted));
        wanted.extend(paths.map(|(_, at)| at));
        if machine_code {
            wanted.extend(&self.executables);
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted.into_iter().map(|at| self.extractors[at]).collect()
    }
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
