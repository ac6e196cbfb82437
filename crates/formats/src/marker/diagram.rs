//! Markers as reduced, ordered decision diagrams.

use std::collections::{HashMap, HashSet};

use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};

use super::parse;
use super::pieces::{Cut, Pieces, Side};
use super::variable::{TextVariable, Variable, VersionVariable};
use crate::{ParseError, codes, limits};

/// A marker among [`Markers`]: equal markers hold in the same environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marker(u32);

impl Marker {
    /// Holds nowhere.
    pub const NEVER: Self = Self(0);
    /// Holds everywhere.
    pub const ALWAYS: Self = Self(1);
}

/// Markers that can be compared with each other.
#[derive(Debug, Default)]
pub struct Markers {
    /// Beside the two constant ones, which come first and have no node.
    nodes: Vec<Node>,
    known: HashMap<Node, Marker>,
    joined: HashMap<(Join, Marker, Marker), Marker>,
    negated: HashMap<Marker, Marker>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    variable: Variable,
    branches: Branches,
}

/// What is left to ask, by the value of a variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Branches {
    Versions(Pieces<Version, Marker>),
    Texts(Pieces<String, Marker>),
    Answer { yes: Marker, no: Marker },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Join {
    And,
    Or,
}

impl Markers {
    /// The marker that `text` writes.
    ///
    /// # Errors
    /// `document.shape` when it is none, `document.size` when it is too long or asks too much.
    pub fn parse(&mut self, text: &str) -> Result<Marker, ParseError> {
        parse::marker(self, text)
    }

