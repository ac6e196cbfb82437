//! How near to the root, and when in use, each package is.

use std::collections::{BTreeMap, BTreeSet};

use super::{DependencyKind, Edge, Inventory, PackageId, Relation, Scope, Usage};

impl Inventory {
    /// How near to the root and when in use each package is, in the order of `packages`.
    ///
    /// As [`scopes`], from the root; other members of its workspace are [`Relation::Member`].
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes = scopes(self.packages.len(), &[self.root], &self.edges);
        for (scope, id) in scopes.iter_mut().zip((0..).map(PackageId)) {
            if id == self.root {
                *scope = Scope { relation: Relation::Root, usage: Usage::Runtime };
            } else if self.members.binary_search(&id).is_ok() {
                scope.relation = Relation::Member;
            }
        }
        scopes
    }
}

/// How near to any of `roots` (sorted), and when in use, each of `count` packages is, between which
/// `edges` are.
///
/// A package that several uses reach is counted under the strongest: run time, then extras
/// and optional dependencies, then build, then development. Extras of a dependency are
/// followed only where an edge asks for them, dependency groups only from a root. What is
/// reached only over an optional, peer or build dependency is no more than that.
pub fn scopes(count: usize, roots: &[PackageId], edges: &[Edge]) -> Vec<Scope> {
    let mut seeds: BTreeMap<&DependencyKind, Vec<&Edge>> = BTreeMap::new();
    let mut direct = vec![false; count];
    for edge in edges.iter().filter(|edge| roots.binary_search(&edge.from).is_ok()) {
        seeds.entry(&edge.kind).or_default().push(edge);
        direct[edge.to.0 as usize] = true;
    }
    let graph = Graph::of(count, edges);
    let mut usages = vec![Usage::Unused; count];
    let mut walk = Walk::over(&graph);
    for (kind, edges) in seeds {
        walk.run(edges, |package, least| {
            let implied = weaker(Usage::of(kind), least);
            strengthen(&mut usages[package as usize], implied);
        });
    }
    let scope = |(usage, is_direct): (Usage, bool)| {
        let relation = match usage {
            _ if is_direct => Relation::Direct,
            Usage::Unused => Relation::Unreachable,
            _ => Relation::Transitive,
        };
        Scope { relation, usage }
    };
    usages.into_iter().zip(direct).map(scope).collect()
}

/// The weakest kind of edge on the way to a package, weakest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    Needed,
    Optional,
    Build,
}

impl Least {
    const ALL: [Self; 3] = [Self::Needed, Self::Optional, Self::Build];

    const fn of(kind: &DependencyKind) -> Self {
        match kind {
            DependencyKind::Optional | DependencyKind::Peer => Self::Optional,
            DependencyKind::Build => Self::Build,
            _ => Self::Needed,
        }
    }
}

/// A package, or one of its extras: what the edges of the walk lead between.
type Node = u32;

/// Edges between packages and extras, as the walk follows them.
struct Graph<'a> {
    /// The package each node belongs to; nodes below the number of packages are packages.
    packages: Vec<u32>,
    extras: BTreeMap<(PackageId, &'a str), Node>,
    outgoing: Vec<Vec<(Node, Least)>>,
}

impl<'a> Graph<'a> {
    fn of(count: usize, edges: &'a [Edge]) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let mut graph = Self {
            packages: (0..count).collect(),
            extras: BTreeMap::new(),
            outgoing: vec![Vec::new(); count as usize],
        };
        for edge in edges {
            let from = match &edge.kind {
                DependencyKind::Group(_) => continue,
                DependencyKind::Extra(extra) => graph.extra(edge.from, extra),
                _ => edge.from.0,
            };
            let least = Least::of(&edge.kind);
            graph.outgoing[from as usize].push((edge.to.0, least));
            for extra in &edge.extras {
                let to = graph.extra(edge.to, extra);
                graph.outgoing[from as usize].push((to, least));
            }
        }
        graph
    }

    fn extra(&mut self, package: PackageId, extra: &'a str) -> Node {
        let next = u32::try_from(self.packages.len()).unwrap_or(u32::MAX);
        let node = *self.extras.entry((package, extra)).or_insert(next);
        if node == next {
            self.packages.push(package.0);
            self.outgoing.push(Vec::new());
        }
        node
    }
}

/// A walk that can be run again without clearing what it saw.
struct Walk<'a> {
    graph: &'a Graph<'a>,
    round: u32,
    seen: Vec<u32>,
    pending: [Vec<Node>; 3],
}

impl<'a> Walk<'a> {
    fn over(graph: &'a Graph<'a>) -> Self {
        let seen = vec![0; graph.packages.len()];
        Self { graph, round: 0, seen, pending: [const { Vec::new() }; 3] }
    }

    /// Calls `visit` with every package reached from `seeds` and the least edge on the best way.
    fn run(&mut self, seeds: Vec<&Edge>, mut visit: impl FnMut(u32, Least)) {
        self.round += 1;
        for edge in seeds {
            let needed = &mut self.pending[Least::Needed as usize];
            needed.push(edge.to.0);
            let extras = edge.extras.iter().map(|extra| (edge.to, extra.as_str()));
            needed.extend(extras.filter_map(|extra| self.graph.extras.get(&extra)));
        }
        for least in Least::ALL {
            while let Some(node) = self.pending[least as usize].pop() {
                if std::mem::replace(&mut self.seen[node as usize], self.round) == self.round {
                    continue;
                }
                visit(self.graph.packages[node as usize], least);
                for (to, edge) in &self.graph.outgoing[node as usize] {
                    self.pending[least.max(*edge) as usize].push(*to);
                }
            }
        }
    }
}

/// What a use from the root becomes over the least edge on the way.
fn weaker(usage: Usage, least: Least) -> Usage {
    match (usage, least) {
        (Usage::Runtime, Least::Optional) => Usage::Optional(BTreeSet::new()),
        (Usage::Runtime | Usage::Optional(_), Least::Build) => Usage::Build,
        (usage, _) => usage,
    }
}

/// Raises `usage` to `implied` if that is stronger; of two alike, keeps the names of both.
fn strengthen(usage: &mut Usage, implied: Usage) {
    match (&mut *usage, implied) {
        (Usage::Optional(names), Usage::Optional(more))
        | (Usage::Development(names), Usage::Development(more)) => names.extend(more),
        (current, implied) if implied.strength() > current.strength() => *current = implied,
        _ => {}
    }
}

impl Usage {
    fn of(kind: &DependencyKind) -> Self {
        match kind {
            DependencyKind::Runtime => Self::Runtime,
            DependencyKind::Extra(name) => Self::Optional(BTreeSet::from([name.clone()])),
            DependencyKind::Optional | DependencyKind::Peer => Self::Optional(BTreeSet::new()),
            DependencyKind::Build => Self::Build,
            DependencyKind::Group(name) => Self::Development(BTreeSet::from([name.clone()])),
        }
    }

    const fn strength(&self) -> u8 {
        match self {
            Self::Unused => 0,
            Self::Development(_) => 1,
            Self::Build => 2,
            Self::Optional(_) => 3,
            Self::Runtime => 4,
        }
    }
}
