//! `.gitmodules`: other repositories within this one.
//!
//! Source: gitmodules(5). At which commit they are the file does not say: that is in the tree.

use keelmark_model::bom::{Component, ComponentKind, Evidence, State};
use keelmark_model::{Purl, Source};

use crate::extract::{Extract, Extractor, File, Found, Pattern};
use crate::lock::source::without_credentials;
use crate::manifest::repository;
use crate::{ParseError, limits, toml};

pub(crate) static GITMODULES: Extractor = Extractor {
    id: "gitmodules",
    version: 2,
    example: ".gitmodules",
    reads: &[Pattern::Name(".gitmodules")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

#[derive(Default)]
struct Submodule<'a> {
    line: u32,
    path: Option<&'a str>,
    url: Option<&'a str>,
    branch: Option<&'a str>,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    if file.bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Extract::default());
    }
    let text = toml::text(file.bytes)?;
    let mut modules: Vec<Submodule<'_>> = Vec::new();
    for (line, entry) in (1..).zip(text.lines()) {
        let entry = entry.trim();
        if entry.starts_with("[submodule") {
            modules.push(Submodule { line, ..Submodule::default() });
        }
        let (Some(module), Some((name, value))) = (modules.last_mut(), entry.split_once('='))
        else {
            continue;
        };
        let value = Some(value.trim().trim_matches('"'));
        match name.trim() {
            "path" => module.path = value,
            "url" => module.url = value,
            "branch" => module.branch = value,
            _ => {}
        }
    }
    let mut extract = Extract::default();
    for module in &modules {
        if extract.is_full(file, Some(module.line)) {
            break;
        }
        match component(module) {
            Ok(component) => {
                let mut found = Found::new(component, Evidence::Manifest, file.path);
                found.line = Some(module.line);
                extract.packages.push(found);
            }
            Err(message) => extract.gaps.push(file.entry_gap(Some(module.line), message)),
        }
    }
    Ok(extract)
}

fn component(module: &Submodule<'_>) -> Result<Component, String> {
    let (Some(path), Some(url)) = (module.path, module.url) else {
        return Err("a submodule without a path or an address".to_owned());
    };
    let url = without_credentials(url);
    let address = repository::address(&url).filter(|_| !url.starts_with('.'));
    let mut component = Component::new(ComponentKind::Library, path, State::Declared);
    component.purl = address.as_deref().map(purl).transpose()?;
    component.repository = address;
    component.source = Source::Git { url, commit: None, subdirectory: None };
    component.properties.insert("path".to_owned(), path.to_owned());
    if let Some(branch) = module.branch {
        component.properties.insert("git:branch".to_owned(), branch.to_owned());
    }
    Ok(component)
}

/// The package URL of a repository, by its forge where that has a type of its own.
fn purl(address: &str) -> Result<Purl, String> {
    let path = address.trim_end_matches(".git");
    let forge = [("github", "https://github.com/"), ("bitbucket", "https://bitbucket.org/")];
    let known = forge.iter().find_map(|(ty, start)| {
        let (owner, name) = path.strip_prefix(start)?.split_once('/')?;
        (!name.contains('/')).then_some((*ty, owner, name))
    });
    let purl = match known {
        Some((ty, owner, name)) => Purl::new(ty, owner, name),
        None => {
            let name = path.rsplit('/').next().unwrap_or(path);
            Purl::new("generic", "", name)
                .and_then(|purl| purl.with_qualifier("vcs_url", &format!("git+{address}")))
        }
    };
    purl.map_err(|error| error.to_string())
}
