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
}

fn add((mut above, mut merged): (Above, Collected), layer: Content) -> (Above, Collected) {
    let mut links: HashMap<&str, &str> = HashMap::new();
    for (link, file) in &layer.links {
        if above.covers(file) && !above.covers(link) {
            links.insert(file, link);
        }
    }
    let mut collected = layer.collected;
    collected.files.retain_mut(|scanned| {
        let file = scanned.path.split("!/").next().unwrap_or_default();
        if !above.covers(file) {
            return true;
        }
        // The file itself is gone, but not its content, which has another name still.
        let link = links.get(file).copied();
        if let Some(link) = link {
            scanned.path.replace_range(..file.len(), link);
        }
        link.is_some()
    });
    collected.skipped.retain(|(path, _)| !above.covers(path));
    collected.gaps.retain(|gap| !above.covers(gap.path.split("!/").next().unwrap_or_default()));
    merged.append(collected);
    above.gone.extend(layer.covers.gone);
    above.folders.extend(layer.covers.folders);
    above.emptied.extend(layer.covers.emptied);
    (above, merged)
}

impl Above {
    /// Whether the file at `path` of a lower layer is covered up.
    fn covers(&self, path: &str) -> bool {
        if self.gone.is_empty() && self.folders.is_empty() && self.emptied.is_empty() {
            return false;
        }
        let own = path_hash(path);
        if self.gone.contains(&own) || self.folders.contains(&own) {
            return true;
        }
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at)).chain([""]);
        folders
            .map(path_hash)
            .any(|folder| self.gone.contains(&folder) || self.emptied.contains(&folder))
    }
}
