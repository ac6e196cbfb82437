//! dpkg's database of what is installed: `var/lib/dpkg/status`, or one file for each package in
//! `status.d`, as images without a package manager have it.
//!
//! Source: dpkg(1), "Package states"; the paragraphs are those of [`super::deb_control`].

use keelmark_model::bom::Component;

use super::super::header_block::{Block, Form, blocks};
use super::super::{Extract, Extractor, File, Found, Pattern};
use super::{Root, deb_control};
use crate::{ParseError, codes, limits};

/// `var/lib/dpkg/status` and `var/lib/dpkg/status.d/*`.
pub(crate) static DPKG_STATUS: Extractor = Extractor {
    id: "dpkg-status",
    version: 1,
    example: "var/lib/dpkg/status",
    reads: &[Pattern::Path("var/lib/dpkg/status"), Pattern::Folder("var/lib/dpkg/status.d")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(root) = Root::of(file.path, "var/lib/dpkg/status") else { return Ok(extract) };
    if file.name().ends_with(".md5sums") {
        return Ok(extract);
    }
    let text = String::from_utf8_lossy(file.bytes);
    let all: Vec<Block<'_>> = blocks(&text, Form::Control).take(limits::PACKAGES + 1).collect();
    if all.len() > limits::PACKAGES {
        let message = format!("more than {} packages", limits::PACKAGES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let native = native(&all);
    for paragraph in all.iter().filter(|one| is_there(one)) {
        let message = match (paragraph.fault, deb_control::package(paragraph)) {
            (Some(line), _) => Err(format!("line {line} is not a field")),
            (None, package) => package,
        };
        match message {
            Ok(component) => {
                extract.packages.push(installed(file, root, paragraph, component, native));
            }
            Err(message) => extract.gaps.push(file.entry_gap(Some(paragraph.line), message)),
        }
    }
    Ok(extract)
}

fn installed(
    file: &File<'_>,
    root: Root<'_>,
    paragraph: &Block<'_>,
    mut component: Component,
    native: &str,
) -> Found {
    if let Some(state) = state(paragraph).filter(|state| *state != "installed") {
        component.properties.insert("dpkg:state".to_owned(), state.to_owned());
    }
    let is_many = paragraph.line_of("Multi-Arch") == Some("same");
    let home = match paragraph.line_of("Architecture") {
        // Its list of files lies beside it, under the same name.
        _ if file.folder().ends_with("status.d") => root.home("dpkg", file.name()),
        Some(architecture) if is_many => {
            root.home("dpkg", &format!("{}:{architecture}", component.name))
        }
        _ => root.home("dpkg", &component.name),
    };
    let found = deb_control::found(paragraph, component, native, root.environment());
    Found { home, ..found }
}

/// The third word of `Status: install ok installed`.
fn state<'a>(paragraph: &Block<'a>) -> Option<&'a str> {
    paragraph.line_of("Status")?.split_ascii_whitespace().nth(2)
}

/// Whether the package's files are there. `status.d` has no states: what is in it is installed.
fn is_there(paragraph: &Block<'_>) -> bool {
    !matches!(state(paragraph), Some("config-files" | "not-installed"))
}

/// The architecture of the system: dpkg's own, else the first there is.
fn native<'a>(all: &[Block<'a>]) -> &'a str {
    let dpkg = all.iter().find(|one| one.line_of("Package") == Some("dpkg"));
    let mut candidates = dpkg.into_iter().chain(all).filter_map(|one| one.line_of("Architecture"));
    candidates.find(|architecture| *architecture != "all").unwrap_or("all")
}
