//! What a name resolves to in a tree of `node_modules` folders.

use std::collections::HashMap;

use super::written::Entry;

/// The entries of a lock by path.
pub(super) struct Tree<'a> {
    entries: &'a [Entry<'a>],
    places: HashMap<&'a str, usize>,
}

impl<'a> Tree<'a> {
    pub(super) fn of(entries: &'a [Entry<'a>]) -> Self {
        let places = entries.iter().zip(0..).map(|(entry, place)| (entry.path.as_str(), place));
        Self { entries, places: places.collect() }
    }

    /// The place of the entry that `name` means to code at `path`; of a link, what it leads to.
    ///
    /// The nearest `node_modules` folder that has the name counts, from `path` outwards.
    pub(super) fn resolve(&self, path: &str, name: &str) -> Option<usize> {
        let mut folder = Some(path);
        let mut candidate = String::new();
        while let Some(inside) = folder {
            candidate.clear();
            candidate.push_str(inside);
            if !inside.is_empty() {
                candidate.push('/');
            }
            candidate.push_str("node_modules/");
            candidate.push_str(name);
            if let Some(place) = self.places.get(candidate.as_str()) {
                return self.behind_link(*place);
            }
            folder = parent(inside);
        }
        None
    }

    fn behind_link(&self, place: usize) -> Option<usize> {
        let written = &self.entries[place].written;
        if !written.link {
            return Some(place);
        }
        let target = self.places.get(written.resolved.as_ref()?.as_str())?;
        Some(*target).filter(|target| !self.entries[*target].written.link)
    }
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
