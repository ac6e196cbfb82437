//! What every format asks of a bill.

use std::borrow::Cow;
use std::collections::BTreeSet;

use keelmark_model::bom::{Bom, Component, ComponentId, Dependency, Tool};
use keelmark_model::{Digest, LockedFile, Purl, Timestamp};

use super::RenderOptions;

/// A bill and how it is to be written.
#[derive(Clone, Copy)]
pub(super) struct Outline<'a> {
    pub(super) bom: &'a Bom,
    pub(super) options: &'a RenderOptions<'a>,
}

/// Types of package URLs whose namespace is part of the name people use, before a `/`.
const GROUPED: [&str; 3] = ["composer", "maven", "npm"];

/// Name where a format wants one and there is none.
pub(super) const UNNAMED: &str = "unnamed";

impl<'a> Outline<'a> {
    pub(super) fn root(&self) -> &'a Component {
        self.bom.component(self.bom.root)
    }

    /// What the document is about. A root without a name is none: it stands for what another document
    /// left open, and the schemas take no component without a name.
    pub(super) fn subject(&self) -> Option<ComponentId> {
        (!self.root().name.is_empty()).then_some(self.bom.root)
    }

    /// Every component that is written: all, but for a root that is no subject.
    pub(super) fn listed(&self) -> impl Iterator<Item = (ComponentId, &'a Component)> + use<'a> {
        let absent = self.subject().is_none().then_some(self.bom.root);
        self.bom.iter().filter(move |(id, _)| Some(*id) != absent)
    }

    /// What a document of SPDX says that it describes, which it has to: the subject, or without one
    /// everything that lies in nothing else.
    pub(super) fn described(&self) -> Vec<ComponentId> {
        match self.subject() {
            Some(subject) => vec![subject],
            None => {
                let outermost = self.listed().filter(|(_, one)| self.outer(one).is_none());
                outermost.map(|(id, _)| id).collect()
            }
        }
    }

    /// What `component` lies in, if that is written.
    pub(super) fn outer(&self, component: &Component) -> Option<ComponentId> {
        component.within.filter(|outer| *outer != self.bom.root || self.subject().is_some())
    }

    /// Every component but the root.
    pub(super) fn others(&self) -> impl Iterator<Item = (ComponentId, &'a Component)> + use<'a> {
        let root = self.bom.root;
        self.bom.iter().filter(move |(id, _)| *id != root)
    }

    /// `name-version` of the root; `unnamed` without a subject.
    pub(super) fn name(&self) -> String {
        let Component { name, version, .. } = self.root();
        if name.is_empty() {
            return UNNAMED.to_owned();
        }
        version.as_ref().map_or_else(|| name.clone(), |version| format!("{name}-{version}"))
    }

    /// What made the bill: keelmark first, then the tools it was made with before.
    pub(super) fn tools(&self) -> Vec<Cow<'a, Tool>> {
        let own = Tool {
            vendor: None,
            name: "keelmark".to_owned(),
            version: Some(self.options.tool_version.to_owned()),
        };
        let others = self.bom.tools.iter().filter(|tool| **tool != own).map(Cow::Borrowed);
        let others: Vec<_> = others.collect();
        std::iter::once(Cow::Owned(own)).chain(others).collect()
    }

    /// When the document is made; `None` where nobody knows, which callers write as the first second.
    pub(super) fn created(&self) -> Option<Timestamp> {
        Some(self.options.created).filter(|created| *created != Timestamp(0))
    }

    /// The minimum elements of CISA's list of 2026 that are not known of the document itself.
    pub(super) fn unknown(&self) -> Vec<&'static str> {
        let elements = [
            ("author", self.bom.authors.is_empty()),
            ("generation-context", self.bom.context.is_none()),
            ("timestamp", self.created().is_none()),
        ];
        elements.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect()
    }

    /// What `from` needs, the dependencies on one component together.
    pub(super) fn needs(&self, from: ComponentId) -> impl Iterator<Item = &'a [Dependency]> {
        let absent = self.subject().is_none().then_some(self.bom.root);
        let pairs = self.bom.needs(from).chunk_by(|a, b| a.to == b.to);
        pairs.filter(move |pair| pair.first().map(|edge| edge.to) != absent)
    }

    /// Roughly how many bytes a document takes.
    pub(super) fn size(&self) -> usize {
        let Bom { components, dependencies, .. } = self.bom;
        let files: usize = components.iter().map(|component| component.files.len()).sum();
        8192 + 1536 * components.len() + 384 * files + 128 * dependencies.len()
    }
}

/// The name in two parts where the namespace is part of it: npm's scope, Maven's group.
pub(super) fn grouped(component: &Component) -> (Option<&str>, &str) {
    let ty = component.purl.as_ref().map_or("", Purl::ty);
    match component.name.rsplit_once('/') {
        Some((group, name)) if GROUPED.contains(&ty) && !group.is_empty() && !name.is_empty() => {
            (Some(group), name)
        }
        _ => (None, &component.name),
    }
}

/// The description, without white space at its ends; `None` where that leaves nothing.
pub(super) fn description(component: &Component) -> Option<&str> {
    component.description.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// `text`, if it says anything: an address that is empty leads nowhere.
pub(super) fn stated(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.is_empty())
}

/// What a reference to `file` leads to: its address, else its name.
pub(super) fn target(file: &LockedFile) -> Option<&String> {
    stated(file.url.as_ref()).or_else(|| stated(Some(&file.name)))
}

/// Every digest that identifies a file of the component, each once.
pub(in crate::sbom) fn digests(component: &Component) -> Vec<&Digest> {
    let of_files = component.files.iter().flat_map(|file| &file.digests);
    let all: BTreeSet<&Digest> = component.digests.iter().chain(of_files).collect();
    all.into_iter().collect()
}

/// Whether `text` is a CPE 2.3 name as a formatted string (NISTIR 7695, 6.2): SPDX takes no other.
pub(in crate::sbom) fn is_cpe(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("cpe:2.3:") else { return false };
    let (mut fields, mut escaped) = (1, false);
    for c in rest.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ':' => fields += 1,
            '*' | '?' | '-' | '.' | '_' => {}
            _ if c.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    let part = rest.split(':').next().unwrap_or_default();
    fields == 11 && !escaped && matches!(part, "a" | "h" | "o" | "*" | "-")
}

#[cfg(test)]
mod tests {
    use super::is_cpe;

    #[test]
    fn names_of_products_have_eleven_fields() {
        for (text, wanted) in [
            ("cpe:2.3:a:openssl:openssl:3.0.15-1\\~deb12u1:*:*:*:*:*:*:*", true),
            ("cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*", true),
            ("cpe:2.3:a:a\\:b:c:1:*:*:*:*:*:*:*", true),
            ("cpe:2.3:a:openssl:openssl:3.0.15-1~deb12u1:*:*:*:*:*:*:*", false),
            ("cpe:2.3:x:openssl:openssl:3:*:*:*:*:*:*:*", false),
            ("cpe:2.3:a:openssl:openssl:3:*:*:*:*:*:*", false),
            ("cpe:/a:openssl:openssl:3", false),
        ] {
            assert_eq!(is_cpe(text), wanted, "{text}");
        }
    }
}
