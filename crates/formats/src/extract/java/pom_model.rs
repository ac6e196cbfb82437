//! A Maven project as its `pom.xml` alone gives it.
//!
//! Source: Maven POM reference, model 4.0.0. What a parent in another file would add is not known: a
//! value that rests on it counts as absent. What the file itself manages (`dependencyManagement`)
//! applies.

use std::collections::HashMap;

use super::Coordinates;
use crate::extract::xml::Element;
use crate::limits;

/// A project.
pub(super) struct Project<'a> {
    root: &'a Element,
    properties: HashMap<&'a str, &'a str>,
}

/// A dependency as declared.
pub(super) struct Dependency {
    /// Without a version where the file fixes none.
    pub(super) coordinates: Coordinates,
    /// A range of versions, as written.
    pub(super) requirement: Option<String>,
    /// `compile` unless said otherwise.
    pub(super) scope: String,
    pub(super) is_optional: bool,
    pub(super) line: u32,
}

impl<'a> Project<'a> {
    /// The project that `root` describes; `None` if it describes none.
    pub(super) fn of(root: &'a Element) -> Option<Self> {
        let properties = root.list("properties").iter();
        let properties = properties.filter_map(|one| Some((one.name.as_str(), one.text()?)));
        (root.name == "project").then(|| Self { root, properties: properties.collect() })
    }

    /// What it is called; group and version may come from the parent that it names.
    pub(super) fn coordinates(&self) -> Option<Coordinates> {
        Some(Coordinates {
            group: self.own("groupId")?,
            artifact: self.text(self.root.value("artifactId")?)?,
            version: self.own("version"),
        })
    }

    /// The field `name`, with its properties put in.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        self.text(self.root.value(name)?)
    }

    /// The field `name` of the group `group`: `scm`, `url`.
    pub(super) fn field_of(&self, group: &str, name: &str) -> Option<String> {
        self.text(self.root.child(group)?.value(name)?)
    }

    /// Licences: name and address.
    pub(super) fn licenses(&self) -> impl Iterator<Item = (Option<&str>, Option<&str>)> {
        self.root.list("licenses").iter().map(|one| (one.value("name"), one.value("url")))
    }

    /// People: name, page and address.
    pub(super) fn developers(&self) -> impl Iterator<Item = &'a Element> {
        self.root.list("developers").iter()
    }

    /// What it depends on, as declared; entries that cannot be read as their lines.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = Result<Dependency, u32>> {
        let managed: HashMap<(&str, &str), &Element> = self
            .root
            .child("dependencyManagement")
            .map_or(&[][..], |all| all.list("dependencies"))
            .iter()
            .filter_map(|one| Some(((one.value("groupId")?, one.value("artifactId")?), one)))
            .collect();
        self.root.list("dependencies").iter().map(move |one| {
            let key = (one.value("groupId"), one.value("artifactId"));
            let managed = key.0.zip(key.1).and_then(|key| managed.get(&key).copied());
            self.dependency(one, managed).ok_or(one.line)
        })
    }

    fn dependency(&self, one: &Element, managed: Option<&Element>) -> Option<Dependency> {
        let value = |name: &str| {
            let value = one.value(name).or_else(|| managed?.value(name))?;
            self.text(value)
        };
        let written = value("version");
        let is_range = |text: &String| text.contains(['[', '(', ',']);
        let (requirement, version) = match written {
            Some(text) if is_range(&text) || matches!(text.as_str(), "LATEST" | "RELEASE") => {
                (Some(text), None)
            }
            version => (None, version),
        };
        Some(Dependency {
            coordinates: Coordinates {
                group: value("groupId")?,
                artifact: value("artifactId")?,
                version,
            },
            requirement,
            scope: value("scope").unwrap_or_else(|| "compile".to_owned()),
            is_optional: value("optional").as_deref() == Some("true"),
            line: one.line,
        })
    }

    /// A field that the parent's coordinates give if the project does not.
    fn own(&self, name: &str) -> Option<String> {
        let parent = || self.root.child("parent")?.value(name);
        self.text(self.root.value(name).or_else(parent)?)
    }

    /// `text` with properties put in; `None` while one of them is not known.
    fn text(&self, text: &str) -> Option<String> {
        let mut text = text.to_owned();
        for _ in 0..limits::PROPERTY_DEPTH {
            let Some(start) = text.find("${") else { return Some(text) };
            let length = text[start..].find('}')?;
            let value = self.property(&text[start + 2..start + length])?.to_owned();
            text.replace_range(start..=start + length, &value);
            if text.len() > limits::PROPERTY_BYTES {
                return None;
            }
        }
        None
    }

    fn property(&self, name: &str) -> Option<&str> {
        let field = name.strip_prefix("project.").or_else(|| name.strip_prefix("pom."));
        let parent = || self.root.child("parent");
        match field {
            Some("groupId" | "version") => {
                let field = field?;
                self.root.value(field).or_else(|| parent()?.value(field))
            }
            Some("artifactId") => self.root.value("artifactId"),
            Some("parent.version") => parent()?.value("version"),
            Some("parent.groupId") => parent()?.value("groupId"),
            _ => self.properties.get(name).copied(),
        }
    }
}
