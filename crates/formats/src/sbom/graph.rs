//! How a bill hangs together, for people: its tree, and why something is in it.

use std::collections::VecDeque;

use keelmark_model::bom::{Bom, ComponentId};

/// One line of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// How deep, the root being at 0.
    pub depth: usize,
    /// The component.
    pub id: ComponentId,
    /// Whether what it needs was shown already, further up.
    pub is_repeated: bool,
}

/// What `from` needs, down to `depth`, each component with its own needs once.
///
/// What nothing needs is not there; [`unreached`] lists it.
pub fn tree(bom: &Bom, from: ComponentId, depth: usize) -> Vec<Branch> {
    let mut shown = vec![false; bom.components.len()];
    let mut branches = Vec::new();
    // The needs still to be shown, the next one last, each with its depth.
    let mut pending = vec![(from, 0)];
    while let Some((id, at)) = pending.pop() {
        let needs = needed(bom, id);
        let known = shown.get_mut(id.0 as usize);
        let is_repeated = known.is_some_and(|known| std::mem::replace(known, true));
        let is_repeated = is_repeated && !needs.is_empty();
        branches.push(Branch { depth: at, id, is_repeated });
        if !is_repeated && at < depth {
            pending.extend(needs.into_iter().rev().map(|need| (need, at + 1)));
        }
    }
    branches
}

fn needed(bom: &Bom, id: ComponentId) -> Vec<ComponentId> {
    let mut needs: Vec<ComponentId> = bom.needs(id).iter().map(|edge| edge.to).collect();
    needs.dedup();
    needs
}

/// What no dependency leads to from the root.
pub fn unreached(bom: &Bom) -> Vec<ComponentId> {
    let before = before(bom);
    let ids = bom.iter().map(|(id, _)| id);
    ids.filter(|id| *id != bom.root && matches!(before.get(id.0 as usize), Some(None))).collect()
}

/// A shortest way from the root to `id`, both ends with it; what lies in another component is reached
/// through that one. `None` when nothing leads there.
pub fn why(bom: &Bom, id: ComponentId) -> Option<Vec<ComponentId>> {
    let before = before(bom);
    let mut path = vec![id];
    let mut at = id;
    while at != bom.root {
        let step = before.get(at.0 as usize).copied().flatten();
        at = step.or(bom.component(at).within)?;
        if path.contains(&at) {
            return None;
        }
        path.push(at);
    }
    path.reverse();
    Some(path)
}

/// For each component, the one before it on a shortest way from the root.
fn before(bom: &Bom) -> Vec<Option<ComponentId>> {
    let mut before = vec![None; bom.components.len()];
    let mut pending = VecDeque::from([bom.root]);
    while let Some(id) = pending.pop_front() {
        for to in bom.needs(id).iter().map(|edge| edge.to).filter(|to| *to != bom.root) {
            if let Some(place @ None) = before.get_mut(to.0 as usize) {
                *place = Some(id);
                pending.push_back(to);
            }
        }
    }
    before
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::{Bom, ComponentId};

    use super::super::document::tests::bills::image;
    use super::{tree, unreached, why};

    fn id(bom: &Bom, name: &str) -> ComponentId {
        let found = bom.iter().find(|(_, one)| one.name == name);
        found.map(|(id, _)| id).expect("a component")
    }

    #[test]
    fn the_needs_of_each_component_are_shown_once() {
        let bom = image();
        let lines = tree(&bom, bom.root, 64).into_iter().map(|branch| {
            let mark = if branch.is_repeated { "…" } else { "" };
            format!("{}{}{mark}", " ".repeat(branch.depth), bom.component(branch.id).name)
        });
        let wanted = [
            "registry.example/app",
            " openssl",
            " rich",
            "  @scope/deep",
            "  pytest",
            "   @scope/deep",
        ];
        assert_eq!(lines.collect::<Vec<_>>(), wanted);
        assert_eq!(tree(&bom, bom.root, 1).len(), 3);
        let names = unreached(&bom).into_iter().map(|id| bom.component(id).name.clone());
        assert_eq!(names.collect::<Vec<_>>(), ["debian", "tool \"é\"\n", "left-pad"]);
    }

    #[test]
    fn a_shortest_way_leads_to_what_is_needed_or_lies_within() {
        let bom = image();
        let way = |name: &str| {
            let way = why(&bom, id(&bom, name))?;
            Some(way.into_iter().map(|id| bom.component(id).name.clone()).collect::<Vec<_>>())
        };
        let wanted = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(way("@scope/deep"), wanted(&["registry.example/app", "rich", "@scope/deep"]));
        assert_eq!(way("left-pad"), wanted(&["registry.example/app", "rich", "left-pad"]));
        assert_eq!(way("debian"), None);
    }
}
