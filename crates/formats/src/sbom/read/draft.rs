//! A bill while it is read: components by identifier, and edges between identifiers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use keelmark_model::bom::{
    Bom, Completeness, Component, ComponentId, ComponentKind, Context, Dependency, Gap, State,
    Supplier, Tool,
};
use keelmark_model::{DependencyKind, Timestamp};

use super::condition::Condition;
use super::losses::Losses;
use super::notes::Notes;
use super::{Reading, too_many};
use crate::{ParseError, codes, limits};

#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) created: Option<Timestamp>,
    pub(super) authors: Vec<Supplier>,
    pub(super) tools: Vec<Tool>,
    pub(super) context: Option<Context>,
    pub(super) gaps: Vec<Gap>,
    pub(super) losses: Losses,
    /// Whether keelmark wrote the document.
    pub(super) is_own: bool,
    unknown: BTreeSet<String>,
    /// What the document is said to be about.
    described: Vec<ComponentId>,
    components: Vec<Component>,
    notes: Vec<Notes>,
    ids: HashMap<String, ComponentId>,
    edges: Vec<(ComponentId, ComponentId, Option<Condition>)>,
}

impl Draft {
    /// Takes a component called `id`.
    pub(super) fn add(
        &mut self,
        id: Option<&str>,
        component: Component,
        notes: Notes,
    ) -> Result<ComponentId, ParseError> {
        if self.components.len() == limits::PACKAGES {
            return Err(too_many("components"));
        }
        let number = ComponentId(u32::try_from(self.components.len()).unwrap_or(u32::MAX));
        if let Some(id) = id
            && self.ids.insert(id.to_owned(), number).is_some()
        {
            self.losses.add("identifiers used twice");
        }
        self.components.push(component);
        self.notes.push(notes);
        Ok(number)
    }

    /// Lets the component also go by `name`, unless another does.
    pub(super) fn alias(&mut self, name: &str, id: ComponentId) {
        self.ids.entry(name.to_owned()).or_insert(id);
    }

    /// Notes that the document says that `what` of the component is not known.
    pub(super) fn mark_unknown(&mut self, id: ComponentId, what: &str) {
        if let Some(notes) = self.notes.get_mut(id.0 as usize) {
            notes.unknown.insert(what.to_owned());
        }
    }

