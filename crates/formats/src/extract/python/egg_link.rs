//! `name.egg-link`: a project that `setup.py develop` made importable from the folder that it lies in.
//!
//! Source: setuptools' documentation, "Development Mode", of before version 80. The first line is the folder, on the
//! machine it was installed on; the version stands in a `PKG-INFO` there.

use keelmark_model::Ecosystem;
use keelmark_model::bom::{Component, ComponentKind, Evidence, State};

use super::super::header_block;
use super::super::{Claim, Extract, Extractor, File, Found, Pattern, Says};
use crate::limits;
use crate::manifest::python::normalized;

/// `name.egg-link`.
pub(crate) static EGG_LINK: Extractor = Extractor {
    id: "python-egg-link",
    version: 2,
    example: "lib/python3.8/site-packages/demo.egg-link",
    reads: &[Pattern::Extension("egg-link")],
    limit: limits::NOTE_BYTES,
    extract: |file| Ok(extract(file)),
};

fn extract(file: &File<'_>) -> Extract {
    let stem = file.name().strip_suffix(".egg-link").unwrap_or_default();
    let Some((name, purl)) =
        normalized(stem).and_then(|name| Some((name.clone(), Ecosystem::Python.purl(&name).ok()?)))
    else {
        return Extract::gap(file, None, format!("`{stem}` is not a name"));
    };
    let mut component = Component::new(ComponentKind::Library, name, State::Installed);
    component.purl = Some(purl);
    component.properties.insert("editable".to_owned(), "true".to_owned());
    let mut found = Found::new(component, Evidence::FileName, file.folder());
    file.path.clone_into(&mut found.home);
    let text = header_block::text(file.bytes);
    let folder = text.lines().next().unwrap_or_default().trim().replace('\\', "/");
    let says = Says::LiesIn(folder.trim_matches('/').to_owned());
    let claims = vec![Claim { home: file.path.to_owned(), says }];
    Extract { packages: vec![found], claims, ..Extract::default() }
}
