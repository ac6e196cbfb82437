//! Several bills as one.

use std::collections::{BTreeSet, HashMap};

use keelmark_model::DependencyKind;
use keelmark_model::Digest;
use keelmark_model::bom::{
    Bom, Completeness, Component, ComponentId, ComponentKind, Dependency, State,
};

use super::diff;
use crate::extract::{agree, fill};

/// A package at one version, of which two bills say what cannot both be right: digests, or licences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The package, with its version.
    pub package: String,
    /// What the first bill has.
    pub one: Vec<String>,
    /// What a later bill has.
    pub other: Vec<String>,
}

/// The bill of everything in `bills`.
///
/// What has the same package URL, or kind, name and version, and no contradicting digests or licences is
/// one component: the first bill's, with what the others know besides. Bills of one thing have its root;
/// others get a root called `name` that needs each of theirs. The bill is as old as the latest.
///
/// # Errors
/// The conflicts, unless `allow_conflicts` keeps both sides of each as components of their own.
pub fn merge(bills: &[Bom], name: &str, allow_conflicts: bool) -> Result<Bom, Vec<Conflict>> {
    let mut merger = Merger::default();
    let same_root = bills.windows(2).all(|pair| match pair {
        [one, other] => identity(root(one)) == identity(root(other)),
        _ => true,
    });
    let top = (!same_root).then(|| {
        let mut top = Component::new(ComponentKind::Application, name, State::Installed);
        top.dependencies = Completeness::Complete;
        merger.components.push(top);
        ComponentId(0)
    });
    for bill in bills {
        let at = merger.take(bill);
        if let Some(top) = top {
            merger.dependencies.push(Dependency {
                from: top,
                to: at,
                kind: DependencyKind::Runtime,
                extras: Vec::new(),
                marker: None,
            });
        }
    }
    if !merger.conflicts.is_empty() && !allow_conflicts {
        return Err(merger.conflicts);
    }
    Ok(merger.finish(bills))
}

fn root(bom: &Bom) -> &Component {
    bom.component(bom.root)
}

fn identity(component: &Component) -> String {
    match &component.purl {
        Some(purl) => purl.to_string(),
        None => format!("{:?} {} {:?}", component.kind, component.name, component.version),
    }
}

/// What each says that the other contradicts. Of declared and of concluded licences both have to know some.
fn contradiction(one: &Component, other: &Component) -> Option<(Vec<String>, Vec<String>)> {
    if !agree(&one.digests, &other.digests) {
        let list = |all: &[Digest]| all.iter().map(ToString::to_string).collect();
        return Some((list(&one.digests), list(&other.digests)));
    }
    let list = |terms: BTreeSet<&str>| terms.into_iter().map(str::to_owned).collect();
    let known = [diff::licenses, concluded].map(|of| (of(one), of(other)));
    known
        .into_iter()
        .find(|(one, other)| !one.is_empty() && !other.is_empty() && one != other)
        .map(|(one, other)| (list(one), list(other)))
}

fn concluded(component: &Component) -> BTreeSet<&str> {
    component.licensing.concluded.as_deref().into_iter().collect()
}

#[derive(Default)]
struct Merger {
    components: Vec<Component>,
    dependencies: Vec<Dependency>,
    places: HashMap<String, Vec<ComponentId>>,
    conflicts: Vec<Conflict>,
}

impl Merger {
    /// Takes a bill, and gives the place of its root.
    fn take(&mut self, bom: &Bom) -> ComponentId {
        let ids: Vec<ComponentId> = bom.components.iter().map(|one| self.place(one)).collect();
        let moved = |id: ComponentId| ids.get(id.0 as usize).copied().unwrap_or(id);
        for (component, id) in bom.components.iter().zip(&ids) {
            let within = component.within.map(moved).filter(|within| within != id);
            if let Some(placed) = self.components.get_mut(id.0 as usize) {
                placed.within = placed.within.or(within);
            }
        }
        self.dependencies.extend(bom.dependencies.iter().map(|edge| Dependency {
            from: moved(edge.from),
            to: moved(edge.to),
            ..edge.clone()
        }));
        moved(bom.root)
    }

    fn place(&mut self, component: &Component) -> ComponentId {
        let known = self.places.entry(identity(component)).or_default();
        for id in known.iter() {
            let Some(placed) = self.components.get_mut(id.0 as usize) else { continue };
            if contradiction(placed, component).is_none() {
                placed.state = placed.state.min(component.state);
                placed.found.extend(component.found.iter().cloned());
                placed.found.sort();
                placed.found.dedup();
                fill(placed, component);
                return *id;
            }
        }
        if let Some(first) = known.first().and_then(|id| self.components.get(id.0 as usize)) {
            let version = component.version.as_deref().unwrap_or("no version");
            let package = format!("{} {version}", diff::name(component));
            let conflict = contradiction(first, component);
            self.conflicts.extend(conflict.map(|(one, other)| Conflict { package, one, other }));
        }
        let id = ComponentId(u32::try_from(self.components.len()).unwrap_or(u32::MAX));
        known.push(id);
        self.components.push(Component { within: None, ..component.clone() });
        id
    }