    /// Holds where Python's version is one of those that `specifiers` allow; only releases are told apart,
    /// as uv does for `requires-python`.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn python(&mut self, specifiers: &VersionSpecifiers) -> Result<Marker, ParseError> {
        let mut all = Marker::ALWAYS;
        for specifier in specifiers.iter() {
            let one = self.version(VersionVariable::PythonFullVersion, specifier)?;
            all = self.and(all, one)?;
        }
        Ok(all)
    }

    /// Holds for the versions of a package that `specifiers` allow. It is a set of versions rather than of
    /// environments, and brought together with such alone.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn versions<'v>(
        &mut self,
        specifiers: impl IntoIterator<Item = &'v VersionSpecifier>,
    ) -> Result<Marker, ParseError> {
        let mut all = Marker::ALWAYS;
        for specifier in specifiers {
            // What a comparison leaves out of a version's pre-releases (PEP 440, "Exclusive ordered
            // comparison", "Version matching").
            let least = |version: &Version| match version.any_prerelease() {
                true => version.clone(),
                false => version.clone().with_dev(Some(0)),
            };
            let one = self.between(VersionVariable::Package, specifier, Version::clone, least)?;
            all = self.and(all, one)?;
        }
        Ok(all)
    }

    /// Holds where both hold.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn and(&mut self, one: Marker, other: Marker) -> Result<Marker, ParseError> {
        self.join(Join::And, one, other)
    }

    /// Holds where one of them holds.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn or(&mut self, one: Marker, other: Marker) -> Result<Marker, ParseError> {
        self.join(Join::Or, one, other)
    }

    /// Holds where `marker` does not.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn not(&mut self, marker: Marker) -> Result<Marker, ParseError> {
        let Some(Node { variable, branches }) = self.node(marker).cloned() else {
            return Ok(if marker == Marker::ALWAYS { Marker::NEVER } else { Marker::ALWAYS });
        };
        if let Some(known) = self.negated.get(&marker) {
            return Ok(*known);
        }
        let mut failed = None;
        let mut negate = |marker| {
            self.not(marker).unwrap_or_else(|error| {
                failed = Some(error);
                marker
            })
        };
        let branches = branches.mapped(&mut negate);
        failed.map_or(Ok(()), Err)?;
        let negated = self.made(variable, branches)?;
        self.negated.insert(marker, negated);
        Ok(negated)
    }

    /// Holds where an extra, whose name is normalised, is asked for.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn extra(&mut self, extra: &str) -> Result<Marker, ParseError> {
        self.answer(Variable::Extra(extra.to_owned()), false)
    }

    /// Whether the answer depends on which extras are asked for.
    pub fn asks_for_extras(&self, marker: Marker) -> bool {
        let (mut seen, mut pending) = (HashSet::new(), vec![marker]);
        while let Some(marker) = pending.pop() {
            let Some(Node { variable, branches }) = self.node(marker) else { continue };
            if matches!(variable, Variable::Extra(_)) {
                return true;
            }
            if seen.insert(marker) {
                pending.extend(branches.all());
            }
        }
        false
    }

    /// What is left of a marker where an extra is asked for.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn with_extra(&mut self, marker: Marker, extra: &str) -> Result<Marker, ParseError> {
        self.assumed(marker, extra, &mut HashMap::new())
    }

    fn assumed(
        &mut self,
        marker: Marker,
        extra: &str,
        known: &mut HashMap<Marker, Marker>,
    ) -> Result<Marker, ParseError> {
        let Some(Node { variable, branches }) = self.node(marker).cloned() else {
            return Ok(marker);
        };
        if let Some(known) = known.get(&marker) {
            return Ok(*known);
        }
        if let (Variable::Extra(name), Branches::Answer { yes, .. }) = (&variable, &branches)
            && name == extra
        {
            return Ok(*yes);
        }
        let mut failed = None;
        let branches = branches.mapped(|marker| {
            self.assumed(marker, extra, known).unwrap_or_else(|error| {
                failed = Some(error);
                marker
            })
        });
        failed.map_or(Ok(()), Err)?;
        let assumed = self.made(variable, branches)?;
        known.insert(marker, assumed);
        Ok(assumed)
    }

    /// Holds from the least version of Python for which a marker can hold to the greatest, whatever lies
    /// between. Markers of other variables are left as they are.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn python_hull(&mut self, marker: Marker) -> Result<Marker, ParseError> {
        let Some(Node { variable, branches: Branches::Versions(pieces) }) = self.node(marker)
        else {
            return Ok(marker);
        };
        let (first, last) = (pieces.from.first(), pieces.from.last());
        let starts = pieces.least == Marker::NEVER;
        let from = first.filter(|_| starts).map(|(cut, _)| cut.clone());
        let to = last.filter(|(_, then)| *then == Marker::NEVER).map(|(cut, _)| cut.clone());
        let variable = variable.clone();
        let pieces = Pieces::between(from, to, Marker::ALWAYS, Marker::NEVER);
        self.made(variable, Branches::Versions(pieces))
    }

    /// Whether no environment tells two markers apart, of those in which `assumed` holds.
    ///
    /// # Errors
    /// `document.size` when the markers have become too many.
    pub fn same(
        &mut self,
        one: Marker,
        other: Marker,
        assumed: Marker,
    ) -> Result<bool, ParseError> {
        Ok(self.and(one, assumed)? == self.and(other, assumed)?)
    }

    /// Holds where a version is as the specifier asks, releases alone told apart.
    pub(super) fn version(
        &mut self,
        variable: VersionVariable,
        specifier: &VersionSpecifier,
    ) -> Result<Marker, ParseError> {
        self.between(variable, specifier, Version::only_release, Version::only_release)
    }

    /// Holds where a version is as the specifier asks. `exact` is what of the specifier's version counts, and
    /// `least` the least version that is still of a series.
    fn between(
        &mut self,
        variable: VersionVariable,
        specifier: &VersionSpecifier,
        exact: impl Fn(&Version) -> Version,
        least: impl Fn(&Version) -> Version,
    ) -> Result<Marker, ParseError> {
        let version = exact(specifier.version());
        let before = |version| Some(Cut { value: version, side: Side::Before });
        let after = |version| Some(Cut { value: version, side: Side::After });
        let (from, to) = match specifier.operator() {
            Operator::Equal | Operator::ExactEqual | Operator::NotEqual => {
                (before(version.clone()), after(version))
            }
            Operator::EqualStar | Operator::NotEqualStar => {
                (before(least(&version)), before(least(&next(&version, version.release().len()))))
            }
            Operator::TildeEqual => {
                let kept = version.release().len().saturating_sub(1);
                (before(version.clone()), before(least(&next(&version, kept))))
            }
            Operator::LessThan => (None, before(least(&version))),
            Operator::LessThanEqual => (None, after(version)),
            Operator::GreaterThan => (after(version), None),
            Operator::GreaterThanEqual => (before(version), None),
        };
        let excluded = matches!(specifier.operator(), Operator::NotEqual | Operator::NotEqualStar);
        let (inside, outside) = sides(excluded);
        let pieces = Pieces::between(from, to, inside, outside);
        self.made(Variable::Version(variable), Branches::Versions(pieces))
    }

    /// Holds where a text is from one cut to another, or, `excluded`, is not.
    pub(super) fn text(
        &mut self,
        variable: TextVariable,
        from: Option<Cut<String>>,
        to: Option<Cut<String>>,
        excluded: bool,
    ) -> Result<Marker, ParseError> {
        let (inside, outside) = sides(excluded);
        let pieces = Pieces::between(from, to, inside, outside);
        self.made(Variable::Text(variable), Branches::Texts(pieces))
    }

    /// Holds where the answer to a question is yes, or, `excluded`, no.
    pub(super) fn answer(
        &mut self,
        variable: Variable,
        excluded: bool,
    ) -> Result<Marker, ParseError> {
        let (yes, no) = sides(excluded);
        self.made(variable, Branches::Answer { yes, no })
    }

    fn join(&mut self, join: Join, one: Marker, other: Marker) -> Result<Marker, ParseError> {
        // What decides for everything, and what changes nothing.
        let (decides, idle) = match join {
            Join::And => (Marker::NEVER, Marker::ALWAYS),
            Join::Or => (Marker::ALWAYS, Marker::NEVER),
        };
        if one == decides || other == decides {
            return Ok(decides);
        }
        if one == idle || one == other {
            return Ok(other);
        }
        if other == idle {
            return Ok(one);
        }
        let key = (join, one.min(other), one.max(other));
        if let Some(known) = self.joined.get(&key) {
            return Ok(*known);
        }
        let joined = self.split(join, one, other)?;
        self.joined.insert(key, joined);
        Ok(joined)
    }

    /// Joins two markers that are not constant, by the value of the variable that is asked first.
    fn split(&mut self, join: Join, one: Marker, other: Marker) -> Result<Marker, ParseError> {
        let (Some(left), Some(right)) = (self.node(one).cloned(), self.node(other).cloned()) else {
            return Ok(Marker::NEVER);
        };
        let mut failed = None;
        let mut both = |a, b| {
            self.join(join, a, b).unwrap_or_else(|error| {
                failed = Some(error);
                Marker::NEVER
            })
        };
        let (variable, branches) = match left.variable.cmp(&right.variable) {
            std::cmp::Ordering::Less => (left.variable, left.branches.mapped(|it| both(it, other))),
            std::cmp::Ordering::Greater => {
                (right.variable, right.branches.mapped(|it| both(one, it)))
            }
            std::cmp::Ordering::Equal => {
                (left.variable, left.branches.combined(&right.branches, both))
            }
        };
        failed.map_or(Ok(()), Err)?;
        self.made(variable, branches)
    }

    fn node(&self, marker: Marker) -> Option<&Node> {
        self.nodes.get((marker.0 as usize).checked_sub(2)?)
    }

    /// The marker that asks `variable`, unless the answer does not matter.
    fn made(&mut self, variable: Variable, branches: Branches) -> Result<Marker, ParseError> {
        if let Some(only) = branches.only() {
            return Ok(only);
        }
        let node = Node { variable, branches };
        if let Some(known) = self.known.get(&node) {
            return Ok(*known);
        }
        if self.nodes.len() >= limits::MARKER_NODES {
            let message = format!("markers that need more than {} nodes", limits::MARKER_NODES);
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        self.nodes.push(node.clone());
        let marker = Marker(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX).saturating_add(1));
        self.known.insert(node, marker);
        Ok(marker)
    }
}

