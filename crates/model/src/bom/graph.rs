//! The graph of a bill of materials.

use super::{Bom, Completeness, Component, ComponentId, Dependency, State};

impl Bom {
    /// The component `id` names.
    ///
    /// # Panics
    /// When `id` is of another bill: ids are made with the bill they index.
    pub fn component(&self, id: ComponentId) -> &Component {
        &self.components[id.0 as usize]
    }

    /// Every component with its id, the root among them.
    pub fn iter(&self) -> impl Iterator<Item = (ComponentId, &Component)> {
        (0..).map(ComponentId).zip(&self.components)
    }

    /// What `from` needs.
    pub fn needs(&self, from: ComponentId) -> &[Dependency] {
        let start = self.dependencies.partition_point(|edge| edge.from < from);
        let count = self.dependencies[start..].partition_point(|edge| edge.from == from);
        &self.dependencies[start..start + count]
    }

    /// Whether everything that was to be looked at could be.
    pub fn is_complete(&self) -> bool {
        self.gaps.is_empty()
    }

    /// How many components beside the root are in each state, in the order of [`State::ALL`].
    pub fn states(&self) -> [usize; State::ALL.len()] {
        let mut counts = [0; State::ALL.len()];
        for (_, component) in self.iter().filter(|(id, _)| *id != self.root) {
            counts[component.state as usize] += 1;
        }
        counts
    }

    /// The same bill with components in the order of [`Component::key`], dependencies and gaps
    /// sorted, and no dependency twice.
    #[must_use]
    pub fn sorted(self) -> Self {
        self.retain(|_, _| true)
    }

    /// As [`Bom::sorted`], with where each component went, in the order in which they stood before.
    #[must_use]
    pub fn sorted_with_places(self) -> (Self, Vec<ComponentId>) {
        let (bom, places) = self.retain_with_places(|_, _| true);
        (bom, places.into_iter().flatten().collect())
    }

    /// The bill of the root and of what `keep` says yes to, sorted as by [`Bom::sorted`].
    /// Dependencies on and of the others are left out, as is [`Component::within`] one of them; what
    /// needs one of them is no longer known completely.
    #[must_use]
    pub fn retain(self, keep: impl Fn(ComponentId, &Component) -> bool) -> Self {
        self.retain_with_places(keep).0
    }

    fn retain_with_places(
        mut self,
        keep: impl Fn(ComponentId, &Component) -> bool,
    ) -> (Self, Vec<Option<ComponentId>>) {
        let count = self.components.len();
        let mut placed: Vec<(ComponentId, Component)> =
            (0..).map(ComponentId).zip(std::mem::take(&mut self.components)).collect();
        placed.retain(|(id, component)| *id == self.root || keep(*id, component));
        placed.sort_by(|(_, a), (_, b)| a.key().cmp(&b.key()));
        let mut ids = vec![None; count];
        for ((old, _), new) in placed.iter().zip(0..) {
            ids[old.0 as usize] = Some(ComponentId(new));
        }
        let moved = |id: ComponentId| ids.get(id.0 as usize).copied().flatten();
        self.components = placed.into_iter().map(|(_, component)| component).collect();
        self.root = moved(self.root).unwrap_or(ComponentId(0));
        for component in &mut self.components {
            component.within = component.within.and_then(moved);
        }
        for edge in &self.dependencies {
            if let (Some(from), None) = (moved(edge.from), moved(edge.to)) {
                let known = &mut self.components[from.0 as usize].dependencies;
                *known = (*known).max(Completeness::Incomplete);
            }
        }
        let edges = std::mem::take(&mut self.dependencies).into_iter();
        self.dependencies = edges
            .filter_map(|edge| {
                Some(Dependency { from: moved(edge.from)?, to: moved(edge.to)?, ..edge })
            })
            .collect();
        self.dependencies.sort();
        self.dependencies.dedup();
        self.gaps.sort_by(|a, b| {
            (&a.path, a.code.id, &a.message).cmp(&(&b.path, b.code.id, &b.message))
        });
        self.gaps.dedup();
        (self, ids)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bom, Completeness, Component, ComponentId, Dependency, State};
    use crate::DependencyKind;
    use crate::bom::ComponentKind;

    fn bom(names: &[&str], edges: &[(u32, u32)]) -> Bom {
        let library = |name: &&str| Component::new(ComponentKind::Library, *name, State::Installed);
        let edge = |&(from, to)| Dependency {
            from: ComponentId(from),
            to: ComponentId(to),
            kind: DependencyKind::Runtime,
            extras: Vec::new(),
            marker: None,
        };
        Bom {
            created: None,
            authors: Vec::new(),
            tools: Vec::new(),
            context: None,
            root: ComponentId(0),
            components: names.iter().map(library).collect(),
            dependencies: edges.iter().map(edge).collect(),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn sorting_moves_the_ends_of_edges_along() {
        let (bom, places) = bom(&["z", "b", "a"], &[(0, 2), (2, 1), (0, 2)]).sorted_with_places();
        assert_eq!(places, [ComponentId(2), ComponentId(1), ComponentId(0)]);
        let names: Vec<&str> = bom.components.iter().map(|one| one.name.as_str()).collect();
        assert_eq!((names, bom.root), (vec!["a", "b", "z"], ComponentId(2)));
        let pairs: Vec<(u32, u32)> =
            bom.dependencies.iter().map(|edge| (edge.from.0, edge.to.0)).collect();
        assert_eq!(pairs, [(0, 1), (2, 0)]);
        assert_eq!(bom.needs(ComponentId(2)).len(), 1);
    }

    #[test]
    fn what_is_left_out_takes_its_edges_along() {
        let mut bom = bom(&["root", "a", "b"], &[(0, 1), (1, 2), (0, 2)]);
        for one in &mut bom.components {
            one.dependencies = Completeness::Complete;
        }
        let kept = bom.retain(|_, component| component.name != "a");
        assert_eq!((kept.components.len(), kept.dependencies.len()), (2, 1));
        let root = kept.component(kept.root);
        assert_eq!((root.name.as_str(), root.dependencies), ("root", Completeness::Incomplete));
        let b = kept.components.iter().find(|one| one.name == "b").expect("b");
        assert_eq!(b.dependencies, Completeness::Complete);
    }
}
