//! Layers over each other.

use std::collections::HashMap;
use std::hash::BuildHasher;

use super::layer::{Content, Covers};
use crate::scan::collect::{Collected, Shared};

/// What is left of `layers`, the lowest first, once each has covered what is below it.
pub(super) fn merge(layers: Vec<Content>, shared: &Shared<'_>) -> Collected {
    let above = Above { covers: Covers::default(), shared };
    layers.into_iter().rev().fold((above, Collected::default()), add).1
}

/// What all layers above a layer cover up.
struct Above<'a> {
    covers: Covers,
    shared: &'a Shared<'a>,
}

fn add<'a>(
    (mut above, mut merged): (Above<'a>, Collected),
    layer: Content,
) -> (Above<'a>, Collected) {
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
    above.covers.gone.extend(layer.covers.gone);
    above.covers.folders.extend(layer.covers.folders);
    above.covers.emptied.extend(layer.covers.emptied);
    (above, merged)
}

impl Above<'_> {
    /// Whether the file at `path` of a lower layer is covered up.
    fn covers(&self, path: &str) -> bool {
        let hash = |path: &str| self.shared.hasher.hash_one(path);
        let own = hash(path);
        if self.covers.gone.contains(&own) || self.covers.folders.contains(&own) {
            return true;
        }
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at)).chain([""]);
        folders.map(hash).any(|folder| {
            self.covers.gone.contains(&folder) || self.covers.emptied.contains(&folder)
        })
    }
}
