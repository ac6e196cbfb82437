//! What the target itself needs, and how near to it each package is.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::bom::{Completeness, Component, ComponentId, Dependency, Evidence, State};
use keelmark_model::inventory::{self, Edge};
use keelmark_model::{DependencyKind, PackageId, Purl, Usage};

use super::super::Wanted;
use super::Entry;

/// The projects of a bill, and what they need by what their files say without naming them.
pub(super) struct Projects {
    /// The root is one of them.
    own: BTreeSet<ComponentId>,
    wanted: Vec<(ComponentId, Wanted)>,
}

impl Projects {
    /// Those among `entries`, each of which became the component of `ids`.
    pub(super) fn of(root: ComponentId, entries: &[Entry], ids: &[ComponentId]) -> Self {
        let placed = || entries.iter().zip(ids.iter().copied());
        let projects = placed().filter(|(entry, _)| entry.found.is_project).map(|(_, id)| id);
        let wanted = placed().filter_map(|(entry, id)| Some((id, wanted(entry)?)));
        Self { own: projects.chain([root]).collect(), wanted: wanted.collect() }
    }

    /// Adds the edges from `root` to what it needs: what its lock or installer says that it needs, unless
    /// a project that the bill names does, and what nothing else needs. Documents read a component that
    /// nothing leads to as one that is not there.
    ///
    /// `unasked` are needs of installed packages under extras that nobody is known to have asked for. They
    /// explain only what is there for no other reason, of an installer that notes what it was asked for.
    ///
    /// Gives what nothing is known to need.
    pub(super) fn connect(
        &self,
        root: ComponentId,
        components: &[Component],
        edges: &mut Vec<Dependency>,
        unasked: Vec<Dependency>,
    ) -> BTreeSet<ComponentId> {
        let counts = |component: &Component| {
            component.state.is_usual() || component.state == State::Declared
        };
        let of_projects = edges.iter().filter(|edge| self.own.contains(&edge.from));
        let known: BTreeSet<ComponentId> = of_projects.map(|edge| edge.to).collect();
        for (id, wanted) in self.wanted.iter().filter(|(_, wanted)| wanted.is_direct) {
            if *id != root && !known.contains(id) && counts(&components[id.0 as usize]) {
                edges.push(need(root, *id, wanted.kind.clone()));
            }
        }
        let needed = needed(components.len(), edges);
        edges.extend(unasked.into_iter().filter(|edge| {
            let installer = components[edge.to.0 as usize].properties.get("installer");
            !needed[edge.to.0 as usize] && installer.is_some_and(|name| name == NOTES_REQUESTS)
        }));
        let needed = self::needed(components.len(), edges);
        let ids = (0..).map(ComponentId).zip(components);
        let left = ids
            .filter(|(id, component)| *id != root && counts(component) && !needed[id.0 as usize]);
        let left: BTreeSet<ComponentId> = left.map(|(id, _)| id).collect();
        let kinds = self.kinds();
        let kind = |id: &ComponentId| {
            kinds.get(id).map_or_else(|| usual(&components[id.0 as usize]), |kind| (*kind).clone())
        };
        edges.extend(left.iter().map(|id| need(root, *id, kind(id))));
        left
    }

    /// For what the project has each package, the strongest reason where there are several.
    fn kinds(&self) -> BTreeMap<ComponentId, &DependencyKind> {
        let mut kinds = BTreeMap::new();
        for (id, wanted) in &self.wanted {
            let known = kinds.entry(*id).or_insert(&wanted.kind);
            *known = (*known).min(&wanted.kind);
        }
        kinds
    }

    /// Tells of locked packages how near to the projects and when in use they are, where their lock does
    /// not: from the edges. What nothing is known to need, which are `left`, the project needs itself if the
    /// lock says what its packages need and nothing says what the project does.
    pub(super) fn scopes(
        &self,
        root: ComponentId,
        components: &mut [Component],
        edges: &[Dependency],
        left: &BTreeSet<ComponentId>,
    ) {
        let is_open = |component: &Component| {
            let is_read = component.found.iter().any(|one| one.evidence == Evidence::Lockfile);
            is_read && component.scope.is_none() && component.state.is_usual()
        };
        if !components.iter().any(is_open) {
            return;
        }
        let ty = |id: ComponentId| components[id.0 as usize].purl.as_ref().map(Purl::ty);
        let of_projects = edges.iter().filter(|edge| self.own.contains(&edge.from));
        let told: BTreeSet<Option<&str>> =
            of_projects.filter(|edge| !left.contains(&edge.to)).map(|edge| ty(edge.to)).collect();
        let is_known = |edge: &&Dependency| {
            let has_needs = components[edge.to.0 as usize].dependencies != Completeness::Unknown;
            edge.from != root
                || !left.contains(&edge.to)
                || (has_needs && !told.contains(&ty(edge.to)))
        };
        let edge = |edge: &Dependency| Edge {
            from: PackageId(edge.from.0),
            to: PackageId(edge.to.0),
            kind: edge.kind.clone(),
            extras: edge.extras.clone(),
            marker: None,
        };
        let edges: Vec<Edge> = edges.iter().filter(is_known).map(edge).collect();
        let is_used = |id: &&ComponentId| {
            let state = components[id.0 as usize].state;
            state.is_usual() || state == State::Declared
        };
        let own: Vec<PackageId> =
            self.own.iter().filter(is_used).map(|id| PackageId(id.0)).collect();
        let scopes = inventory::scopes(components.len(), &own, &edges);
        for ((component, scope), id) in components.iter_mut().zip(scopes).zip(0..) {
            let is_project = self.own.contains(&ComponentId(id));
            if !is_project && scope.usage != Usage::Unused && is_open(component) {
                component.scope = Some(scope);
            }
        }
    }
}

/// For what a project has a package, where its lock says nothing of it.
fn usual(component: &Component) -> DependencyKind {
    match &component.scope {
        Some(scope) if scope.usage == Usage::Build => DependencyKind::Build,
        _ => DependencyKind::Runtime,
    }
}

/// The installer that notes which packages it was asked for. uv notes it of all that it installs.
const NOTES_REQUESTS: &str = "pip";

fn wanted(entry: &Entry) -> Option<Wanted> {
    let properties = &entry.found.component.properties;
    let is = |name: &str, value: &str| properties.get(name).is_some_and(|known| known == value);
    let is_requested = is("requested", "true") && is("installer", NOTES_REQUESTS);
    let requested = Wanted { kind: DependencyKind::Runtime, is_direct: true };
    entry.found.wanted.clone().or(is_requested.then_some(requested))
}

fn need(from: ComponentId, to: ComponentId, kind: DependencyKind) -> Dependency {
    Dependency { from, to, kind, extras: Vec::new(), marker: None }
}

/// Which of `count` components another needs.
fn needed(count: usize, edges: &[Dependency]) -> Vec<bool> {
    let mut needed = vec![false; count];
    for edge in edges.iter().filter(|edge| edge.from != edge.to) {
        needed[edge.to.0 as usize] = true;
    }
    needed
}
