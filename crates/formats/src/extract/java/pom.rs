//! `pom.xml`: in an archive, what its project said of it; in sources, a project and what it asks for.

use keelmark_model::DependencyKind;
use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State, Supplier};

use super::pom_model::{Dependency, Project};
use super::{Archive, license};
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern, xml};
use crate::manifest::repository;
use crate::{ParseError, limits};

pub(crate) static MAVEN_POM: Extractor = Extractor {
    id: "maven-pom",
    version: 2,
    example: "pom.xml",
    reads: &[Pattern::Name("pom.xml"), Pattern::Extension("pom")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let root = xml::parse(file.bytes)?;
    let Some(project) = Project::of(&root) else { return Ok(Extract::default()) };
    let Some(coordinates) = project.coordinates() else {
        let message = "the project's group or name rests on a parent in another file";
        return Ok(Extract::gap(file, Some(root.line), message));
    };
    let archive = Archive::of(file.path).filter(|_| file.path.contains("META-INF/maven/"));
    let state = if archive.is_some() { State::Installed } else { State::Declared };
    let kind = match (&archive, project.field("packaging").as_deref()) {
        (_, Some("war" | "ear")) => ComponentKind::Application,
        (None, Some("pom")) => ComponentKind::Application,
        _ => ComponentKind::Library,
    };
    let mut component = match coordinates.component(kind, state) {
        Ok(component) => component,
        Err(error) => return Ok(Extract::gap(file, Some(root.line), error.to_string())),
    };
    describe(&mut component, &project);
    let class_path = archive.as_ref().map_or(file.path, |archive| archive.class_path);
    let mut found = Found::new(component, Evidence::Manifest, class_path);
    found.names = vec![coordinates.key()];
    found.is_project = archive.is_none();
    found.line = Some(root.line);
    let mut extract = Extract::default();
    for dependency in project.dependencies() {
        match dependency {
            // Nobody takes from a library what that was tested with.
            Ok(one) if archive.is_some() && one.scope == "test" => {}
            Ok(one) => {
                found.needs.push(need(&one));
                if archive.is_none() {
                    declare(&one, file, &mut extract);
                }
            }
            // What a library needs is incomplete without its parent in any case.
            Err(_) if archive.is_some() => {}
            Err(line) => {
                let message = "the name of a dependency rests on a parent in another file";
                extract.gaps.push(file.entry_gap(Some(line), message));
            }
        }
    }
    if let Some(archive) = archive {
        archive.home.clone_into(&mut found.home);
    }
    extract.packages.insert(0, found);
    Ok(extract)
}

fn describe(component: &mut Component, project: &Project<'_>) {
    component.description = project.field("description").map(|text| one_line(&text));
    component.homepage = project.field("url").filter(|url| url.starts_with("http"));
    // A page of a repository may be told by its query alone, which no address of one has.
    let page = project.field_of("scm", "url").filter(|url| !url.contains('?'));
    let scm = page.or_else(|| project.field_of("scm", "connection"));
    component.repository = scm.and_then(|url| {
        let url = url.strip_prefix("scm:").unwrap_or(&url);
        repository::address(url.strip_prefix("git:").unwrap_or(url))
    });
    component.supplier = project.field_of("organization", "name").map(|name| Supplier {
        name,
        url: project.field_of("organization", "url"),
        email: None,
    });
    let licenses = project.licenses();
    component.licensing.declared = licenses.filter_map(|(name, url)| license(name, url)).collect();
    component.licensing.declared.dedup();
    let author = |one: &xml::Element| {
        let name = one.value("name").or_else(|| one.value("id"))?.to_owned();
        let text = |field: &str| one.value(field).map(str::to_owned);
        Some(Supplier { name, url: text("url"), email: text("email") })
    };
    component.authors = project.developers().filter_map(author).take(AUTHORS).collect();
    component.authors.sort();
    component.dependencies = Completeness::Incomplete;
}

/// As many people as a bill of materials has a use for.
const AUTHORS: usize = 32;

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn need(one: &Dependency) -> Need {
    let kind = match one.scope.as_str() {
        "test" => DependencyKind::Group("test".to_owned()),
        "provided" | "system" => DependencyKind::Peer,
        _ if one.is_optional => DependencyKind::Optional,
        _ => DependencyKind::Runtime,
    };
    Need {
        is_optional: kind != DependencyKind::Runtime,
        kind,
        marker: one.requirement.as_ref().map(|range| format!("({range})")),
        ..Need::runtime(one.coordinates.key())
    }
}

/// What a project in sources asks for becomes a component of its own.
fn declare(one: &Dependency, file: &File<'_>, extract: &mut Extract) {
    let mut component = match one.coordinates.component(ComponentKind::Library, State::Declared) {
        Ok(component) => component,
        Err(error) => return extract.gaps.push(file.entry_gap(Some(one.line), error.to_string())),
    };
    if let Some(range) = &one.requirement {
        component.properties.insert("requirement".to_owned(), range.clone());
    }
    if one.scope != "compile" {
        component.properties.insert("maven:scope".to_owned(), one.scope.clone());
    }
    let mut found = Found::new(component, Evidence::Manifest, file.path);
    found.names = vec![one.coordinates.key()];
    found.line = Some(one.line);
    extract.packages.push(found);
}