    fn finish(self, bills: &[Bom]) -> Bom {
        let mut authors: Vec<_> = bills.iter().flat_map(|bom| bom.authors.clone()).collect();
        authors.sort();
        authors.dedup();
        let mut tools: Vec<_> = bills.iter().flat_map(|bom| bom.tools.clone()).collect();
        tools.sort();
        tools.dedup();
        let mut contexts: Vec<_> = bills.iter().map(|bom| bom.context).collect();
        contexts.dedup();
        let bom = Bom {
            created: bills.iter().filter_map(|bom| bom.created).max(),
            authors,
            tools,
            context: match contexts.as_slice() {
                [one] => *one,
                _ => None,
            },
            // The first component is the new root, or the one that all bills share.
            root: self.root(bills),
            components: self.components,
            dependencies: self.dependencies,
            gaps: bills.iter().flat_map(|bom| bom.gaps.clone()).collect(),
        };
        bom.sorted()
    }

    fn root(&self, bills: &[Bom]) -> ComponentId {
        let shared = bills.first().map(|bom| identity(root(bom)));
        let same = bills.iter().all(|bom| Some(identity(root(bom))) == shared);
        let place = shared.and_then(|identity| self.places.get(&identity)?.first().copied());
        if same { place.unwrap_or(ComponentId(0)) } else { ComponentId(0) }
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::{LicenseClaim, Licensing, State};

    use super::super::document::tests::bills::{bare, image};
    use super::{Conflict, merge};
    use crate::hash::sha256;

    #[test]
    fn a_bill_merged_with_itself_is_itself() {
        let merged = merge(&[image(), image()], "both", false).expect("no conflict");
        assert_eq!(merged, image());
    }

    #[test]
    fn bills_of_different_things_get_a_root_that_needs_both() {
        let merged = merge(&[image(), bare()], "both", false).expect("no conflict");
        let root = merged.component(merged.root);
        assert_eq!((root.name.as_str(), merged.needs(merged.root).len()), ("both", 2));
        assert_eq!(merged.components.len(), image().components.len() + 2);
        assert_eq!(merged.context, None);
    }

    #[test]
    fn the_stronger_state_and_every_fact_are_kept() {
        let mut other = image();
        let at = other.components.iter().position(|one| one.name == "pytest").expect("it");
        other.components[at].state = State::Locked;
        other.components[at].description = Some("tests".to_owned());
        let merged = merge(&[image(), other], "both", false).expect("no conflict");
        let pytest = merged.components.iter().find(|one| one.name == "pytest").expect("it");
        assert_eq!((pytest.state, pytest.description.as_deref()), (State::Locked, Some("tests")));
    }

    #[test]
    fn contradicting_digests_are_conflicts() {
        let mut other = image();
        let at = other.components.iter().position(|one| one.name.starts_with("tool")).expect("it");
        other.components[at].digests = vec![sha256(b"exchanged")];
        let bills = [image(), other];
        let conflicts = merge(&bills, "both", false).expect_err("a conflict");
        assert_eq!(conflicts.len(), 1);
        assert!(conflicts[0].package.starts_with("tool"), "{conflicts:?}");
        let merged = merge(&bills, "both", true).expect("both are kept");
        assert_eq!(merged.components.len(), image().components.len() + 1);
    }

    #[test]
    fn contradicting_licences_are_conflicts() {
        let at = image().components.iter().position(|one| one.name == "rich").expect("it");
        let with = |change: &dyn Fn(&mut Licensing)| {
            let mut other = image();
            change(&mut other.components[at].licensing);
            [image(), other]
        };
        let gpl = "GPL-3.0-only".to_owned();
        let declared = with(&|it| it.declared = vec![LicenseClaim::Expression(gpl.clone())]);
        let concluded = with(&|it| it.concluded = Some(gpl.clone()));
        for (bills, one) in [(declared, "MIT"), (concluded, "MIT OR Apache-2.0")] {
            let conflicts = merge(&bills, "both", false).expect_err("a conflict");
            let package = "pkg:pypi/rich 13.9.4".to_owned();
            let wanted = Conflict { package, one: vec![one.to_owned()], other: vec![gpl.clone()] };
            assert_eq!(conflicts, [wanted]);
            let merged = merge(&bills, "both", true).expect("both are kept");
            assert_eq!(merged.components.len(), image().components.len() + 1);
        }
        let unknown = with(&|it| *it = Licensing::default());
        let merged = merge(&unknown, "both", false).expect("who says nothing contradicts nothing");
        assert_eq!(merged, image());
        let split = with(&|it| {
            let one = |text: &str| LicenseClaim::Expression(text.to_owned());
            it.declared = vec![one("MIT"), one("MIT")];
        });
        merge(&split, "both", false).expect("the same in other words");
    }
}
