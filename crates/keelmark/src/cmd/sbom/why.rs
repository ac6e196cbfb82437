//! `keelmark sbom why`

use std::path::PathBuf;

use keelmark_formats::manifest::python::normalized;
use keelmark_formats::sbom::graph;
use keelmark_model::Purl;
use keelmark_model::bom::{Bom, Component, ComponentId};

use super::document;
use crate::error::{CliError, Exit};
use crate::output::{Output, sbom_documents};

/// Tell why a package is in a bill of materials: what leads to it, and where it was found
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT")]
    input: PathBuf,
    /// Name, NAME@VERSION or package URL; without a version, every version
    #[arg(value_name = "PACKAGE")]
    package: String,
}

/// Exits with 1 when nothing is called so.
pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let bom = document::read(&args.input)?.bom;
    let found: Vec<ComponentId> = matching(&bom, &args.package);
    let ways = found.iter().map(|id| (*id, graph::why(&bom, *id)));
    let ways: Vec<_> = ways.collect();
    output.text(&sbom_documents::why(&bom, &args.package, &ways));
    Ok(if found.is_empty() { Exit::DoesNotHold } else { Exit::Holds })
}

fn matching(bom: &Bom, wanted: &str) -> Vec<ComponentId> {
    let of = |is_it: &dyn Fn(&Component) -> bool| -> Vec<ComponentId> {
        bom.iter().filter(|(_, component)| is_it(component)).map(|(id, _)| id).collect()
    };
    if let Ok(purl) = wanted.parse::<Purl>() {
        let purl = purl.to_string();
        return of(&|component| component.purl.as_ref().is_some_and(|it| begins(it, &purl)));
    }
    let exact = of(&|component| component.name == wanted);
    if !exact.is_empty() {
        return exact;
    }
    // A scope of npm begins with the sign that a version stands behind.
    let versioned = wanted.rsplit_once('@').filter(|(name, _)| !name.is_empty());
    let exact = of(&|component| {
        versioned.is_some_and(|(name, version)| {
            is_called(component, name) && component.version.as_deref() == Some(version)
        })
    });
    if exact.is_empty() { of(&|component| is_called(component, wanted)) } else { exact }
}

/// Whether `purl` is `wanted`, or that with a version or more.
fn begins(purl: &Purl, wanted: &str) -> bool {
    let purl = purl.to_string();
    let rest = purl.strip_prefix(wanted);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['@', '?', '#']))
}

/// Whether a person could mean a component by `name`: as its ecosystem compares names, or in other case.
fn is_called(component: &Component, name: &str) -> bool {
    let is_python = component.purl.as_ref().is_some_and(|purl| purl.ty() == "pypi");
    component.name.eq_ignore_ascii_case(name)
        || (is_python && normalized(name).as_deref() == Some(&component.name))
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::{Bom, Component, ComponentId, ComponentKind, State};

    use super::matching;

    #[test]
    fn packages_are_found_however_they_are_written() {
        let component = |(ty, name, version): (&str, &str, &str)| {
            let mut component = Component::new(ComponentKind::Library, name, State::Installed);
            component.version = Some(version.to_owned());
            component.purl =
                format!("pkg:{ty}/{}@{version}", name.replace('@', "%40")).parse().ok();
            component
        };
        let packages = [
            ("pypi", "flask", "3.1.3"),
            ("npm", "@s/flask", "3.1.3"),
            ("pypi", "zope-interface", "1"),
            ("npm", "a", "1"),
            ("npm", "a", "2"),
        ];
        let bom = Bom {
            created: None,
            authors: Vec::new(),
            tools: Vec::new(),
            context: None,
            root: ComponentId(0),
            components: packages.map(component).into(),
            dependencies: Vec::new(),
            gaps: Vec::new(),
        };
        for (wanted, found) in [
            ("flask", &[0][..]),
            ("Flask", &[0]),
            ("Flask@3.1.3", &[0]),
            ("flask@3.1", &[]),
            ("pkg:pypi/FLASK", &[0]),
            ("pkg:pypi/flask@3.1.3", &[0]),
            ("pkg:pypi/flas", &[]),
            ("@s/flask", &[1]),
            ("@s/flask@3.1.3", &[1]),
            ("Zope.Interface", &[2]),
            ("a", &[3, 4]),
            ("a@2", &[4]),
            ("b", &[]),
        ] {
            let ids: Vec<u32> = matching(&bom, wanted).iter().map(|id| id.0).collect();
            assert_eq!(ids, found, "{wanted}");
        }
    }
}