impl Branches {
    fn mapped(&self, mut change: impl FnMut(Marker) -> Marker) -> Self {
        match self {
            Self::Versions(pieces) => Self::Versions(pieces.mapped(change)),
            Self::Texts(pieces) => Self::Texts(pieces.mapped(change)),
            Self::Answer { yes, no } => Self::Answer { yes: change(*yes), no: change(*no) },
        }
    }

    /// Both, where they are of one variable and therefore of one kind.
    fn combined(&self, other: &Self, mut join: impl FnMut(Marker, Marker) -> Marker) -> Self {
        match (self, other) {
            (Self::Versions(one), Self::Versions(other)) => {
                Self::Versions(one.combined(other, join))
            }
            (Self::Texts(one), Self::Texts(other)) => Self::Texts(one.combined(other, join)),
            (Self::Answer { yes, no }, Self::Answer { yes: also, no: nor }) => {
                Self::Answer { yes: join(*yes, *also), no: join(*no, *nor) }
            }
            _ => Self::Answer { yes: Marker::NEVER, no: Marker::NEVER },
        }
    }

    fn all(&self) -> Vec<Marker> {
        match self {
            Self::Versions(pieces) => pieces.all().collect(),
            Self::Texts(pieces) => pieces.all().collect(),
            Self::Answer { yes, no } => vec![*yes, *no],
        }
    }

    fn only(&self) -> Option<Marker> {
        match self {
            Self::Versions(pieces) => pieces.only(),
            Self::Texts(pieces) => pieces.only(),
            Self::Answer { yes, no } => (yes == no).then_some(*yes),
        }
    }
}

const fn sides(excluded: bool) -> (Marker, Marker) {
    if excluded { (Marker::NEVER, Marker::ALWAYS) } else { (Marker::ALWAYS, Marker::NEVER) }
}

/// The least version above all that begin with the first `kept` numbers of `version`.
fn next(version: &Version, kept: usize) -> Version {
    let mut release: Vec<u64> = version.release().iter().take(kept.max(1)).copied().collect();
    release.resize(kept.max(1), 0);
    if let Some(last) = release.last_mut() {
        *last = last.saturating_add(1);
    }
    Version::new(release)
}
