//! Layers over each other.

use std::collections::{HashMap, HashSet};

use super::layer::{Content, path_hash};
use crate::scan::collect::Collected;

/// What is left of `layers`, the lowest first, once each has covered what is below it.
pub(super) fn merge(layers: Vec<Content>) -> Collected {
    layers.into_iter().rev().fold((Above::default(), Collected::default()), add).1
}

/// What all layers above a layer cover up: [`super::layer::Covers`] of them together.
#[derive(Default)]
struct Above {
    gone: HashSet<u128>,
    folders: HashSet<u128>,
    emptied: HashSet<u128>,
    /// Further names that are left of files below, by the name of the file there.
    links: HashMap<String, String>,
}

fn add((mut above, mut merged): (Above, Collected), layer: Content) -> (Above, Collected) {
    let mut lookup = Lookup { above: &above, folder: None };
    let left = layer.links.iter().filter(|(link, _)| !lookup.covers(link));
    let links: HashMap<String, String> =
        left.map(|(link, file)| (file.clone(), link.clone())).collect();
    let mut collected = layer.collected;
    collected.files.retain_mut(|scanned| {
        let file = scanned.path.split("!/").next().unwrap_or_default();
        if !lookup.covers(file) {
            return true;
        }
        // The file itself is gone, but not its content, which has another name still.
        let link = links.get(file).or_else(|| above.links.get(file));
        if let Some(link) = link {
            scanned.path.replace_range(..file.len(), link);
        }
        link.is_some()
    });
    collected.skipped.retain(|(path, _)| !lookup.covers(path));
    collected.gaps.retain(|gap| !lookup.covers(gap.path.split("!/").next().unwrap_or_default()));
    merged.append(collected);
    above.links.extend(links);
    above.forget_links(&layer.covers.gone);
    above.gone.extend(layer.covers.gone);
    above.folders.extend(layer.covers.folders);
    above.emptied.extend(layer.covers.emptied);
    (above, merged)
}

impl Above {
    /// Of what a layer brings or removes itself, `gone`, those below it have no further names.
    fn forget_links(&mut self, gone: &[u128]) {
        if self.links.is_empty() {
            return;
        }
        let mut hashes: HashMap<u128, String> =
            self.links.keys().map(|file| (path_hash(file), file.clone())).collect();
        for file in gone.iter().filter_map(|gone| hashes.remove(gone)) {
            self.links.remove(&file);
        }
    }

    fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.folders.is_empty() && self.emptied.is_empty()
    }

    /// Whether nothing is left of what a lower layer has in `folder`.
    fn covers_folder(&self, folder: &str) -> bool {
        let around = folder.match_indices('/').filter_map(|(at, _)| folder.get(..at));
        around
            .chain(["", folder])
            .map(path_hash)
            .any(|folder| self.gone.contains(&folder) || self.emptied.contains(&folder))
    }

    /// Whether something else is at the `path` of a file.
    fn replaces(&self, path: &str) -> bool {
        let own = path_hash(path);
        self.gone.contains(&own) || self.folders.contains(&own)
    }
}

/// Looks up one file after another, of which those in a row often lie in one folder.
struct Lookup<'a> {
    above: &'a Above,
    /// The last folder, and whether nothing is left of it.
    folder: Option<(String, bool)>,
}

impl Lookup<'_> {
    /// Whether the file at `path` of a lower layer is covered up.
    fn covers(&mut self, path: &str) -> bool {
        if self.above.is_empty() {
            return false;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_covered = match &self.folder {
            Some((last, is_covered)) if last == folder => *is_covered,
            _ => {
                let is_covered = self.above.covers_folder(folder);
                self.folder = Some((folder.to_owned(), is_covered));
                is_covered
            }
        };
        is_covered || self.above.replaces(path)
    }
}
