//! Who and what took part: tools, authors, suppliers.

use std::collections::BTreeSet;

use keelmark_model::bom::Supplier;

use super::super::super::identity;
use super::super::super::writer::Writer;
use super::super::outline::Outline;
use super::Document;

/// Name of keelmark as the one who speaks, where nobody else is known.
const SPEAKER: &str = "SPDXRef-Agent-keelmark";

/// People, organisations and tools, each once and with a name.
pub(super) struct Parties<'a> {
    /// Whether a person, who it is, and the name.
    agents: Vec<(bool, &'a Supplier, String)>,
    authors: &'a [Supplier],
    /// Name, and what the tool is called.
    pub(super) tools: Vec<(String, String)>,
}

impl<'a> Parties<'a> {
    pub(super) fn of(outline: Outline<'a>) -> Self {
        let components = &outline.bom.components;
        let suppliers = components.iter().filter_map(|component| component.supplier.as_ref());
        let organizations = outline.bom.authors.iter().chain(suppliers).map(|one| (false, one));
        let people = components.iter().flat_map(|component| &component.authors);
        let all: BTreeSet<(bool, &Supplier)> =
            organizations.chain(people.map(|one| (true, one))).collect();
        let names = all.iter().map(|(is_person, one)| {
            let kind = if *is_person { "Person" } else { "Organization" };
            identity::spdx_id(&format!("{kind}-{}", one.name))
        });
        let names = identity::unique(names.collect(), '-');
        let agents = all.into_iter().zip(names);
        let tools = outline.tools().into_iter().map(|tool| match &tool.version {
            Some(version) => format!("{}-{version}", tool.name),
            None => tool.name.clone(),
        });
        let tools: Vec<String> = tools.collect();
        let ids = tools.iter().map(|tool| identity::spdx_id(&format!("Tool-{tool}")));
        let ids = identity::unique(ids.collect(), '-');
        Self {
            agents: agents.map(|((is_person, one), name)| (is_person, one, name)).collect(),
            authors: &outline.bom.authors,
            tools: ids.into_iter().zip(tools).collect(),
        }
    }

    /// The name of `party`.
    pub(super) fn name(&self, is_person: bool, party: &Supplier) -> &str {
        let found =
            self.agents.binary_search_by(|(kind, one, _)| (kind, *one).cmp(&(&is_person, party)));
        found.ok().and_then(|at| self.agents.get(at)).map_or(SPEAKER, |(_, _, name)| name)
    }

    /// Who vouches for the document; SPDX wants somebody.
    pub(super) fn creators(&self) -> Vec<&str> {
        match self.authors {
            [] => vec![SPEAKER],
            authors => authors.iter().map(|author| self.name(false, author)).collect(),
        }
    }
}

impl Document<'_> {
    pub(super) fn party_elements(&self, w: &mut Writer) {
        for (name, tool) in &self.parties.tools {
            self.element(w, "Tool", name, |w| w.field("name", tool));
        }
        if self.parties.authors.is_empty() {
            self.element(w, "SoftwareAgent", SPEAKER, |w| w.field("name", "keelmark"));
        }
        for (is_person, party, name) in &self.parties.agents {
            let class = if *is_person { "Person" } else { "Organization" };
            self.element(w, class, name, |w| {
                w.field("name", &party.name);
                addresses(w, party);
            });
        }
    }
}

fn addresses(w: &mut Writer, party: &Supplier) {
    let known = [("email", &party.email), ("urlScheme", &party.url)];
    if known.iter().all(|(_, address)| address.is_none()) {
        return;
    }
    w.key("externalIdentifier").array(|w| {
        for (kind, address) in known {
            let Some(address) = address else { continue };
            w.leaf(|w| {
                w.field("type", "ExternalIdentifier");
                w.field("externalIdentifierType", kind);
                w.field("identifier", address);
            });
        }
    });
}
