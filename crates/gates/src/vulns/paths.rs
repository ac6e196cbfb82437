//! How a target comes to need a component, and when.

use std::collections::VecDeque;

use keelmark_model::vulnerability::When;
use keelmark_model::{Bom, ComponentId, DependencyKind, Usage};

/// The shortest ways from what stands first to every component.
pub(super) struct Paths {
    /// Of each component that is reached: the one before it.
    before: Vec<Option<Option<ComponentId>>>,
    usage: Vec<When>,
}

impl Paths {
    pub(super) fn of(bom: &Bom) -> Self {
        let is_any = |_: &DependencyKind| true;
        let starts = starts(bom);
        let before = reached(bom, &starts, is_any);
        let always =
            |kind: &DependencyKind| matches!(kind, DependencyKind::Runtime | DependencyKind::Peer);
        let shipped = |kind: &DependencyKind| {
            !matches!(kind, DependencyKind::Build | DependencyKind::Group(_))
        };
        let built = |kind: &DependencyKind| !matches!(kind, DependencyKind::Group(_));
        let levels = [
            (When::Runtime, reached(bom, &starts, always)),
            (When::Optional, reached(bom, &starts, shipped)),
            (When::Build, reached(bom, &starts, built)),
        ];
        let when = |at: usize| {
            let is_in = |found: &Reached| found.get(at).is_some_and(Option::is_some);
            let found = levels.iter().find(|(_, found)| is_in(found));
            // What nothing leads to is in use for all anybody knows.
            let otherwise = if is_in(&before) { When::Development } else { When::Runtime };
            found.map_or(otherwise, |(when, _)| *when)
        };
        let of_lock = bom.components.iter().map(|component| {
            component.scope.as_ref().and_then(|scope| match scope.usage {
                Usage::Development(_) => Some(When::Development),
                Usage::Build => Some(When::Build),
                Usage::Optional(_) => Some(When::Optional),
                Usage::Runtime => Some(When::Runtime),
                Usage::Unused => None,
            })
        });
        // What the lock of the package says knows more than the ways through all locks together.
        let usage = of_lock.enumerate().map(|(at, known)| known.unwrap_or_else(|| when(at)));
        Self { usage: usage.collect(), before }
    }

    /// When a component is in use.
    pub(super) fn usage(&self, id: ComponentId) -> When {
        self.usage.get(id.0 as usize).copied().unwrap_or(When::Runtime)
    }

    /// The components on the way to one, itself the last.
    pub(super) fn path(&self, bom: &Bom, id: ComponentId) -> Vec<String> {
        let mut path = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next {
            let component = bom.component(id);
            path.push(match &component.version {
                Some(version) => format!("{}@{version}", component.name),
                None => component.name.clone(),
            });
            next = self.before.get(id.0 as usize).copied().flatten().flatten();
        }
        path.reverse();
        path
    }
}

type Reached = Vec<Option<Option<ComponentId>>>;

/// The root, and every project that nothing needs: a folder may hold several.
fn starts(bom: &Bom) -> Vec<ComponentId> {
    let mut is_needed = vec![false; bom.components.len()];
    for edge in &bom.dependencies {
        is_needed.get_mut(edge.to.0 as usize).into_iter().for_each(|it| *it = true);
    }
    let free = bom.iter().filter(|(id, _)| {
        let is_free = is_needed.get(id.0 as usize) == Some(&false);
        is_free && !bom.needs(*id).is_empty() && *id != bom.root
    });
    std::iter::once(bom.root).chain(free.map(|(id, _)| id)).collect()
}

/// Breadth first, so that the first way found is a shortest.
fn reached(
    bom: &Bom,
    starts: &[ComponentId],
    follows: impl Fn(&DependencyKind) -> bool,
) -> Reached {
    let mut reached: Reached = vec![None; bom.components.len()];
    let mut open: VecDeque<ComponentId> = VecDeque::new();
    for start in starts {
        reached.get_mut(start.0 as usize).into_iter().for_each(|it| *it = Some(None));
        open.push_back(*start);
    }
    while let Some(id) = open.pop_front() {
        for edge in bom.needs(id).iter().filter(|edge| follows(&edge.kind)) {
            let Some(place @ None) = reached.get_mut(edge.to.0 as usize) else { continue };
            *place = Some(Some(id));
            open.push_back(edge.to);
        }
    }
    reached
}
