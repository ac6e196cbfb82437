//! What a name resolves to in a tree of `node_modules` folders.

use std::collections::HashMap;

use super::written::MODULES;

/// Places of the entries of a lock by path.
#[derive(Debug)]
pub struct Tree<'a> {
    places: HashMap<&'a str, usize>,
    /// What is in the `node_modules` folder of a folder, by name.
    modules: HashMap<&'a str, Modules<'a>>,
}

/// Places of entries by name.
pub type Modules<'a> = HashMap<&'a str, usize>;

impl<'a> Tree<'a> {
    /// The tree of entries that stand at these paths, in their order.
    pub fn of(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut tree = Self { places: HashMap::new(), modules: HashMap::new() };
        for (path, place) in paths.zip(0..) {
            tree.places.insert(path, place);
            let Some((folder, name)) = path.rsplit_once(MODULES) else { continue };
            let folder = folder.strip_suffix('/').unwrap_or(folder);
            tree.modules.entry(folder).or_default().insert(name, place);
        }
        tree
    }

    /// The `node_modules` folders in which code at `path` looks, nearest first.
    pub fn folders(&self, path: &str) -> Vec<&Modules<'a>> {
        let outwards = std::iter::successors(Some(path), |path| parent(path));
        outwards.filter_map(|folder| self.modules.get(folder)).collect()
    }

    /// The place of the entry at a path.
    pub fn at(&self, path: &str) -> Option<usize> {
        self.places.get(path).copied()
    }
}

/// The place of the entry, or link, that `name` means to code that looks in `folders`.
pub fn find(folders: &[&Modules<'_>], name: &str) -> Option<usize> {
    folders.iter().find_map(|modules| modules.get(name)).copied()
}

/// The next folder outwards in which Node.js looks: never a `node_modules` folder itself, and
/// never from outside of the project into it.
fn parent(path: &str) -> Option<&str> {
    if path.is_empty() || path == ".." || path.ends_with("/..") {
        return None;
    }
    let outer = path.rsplit_once('/').map_or("", |(outer, _)| outer);
    if outer == "node_modules" {
        return Some("");
    }
    outer.strip_suffix("/node_modules").or(Some(outer))
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn folders_lead_outwards() {
        let outwards =
            |path: &'static str| std::iter::successors(Some(path), |path| parent(path)).skip(1);
        let cases: [(&str, &[&str]); 4] = [
            (
                "node_modules/a/node_modules/@s/b",
                &["node_modules/a/node_modules/@s", "node_modules/a", ""],
            ),
            ("packages/one/node_modules/c", &["packages/one", "packages", ""]),
            ("", &[]),
            ("../x/y", &["../x", ".."]),
        ];
        for (path, folders) in cases {
            assert_eq!(outwards(path).collect::<Vec<_>>(), folders);
        }
    }
}
