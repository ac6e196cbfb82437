//! Everything a bill says, as pairs of what it is and a text. The texts are compared, and shown to nobody.

use keelmark_model::bom::{
    Bom, Completeness, Component, ComponentId, LicenseClaim, Occurrence, Supplier,
};
use keelmark_model::{LockedFile, Source, Usage};

use super::super::{diff, document, edges, origin};

/// What is said, in any order until it is sorted.
#[derive(Default)]
pub(super) struct Values(Vec<(&'static str, String)>);

impl Values {
    pub(super) fn sorted(mut self) -> Vec<(&'static str, String)> {
        self.0.sort_unstable();
        self.0
    }

    fn add(&mut self, what: &'static str, value: impl Into<String>) {
        self.0.push((what, value.into()));
    }

    /// Takes a value that may be absent; an empty one is.
    fn optional(&mut self, what: &'static str, value: Option<&str>) {
        self.0
            .extend(value.filter(|value| !value.is_empty()).map(|value| (what, value.to_owned())));
    }

    /// What is said of a component, but for what it says of others.
    pub(super) fn of_component(component: &Component) -> Self {
        let mut values = Self::default();
        values.add("kinds of components", format!("{:?}", component.kind));
        values.add("names", &*component.name);
        values.optional("versions", component.version.as_deref());
        values
            .optional("package URLs", component.purl.as_ref().map(ToString::to_string).as_deref());
        component.cpes.iter().for_each(|cpe| values.add("CPE names", &**cpe));
        values.add("states", component.state.name());
        values.scope(component);
        component.digests.iter().for_each(|one| values.add("digests", one.to_string()));
        component.files.iter().for_each(|file| values.file(file));
        if component.source != Source::Unknown {
            values.add("sources", format!("{:?}", component.source));
        }
        if let Some(supplier) = &component.supplier {
            let what = ["suppliers", "addresses of suppliers", "sites of suppliers"];
            values.party(what, supplier);
        }
        for author in &component.authors {
            values.party(["authors", "addresses of authors", "sites of authors"], author);
        }
        values.licensing(component);
        // No format keeps white space at the ends of a line.
        let description = component.description.as_deref().map(str::trim);
        values.optional("descriptions", description);
        values.optional("home pages", component.homepage.as_deref());
        values.optional("repositories", component.repository.as_deref());
        values.add("completeness of dependencies", completeness(component.dependencies));
        component.found.iter().for_each(|occurrence| values.occurrence(occurrence));
        for (name, value) in &component.properties {
            values.add("properties", format!("{} {value}", document::without_number(name)));
        }
        values
    }

    fn scope(&mut self, component: &Component) {
        let Some(scope) = &component.scope else { return };
        self.add("relations to the root", edges::relation(scope.relation));
        self.add("usages", edges::usage(&scope.usage));
        if let Usage::Optional(names) | Usage::Development(names) = &scope.usage {
            names.iter().for_each(|name| self.add("extras and groups", &**name));
        }
    }

    fn file(&mut self, file: &LockedFile) {
        // Credentials are left out of addresses, and that is no news of what has the address.
        let key = origin::address(file.url.as_ref().unwrap_or(&file.name));
        self.add("names of files", &*file.name);
        self.add("kinds of files", format!("{key} {:?}", file.kind));
        self.optional("addresses of files", file.url.as_deref());
        let size = file.size.map(|size| format!("{key} {size}"));
        self.optional("sizes of files", size.as_deref());
        file.digests.iter().for_each(|one| self.add("digests of files", one.to_string()));
    }

    /// A name, an address to write to, a site; `what` each is.
    fn party(&mut self, what: [&'static str; 3], party: &Supplier) {
        let [name, email, site] = what;
        self.add(name, &*party.name);
        self.optional(email, party.email.as_deref());
        self.optional(site, party.url.as_deref());
    }

    /// Several claims that hold together may become one expression, which says the same in another form.
    fn licensing(&mut self, component: &Component) {
        let licensing = &component.licensing;
        diff::licenses(component).into_iter().for_each(|term| self.add("licences", term));
        for claim in &licensing.declared {
            let kind = matches!(claim, LicenseClaim::Name(_));
            let text = document::license_text(claim);
            self.add("forms of licences", format!("{kind} {text}"));
        }
        self.optional("concluded licences", licensing.concluded.as_deref());
        licensing.files.iter().for_each(|file| self.add("licence files", &**file));
        self.optional("copyright statements", licensing.copyright.as_deref());
    }

    fn occurrence(&mut self, occurrence: &Occurrence) {
        let Occurrence { path, line, layer, evidence, extractor } = occurrence;
        self.add("places", &**path);
        self.optional("lines of places", line.map(|line| format!("{path} {line}")).as_deref());
        self.optional("layers of places", layer.map(|layer| format!("{path} {layer}")).as_deref());
        self.add("evidence of places", format!("{path} {}", evidence.name()));
        self.add("extractors of places", format!("{path} {extractor}"));
    }

    /// How components hang together; `origin` gives the component that one is compared with.
    pub(super) fn of_graph(bom: &Bom, origin: impl Fn(ComponentId) -> Option<ComponentId>) -> Self {
        let mut values = Self::default();
        let name = |id| origin(id).map_or("?".to_owned(), |ComponentId(id)| id.to_string());
        values.add("what the document is about", name(bom.root));
        for (id, component) in bom.iter() {
            if let Some(within) = component.within {
                values.add("what lies in another", format!("{} {}", name(id), name(within)));
            }
        }
        for pairs in
            bom.dependencies.chunk_by(|one, other| (one.from, one.to) == (other.from, other.to))
        {
            let Some(first) = pairs.first() else { continue };
            let pair = format!("{} {}", name(first.from), name(first.to));
            for condition in pairs.iter().map(edges::condition) {
                if pairs.len() > 1 || condition.is_some() {
                    let condition = condition.unwrap_or_default();
                    values.add("conditions of dependencies", format!("{pair} {condition}"));
                }
            }
            values.add("dependencies", pair);
        }
        values
    }

    /// What is said of the bill itself; `tool_version` is that of the keelmark that rendered it.
    pub(super) fn of_document(bom: &Bom, tool_version: &str) -> Self {
        let mut values = Self::default();
        for author in &bom.authors {
            let what = [
                "authors of the document",
                "addresses of the document's authors",
                "sites of the document's authors",
            ];
            values.party(what, author);
        }
        for tool in &bom.tools {
            let version = tool.version.as_deref();
            if tool.name != "keelmark" || version != Some(tool_version) {
                let named = format!("{} {}", tool.name, version.unwrap_or_default());
                values.optional(
                    "makers of tools",
                    tool.vendor.as_ref().map(|vendor| format!("{named} {vendor}")).as_deref(),
                );
                values.add("tools", named);
            }
        }
        values.optional("stage", bom.context.map(|context| format!("{context:?}")).as_deref());
        for gap in &bom.gaps {
            values.add("gaps", document::gap(gap));
        }
        values
    }
}

const fn completeness(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => "complete",
        Completeness::Incomplete => "incomplete",
        Completeness::Unknown => "unknown",
    }
}
