//! Bills of materials that somebody put beside what they describe.
//!
//! Sources: PEP 770 (`NAME.dist-info/sboms/`), and the endings that CycloneDX and SPDX recommend:
//! `bom.json`, `bom.xml`, `*.cdx.json`, `*.cdx.xml`, `*.spdx.json`, `*.spdx`.

use keelmark_model::bom::{Bom, ComponentId, Evidence, Gap, State};

use super::{Extract, Extractor, File, Found, Need, Pattern};
use crate::sbom::read;
use crate::{ParseError, codes, limits};

/// A document of any format that [`read::read`] knows.
pub(super) static SBOM: Extractor = Extractor {
    id: "sbom",
    version: 2,
    example: "lib/a-1.dist-info/sboms/bundled.cdx.json",
    reads: &[
        Pattern::Name("bom.json"),
        Pattern::Name("bom.xml"),
        Pattern::Extension("cdx.json"),
        Pattern::Extension("cdx.xml"),
        Pattern::Extension("spdx.json"),
        Pattern::Extension("spdx"),
        Pattern::Folder("sboms"),
    ],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

/// What is not a bill of materials is passed over: the names are not reserved.
fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let bom = match read::read(file.bytes) {
        Ok(reading) => reading.bom,
        Err(error) if *error.code == codes::SBOM_FORMAT => return Ok(Extract::default()),
        Err(error) => return Err(error),
    };
    let gaps = bom.gaps.iter().map(|gap| Gap { path: file.path.to_owned(), ..gap.clone() });
    let gaps = gaps.collect();
    // In a package of Python the root is that package, which its own record describes better.
    let skips_root = file.folder().ends_with(".dist-info/sboms");
    let wanted = bom.iter().filter(|(id, component)| {
        let is_named = component.purl.is_some() || *id != bom.root;
        is_named && !(skips_root && *id == bom.root)
    });
    let packages = wanted.map(|(id, _)| found(&bom, id, file.path)).collect();
    Ok(Extract { packages, gaps, ..Extract::default() })
}

/// Components of one document are needed by their number: several may have one name.
fn found(bom: &Bom, id: ComponentId, path: &str) -> Found {
    let mut component = bom.component(id).clone();
    component.state = component.state.max(State::Bundled);
    component.within = None;
    component.found.clear();
    let needs = bom.needs(id).iter().map(|edge| Need {
        kind: edge.kind.clone(),
        any_of: vec![number(edge.to)],
        extras: edge.extras.clone(),
        marker: edge.marker.clone(),
        requirement: None,
        is_optional: true,
    });
    let needs = needs.collect();
    Found { names: vec![number(id)], needs, ..Found::new(component, Evidence::Sbom, path) }
}

fn number(id: ComponentId) -> String {
    format!("#{}", id.0)
}
