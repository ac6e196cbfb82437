//! `Cargo.toml` of crates: what they declare.
//!
//! What a member takes over from its workspace is known where both are one file; else the file of the root,
//! which it lies below, or the lock has it.

use keelmark_model::Ecosystem;
use keelmark_model::bom::{Component, ComponentKind, State, Supplier};

use super::super::declared;
use super::super::{Claim, Extract, Extractor, File, Pattern, Says};
use crate::license::License;
use crate::manifest::{Shared, VersionSource, cargo, person, repository};
use crate::{ParseError, limits};

/// `Cargo.toml`.
pub(crate) static CARGO_MANIFEST: Extractor = Extractor {
    id: "cargo-manifest",
    version: 3,
    example: "Cargo.toml",
    reads: &[Pattern::Name("Cargo.toml")],
    limit: limits::TOML_TREE_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let document = cargo::parse(file.bytes, None)?;
    let home = super::home(file.folder());
    let mut extract = Extract::default();
    // A workspace that is no package itself asks for nothing.
    if let Some(described) = document.description {
        extract = declared::manifest(file, &described.project, &home);
        let mut taken = described.dynamic;
        if described.version == VersionSource::Workspace {
            taken.push("version".to_owned());
        }
        let says = (!taken.is_empty()).then_some(Says::TakesOver(taken));
        extract.claims.extend(says.map(|says| Claim { home: home.clone(), says }));
    }
    if let Some(workspace) = document.workspace {
        let says = Says::Offers(Box::new(offered(&workspace.shared)));
        extract.claims.push(Claim { home, says });
    }
    Ok(extract)
}

/// What members may take over, as that of a component without a name.
fn offered(shared: &Shared) -> Component {
    let mut component = Component::new(ComponentKind::Application, "", State::Declared);
    component.version.clone_from(&shared.version);
    component.description.clone_from(&shared.description);
    component.repository = shared.repository.as_deref().and_then(repository::address);
    let license = shared.license.as_deref();
    let license = license.and_then(|text| License::parse(Ecosystem::Cargo, text));
    component.licensing.declared = license.map(Into::into).into_iter().collect();
    let name = shared.authors.iter().find_map(|author| person(author));
    component.supplier = name.map(|name| Supplier { name, url: None, email: None });
    component
}
