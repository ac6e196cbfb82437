//! How a bill hangs together, for people: its tree, and why something is in it.

use std::collections::{HashSet, VecDeque};

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

/// What the root needs, down to `depth`, each component with its own needs once.
///
/// What no dependency leads to from the root is not there; [`apart`] has it.
pub fn tree(bom: &Bom, depth: usize) -> Vec<Branch> {
    let mut branches = Vec::new();
    grow(bom, (bom.root, 0), depth, &mut vec![false; bom.components.len()], &mut branches);
    branches
}

/// What no dependency leads to from the root, as trees of their own at depth 1.
///
/// Many documents list components and say nothing of the root, or do not say which is the root.
pub fn apart(bom: &Bom, depth: usize) -> Vec<Branch> {
    let before = before(bom);
    let mut shown: Vec<bool> = before.iter().map(Option::is_some).collect();
    if let Some(root) = shown.get_mut(bom.root.0 as usize) {
        *root = true;
    }
    let apart: Vec<ComponentId> =
        bom.iter().map(|(id, _)| id).filter(|id| !is_in(&shown, *id)).collect();
    let edges = apart.iter().flat_map(|from| bom.needs(*from)).filter(|edge| edge.from != edge.to);
    let needed: HashSet<ComponentId> = edges.map(|edge| edge.to).collect();
    let (tops, others): (Vec<ComponentId>, Vec<_>) =
        apart.into_iter().partition(|id| !needed.contains(id));
    let mut branches = Vec::new();
    // Of those that need each other in a circle any may come first.
    for id in tops.into_iter().chain(others) {
        if !is_in(&shown, id) {
            grow(bom, (id, 1), depth, &mut shown, &mut branches);
        }
    }
    branches
}

fn is_in(shown: &[bool], id: ComponentId) -> bool {
    shown.get(id.0 as usize).copied().unwrap_or(true)
}

/// Adds `top`, a component and its depth, with what it needs that is not among `shown`.
fn grow(
    bom: &Bom,
    top: (ComponentId, usize),
    depth: usize,
    shown: &mut [bool],
    branches: &mut Vec<Branch>,
) {
    // The needs still to be shown, the next one last, each with its depth.
    let mut pending = vec![top];
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
}

fn needed(bom: &Bom, id: ComponentId) -> Vec<ComponentId> {
    let mut needs: Vec<ComponentId> = bom.needs(id).iter().map(|edge| edge.to).collect();
    needs.dedup();
    needs
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
    use keelmark_model::DependencyKind;
    use keelmark_model::bom::{Bom, ComponentId, Dependency};

    use super::super::document::tests::bills::image;
    use super::{Branch, apart, tree, why};

    fn id(bom: &Bom, name: &str) -> ComponentId {
        let found = bom.iter().find(|(_, one)| one.name == name);
        found.map(|(id, _)| id).expect("a component")
    }

    #[test]
    fn the_needs_of_each_component_are_shown_once() {
        let bom = image();
        let wanted = [
            "registry.example/app",
            " openssl",
            " rich",
            "  @scope/deep",
            "  pytest",
            "   @scope/deep",
        ];
        assert_eq!(lines(&bom, &tree(&bom, 64)), wanted);
        assert_eq!(tree(&bom, 1).len(), 3);
        assert_eq!(
            lines(&bom, &apart(&bom, 64)),
            [" debian", "  rich…", " tool \"é\"\n", " left-pad"]
        );
    }

    #[test]
    fn what_the_root_does_not_lead_to_has_trees_of_its_own() {
        let mut bom = image();
        // Nothing leads into the circle of the two.
        let outside = [bom.root, id(&bom, "debian")];
        bom.dependencies.retain(|edge| !outside.contains(&edge.from));
        bom.dependencies.push(Dependency {
            from: id(&bom, "@scope/deep"),
            to: id(&bom, "rich"),
            kind: DependencyKind::Runtime,
            extras: Vec::new(),
            marker: None,
        });
        let bom = bom.sorted();
        let mut names = lines(&bom, &apart(&bom, 64));
        let circle = names.split_off(4);
        names.sort();
        assert_eq!(names, [" debian", " left-pad", " openssl", " tool \"é\"\n"]);
        assert_eq!(circle.len(), 5, "{circle:?}");
        let tops = circle.iter().filter(|line| !line.starts_with("  "));
        assert_eq!(tops.count(), 1, "{circle:?}");
        assert!(circle.iter().any(|line| line.ends_with('…')), "{circle:?}");
    }

    fn lines(bom: &Bom, branches: &[Branch]) -> Vec<String> {
        let line = |branch: &Branch| {
            let mark = if branch.is_repeated { "…" } else { "" };
            format!("{}{}{mark}", " ".repeat(branch.depth), bom.component(branch.id).name)
        };
        branches.iter().map(line).collect()
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
