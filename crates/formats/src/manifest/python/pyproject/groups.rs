//! `[dependency-groups]` (PEP 735).

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::{Declared, DependencyKind};
use toml::{Spanned, Value};

use crate::manifest::python::normalized;
use crate::text::Lines;
use crate::{ParseError, codes, limits};

type Groups<'a> = BTreeMap<String, &'a [Spanned<Value>]>;

/// What the groups declare, those they include expanded, each once.
pub(super) fn declared(
    bytes: &[u8],
    groups: &BTreeMap<String, Vec<Spanned<Value>>>,
) -> Result<Vec<Declared>, ParseError> {
    let named = |name: &String| normalized(name).unwrap_or_else(|| name.clone());
    let groups: Groups<'_> =
        groups.iter().map(|(name, items)| (named(name), items.as_slice())).collect();
    let (lines, mut declared) = (Lines::of(bytes), Vec::new());
    for name in groups.keys() {
        let kind = DependencyKind::Group(name.clone());
        let mut walk = Walk {
            bytes,
            lines: &lines,
            groups: &groups,
            kind,
            open: Vec::new(),
            seen: BTreeSet::new(),
            out: &mut declared,
        };
        walk.group(name)?;
    }
    Ok(declared)
}

struct Walk<'a> {
    bytes: &'a [u8],
    lines: &'a Lines,
    groups: &'a Groups<'a>,
    kind: DependencyKind,
    /// Groups being expanded, outermost first.
    open: Vec<String>,
    seen: BTreeSet<String>,
    out: &'a mut Vec<Declared>,
}

impl Walk<'_> {
    fn group(&mut self, name: &str) -> Result<(), ParseError> {
        self.open.push(name.to_owned());
        self.seen.insert(name.to_owned());
        for item in self.groups.get(name).copied().unwrap_or_default() {
            let at = item.span().start;
            match item.get_ref() {
                Value::String(_) if self.out.len() == limits::GROUP_DEPENDENCIES => {
                    let most = limits::GROUP_DEPENDENCIES;
                    let message = format!("the groups declare more than {most} dependencies");
                    return Err(ParseError::at(&codes::DOCUMENT_SIZE, message, self.bytes, at));
                }
                Value::String(text) => {
                    self.out.push(super::one(self.bytes, self.lines, at, text, self.kind.clone())?);
                }
                Value::Table(table) => match table.get("include-group") {
                    Some(Value::String(name)) if table.len() == 1 => self.include(at, name)?,
                    _ => return Err(self.shape(at)),
                },
                _ => return Err(self.shape(at)),
            }
        }
        self.open.pop();
        Ok(())
    }

    fn include(&mut self, at: usize, name: &str) -> Result<(), ParseError> {
        let name = normalized(name).unwrap_or_else(|| name.to_owned());
        let wrong =
            |message: String| Err(ParseError::at(&codes::MANIFEST_GROUP, message, self.bytes, at));
        if !self.groups.contains_key(&name) {
            return wrong(format!("there is no dependency group `{name}`"));
        }
        if self.open.contains(&name) {
            return wrong(format!("dependency group `{name}` includes itself"));
        }
        if self.open.len() == limits::GROUP_DEPTH {
            return wrong(format!("groups include each other deeper than {}", limits::GROUP_DEPTH));
        }
        // One inclusion is enough; following each would multiply.
        if self.seen.contains(&name) {
            return Ok(());
        }
        self.group(&name)
    }

    fn shape(&self, at: usize) -> ParseError {
        let message = "a dependency group has requirements and `{include-group = \"name\"}`";
        ParseError::at(&codes::DOCUMENT_SHAPE, message, self.bytes, at)
    }
}