    /// Notes that the document says that each of `what` is not known of itself.
    pub(super) fn mark_document_unknown<'a>(&mut self, what: impl Iterator<Item = &'a str>) {
        self.unknown.extend(what.map(|word| word.trim().to_owned()));
    }

    /// Takes when the document says it was made. None was in the first second of Unix' time, which stands
    /// where a format wants a time and there is none.
    pub(super) fn set_created(&mut self, created: Option<Timestamp>) {
        self.created = created.filter(|created| *created != Timestamp(0));
    }

    /// The component called `id`.
    pub(super) fn find(&self, id: &str) -> Option<ComponentId> {
        self.ids.get(id).copied()
    }

    pub(super) fn component(&mut self, id: ComponentId) -> Option<&mut Component> {
        self.components.get_mut(id.0 as usize)
    }

    /// What the document is about: the first that it says it describes. keelmark describes several
    /// where it knows of no one thing.
    pub(super) fn root(&self) -> Option<ComponentId> {
        let first = self.described.first().copied()?;
        let is_one = !self.is_own || self.described.iter().all(|id| *id == first);
        is_one.then_some(first)
    }

    /// Takes `id` for something that the document describes.
    pub(super) fn describe(&mut self, id: ComponentId) {
        self.described.push(id);
    }

    pub(super) fn connect(
        &mut self,
        from: ComponentId,
        to: ComponentId,
        condition: Option<Condition>,
    ) -> Result<(), ParseError> {
        if self.edges.len() == limits::EDGES {
            return Err(too_many("dependencies"));
        }
        self.edges.push((from, to, condition));
        Ok(())
    }

    /// Whether it is noted under which conditions `from` needs what is called `to`.
    pub(super) fn is_noted(&self, from: ComponentId, to: &str) -> bool {
        let name = to.rsplit('#').next().unwrap_or(to);
        let notes = self.notes.get(from.0 as usize);
        notes.is_some_and(|notes| notes.conditions.iter().any(|(id, _)| id == to || id == name))
    }

    /// The component `inner` lies in `outer`. That other tools let the root contain something says no more
    /// than that it is listed.
    pub(super) fn place(&mut self, inner: ComponentId, outer: ComponentId) {
        if self.is_own || Some(outer) != self.root() {
            self.lay(inner, outer);
        }
    }

    fn lay(&mut self, inner: ComponentId, outer: ComponentId) {
        if inner == outer {
            return;
        }
        let Some(component) = self.components.get_mut(inner.0 as usize) else { return };
        match component.within {
            None => component.within = Some(outer),
            Some(known) if known == outer => {}
            Some(_) => self.losses.add("further components that contain one"),
        }
    }

    /// What was read of a document of `format` that goes by `identity`.
    pub(super) fn finish(mut self, format: String, identity: Option<String>) -> Reading {
        let says_subject = !self.described.is_empty();
        let root = self.root().unwrap_or_else(|| {
            let root = Component::new(ComponentKind::Application, "", State::Installed);
            self.components.push(root);
            ComponentId(u32::try_from(self.components.len() - 1).unwrap_or(u32::MAX))
        });
        let conditions = self.resolve();
        let mut dependencies = Vec::with_capacity(self.edges.len());
        for (from, to, condition) in std::mem::take(&mut self.edges) {
            match (condition, conditions.get(&(from, to))) {
                (Some(condition), _) => dependencies.push(dependency(from, to, condition)),
                (None, Some(noted)) => dependencies
                    .extend(noted.iter().map(|condition| dependency(from, to, condition.clone()))),
                (None, None) => dependencies.push(dependency(from, to, ALWAYS)),
            }
        }
        let fallback = usual_state(self.context);
        // A system has its packages installed, and a lockfile that stands as a component lists its own:
        // only a package brings others along.
        let is_package =
            |one: &Component| one.purl.is_some() && one.kind != ComponentKind::OperatingSystem;
        let packages: Vec<bool> = self.components.iter().map(is_package).collect();
        for (component, notes) in self.components.iter_mut().zip(&mut self.notes) {
            if notes.state.is_none() {
                let is_open = component.version.is_none()
                    && component.kind == ComponentKind::Library
                    && component.digests.is_empty();
                let is_bundled = component.within.is_some_and(|ComponentId(outer)| {
                    packages.get(outer as usize).copied().unwrap_or_default()
                });
                component.state = match (is_open, is_bundled) {
                    (_, true) => State::Bundled,
                    (true, false) => State::Declared,
                    (false, false) => fallback,
                };
            }
            notes.settle(component);
        }
        let mut tools = self.tools;
        tools.sort();
        tools.dedup();
        let bom = Bom {
            created: self.created,
            authors: self.authors,
            tools,
            context: self.context,
            root,
            components: self.components,
            dependencies,
            gaps: self.gaps,
        };
        let (bom, places) = bom.sorted_with_places();
        let mut unknown = vec![BTreeSet::new(); bom.components.len()];
        for (place, notes) in places.iter().zip(self.notes) {
            if let Some(words) = unknown.get_mut(place.0 as usize) {
                *words = notes.unknown;
            }
        }
        let losses = self.losses.finish();
        Reading {
            format,
            identity,
            bom,
            says_subject,
            places,
            unknown,
            unknown_of_document: self.unknown,
            losses,
        }
    }

    /// Gives each note of another component the component it names.
    fn resolve(&mut self) -> BTreeMap<(ComponentId, ComponentId), Vec<Condition>> {
        let mut conditions: BTreeMap<_, Vec<Condition>> = BTreeMap::new();
        let mut places = Vec::new();
        for (from, notes) in (0..).map(ComponentId).zip(&mut self.notes) {
            let within = notes.within.take().and_then(|within| self.ids.get(&within));
            places.extend(within.map(|within| (from, *within)));
            for (to, condition) in notes.conditions.drain(..) {
                if let Some(to) = self.ids.get(&to) {
                    conditions.entry((from, *to)).or_default().push(condition);
                }
            }
        }
        for (inner, outer) in places {
            self.lay(inner, outer);
        }
        conditions
    }
}

const ALWAYS: Condition = (DependencyKind::Runtime, Vec::new(), None);

fn dependency(from: ComponentId, to: ComponentId, condition: Condition) -> Dependency {
    let (kind, extras, marker) = condition;
    Dependency { from, to, kind, extras, marker }
}

/// The state of a component of which a document says none: what it was looked at for.
const fn usual_state(context: Option<Context>) -> State {
    match context {
        Some(Context::Source) => State::Locked,
        Some(Context::Build | Context::Installed) | None => State::Installed,
    }
}

/// A gap as `document::notes` writes it, `path:line: [code] message`.
pub(super) fn gap(text: &str) -> Gap {
    let (place, rest) = text.split_once(": ").unwrap_or(("", text));
    let code = rest.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let known = code
        .and_then(|(id, message)| Some((*codes::ALL.iter().find(|code| code.id == id)?, message)));
    let (code, message) = known.unwrap_or((&codes::SBOM_INCOMPLETE, rest));
    let (path, line) = match place.rsplit_once(':') {
        Some((path, line)) if line.parse::<u32>().is_ok() => (path, line.parse().ok()),
        _ => (place, None),
    };
    Gap { code, path: path.to_owned(), message: message.to_owned(), line }
}

/// That a document says of itself that it is not whole.
pub(super) fn said_incomplete() -> Gap {
    Gap {
        code: &codes::SBOM_INCOMPLETE,
        path: String::new(),
        message: "the document says of itself that it is not complete".to_owned(),
        line: None,
    }
}

/// Gives `component` the completeness it is said to have, the weakest of several.
pub(super) fn weaken(component: &mut Component, said: Completeness, was_said: bool) {
    component.dependencies = match was_said {
        true => component.dependencies.max(said),
        false => said,
    };
}
