//! `requirements.txt` and the like: what pip is told to install, one requirement a line.
//!
//! Source: pip's documentation, "Requirements File Format" and "Constraints Files". What is pinned to one version
//! counts as locked; the rest is asked for.

use keelmark_model::bom::{Completeness, Evidence, Gap, State};
use keelmark_model::{DependencyKind, Ecosystem, Source};

use super::super::declared::{self, Declaration};
use super::super::header_block;
use super::super::inside::inside;
use super::super::pinned::Pinned;
use super::super::{Claim, Extract, Extractor, File, Found, Inclusion, Pattern, Says};
use super::lock_file;
use crate::lock::source::{file_name, git, without_credentials};
use crate::manifest::python::{normalized, requirement};
use crate::{codes, limits};

/// `requirements.txt`.
pub(crate) static REQUIREMENTS: Extractor = Extractor {
    id: "requirements",
    version: 4,
    example: "requirements.txt",
    reads: &[
        Pattern::Stem("requirements"),
        Pattern::Folder("requirements"),
        Pattern::Name("dev-requirements.txt"),
        Pattern::Name("test-requirements.txt"),
    ],
    limit: limits::METADATA_BYTES,
    extract: |file| Ok(if is_read(file.path) { extract(file) } else { Extract::default() }),
};

/// `constraints.txt`, or whatever one is called that others take over: which versions may be installed, of
/// what they ask for.
pub(crate) static CONSTRAINTS: Extractor = Extractor {
    id: "python-constraints",
    version: 1,
    example: "constraints.txt",
    reads: &[Pattern::Name("constraints.txt")],
    limit: limits::METADATA_BYTES,
    extract: |file| Ok(constraints(file)),
};

/// Whether a file called `path` is read as requirements.
pub(crate) fn is_read(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_named = name.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("requirements"));
    let is_known = matches!(name, "dev-requirements.txt" | "test-requirements.txt");
    let is_in_folder = folder == "requirements" || folder.ends_with("/requirements");
    name.ends_with(".txt") && (is_named || is_known || is_in_folder)
}

/// What a file says as requirements, whatever it is called.
pub(crate) fn extract(file: &File<'_>) -> Extract {
    let mut extract = Extract::default();
    let text = header_block::text(file.bytes);
    for (line, number) in logical(&text) {
        let number = Some(number);
        if line.starts_with('-') {
            option(&line, number, file, &mut extract);
            continue;
        }
        if !lock_file::push(&mut extract, file, number, found(&line, number, file)) {
            break;
        }
    }
    extract
}

/// What a file says as constraints, whatever it is called.
pub(crate) fn constraints(file: &File<'_>) -> Extract {
    let mut extract = Extract::default();
    let mut bounds = Vec::new();
    let text = header_block::text(file.bytes);
    for (line, number) in logical(&text) {
        let number = Some(number);
        if bounds.len() == limits::NEEDS {
            let message = format!("more than {} constraints", limits::NEEDS);
            extract.gaps.push(file.entry_gap(number, message));
            break;
        }
        if line.starts_with('-') {
            option(&line, number, file, &mut extract);
            continue;
        }
        let text = line.split(" --").next().unwrap_or_default().trim();
        match requirement::parse(text, DependencyKind::Runtime) {
            // Under which conditions a bound holds nobody knows here.
            Ok(declared) if declared.marker.is_some() || declared.requirement.is_empty() => {}
            Ok(declared) => {
                let (name, requirement) = (declared.name, declared.requirement);
                let says = Says::Constrains { name, requirement, line: number };
                bounds.push(Claim { home: file.path.to_owned(), says });
            }
            Err(message) => extract.gaps.push(file.entry_gap(number, message)),
        }
    }
    extract.claims.extend(bounds);
    extract
}

/// Lines without comments, those that end in `\` joined with the next; with the number of the first.
pub(crate) fn logical(text: &str) -> impl Iterator<Item = (String, u32)> {
    let mut lines = text.lines().zip(1..);
    std::iter::from_fn(move || {
        let (first, number) = lines.next()?;
        let mut whole = String::new();
        let mut line = first;
        loop {
            // A comment begins a line or follows white space.
            let bare = match line.find(" #").or_else(|| line.find("\t#")) {
                _ if line.trim_start().starts_with('#') => "",
                Some(at) => line.get(..at).unwrap_or(line),
                None => line,
            };
            let joined = bare.trim_end().strip_suffix('\\');
            whole.push_str(joined.unwrap_or(bare));
            let Some(_) = joined else { break };
            let Some((next, _)) = lines.next() else { break };
            line = next;
        }
        Some((whole.trim().to_owned(), number))
    })
    .filter(|(line, _)| !line.is_empty())
}

/// An option.
fn option(line: &str, number: Option<u32>, file: &File<'_>, extract: &mut Extract) {
    let end = if line.starts_with("--") { line.find(['=', ' ']).unwrap_or(line.len()) } else { 2 };
    let (name, value) = line.split_at_checked(end).unwrap_or((line, ""));
    let value = value.trim_start_matches('=').trim();
    match name {
        "-r" | "--requirement" => include(value, false, number, file, extract),
        "-c" | "--constraint" => include(value, true, number, file, extract),
        // A folder is the project itself or one beside it, whose manifest is read.
        "-e" | "--editable" if value.contains("://") => {
            lock_file::push(extract, file, number, found(value, number, file));
        }
        "-e" | "--editable" if inside(file.folder(), value).is_none() => {
            let message = format!("`{value}` lies outside of the target");
            let code = &codes::EXTRACT_INCLUDE;
            extract.gaps.push(Gap { code, ..file.entry_gap(number, message) });
        }
        _ => {}
    }
}

/// Another file is taken over. Up to now, nothing but such files is claimed.
fn include(
    value: &str,
    is_constraint: bool,
    line: Option<u32>,
    file: &File<'_>,
    extract: &mut Extract,
) {
    let message = match inside(file.folder(), value) {
        _ if value.contains("://") => {
            format!("`{}` is included and not read", without_credentials(value))
        }
        None => format!("`{value}` lies outside of the target"),
        Some(_) if extract.claims.len() == limits::INCLUSIONS => {
            format!("more than {} files are included", limits::INCLUSIONS)
        }
        Some(path) => {
            let says = Says::Includes(Inclusion { path, line, is_constraint });
            extract.claims.push(Claim { home: file.path.to_owned(), says });
            return;
        }
    };
    let code = &codes::EXTRACT_INCLUDE;
    extract.gaps.push(Gap { code, ..file.entry_gap(line, message) });
}

/// A requirement: `name[extra]==1.0 ; marker --hash=sha256:…`, `name @ address`, or an address.
fn found(line: &str, number: Option<u32>, file: &File<'_>) -> Result<Found, String> {
    let (text, options) = match line.find(" --") {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    let text = text.trim();
    let hashes = options.split_ascii_whitespace().filter_map(|it| it.strip_prefix("--hash="));
    let files = hashes.map(|hash| lock_file::locked("", Some(hash))).collect::<Result<_, _>>();
    let mut files: Vec<_> = files.map_err(|error| format!("`{text}`: {error}"))?;
    let named = match egg(text) {
        Some(name) => format!("{name} @ {text}"),
        None => text.to_owned(),
    };
    let declared = requirement::parse(&named, DependencyKind::Runtime)?;
    let mut version = pin(&declared.requirement).map(str::to_owned);
    let mut reference = None;
    let source = match &declared.url {
        Some(url) if url.starts_with("git+") => {
            let source = at_commit(url);
            reference = revision(url, &source);
            match (source, &reference) {
                // It goes with the address, as in what pip and SPDX call it.
                (Source::Git { url, commit, subdirectory }, Some(reference)) => {
                    Source::Git { url: format!("{url}@{reference}"), commit, subdirectory }
                }
                (source, _) => source,
            }
        }
        Some(url) => {
            let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
            let hash = fragment.split('&').find_map(|part| part.split_once('='));
            let hash = hash.map(|(name, hex)| format!("{name}:{hex}"));
            files.extend(hash.and_then(|hash| lock_file::locked(address, Some(&hash)).ok()));
            version = version_of(&file_name(address), &declared.name);
            Source::Url(without_credentials(address))
        }
        None => Source::Unknown,
    };
    let is_address = source != Source::Unknown;
    let mut found = if version.is_some() || is_address {
        let pinned = Pinned {
            ecosystem: Ecosystem::Python,
            name: &declared.name,
            version: version.as_deref(),
            source,
            files,
            line: number,
        };
        pinned.found(file).map_err(|error| format!("`{text}`: {error}"))?
    } else {
        let name = declared.name.clone();
        let purl = Ecosystem::Python.purl(&name).map_err(|error| format!("`{text}`: {error}"))?;
        let requirement = declared.requirement.clone();
        let key = name.clone();
        declared::wish(file, Declaration { key, name, purl, requirement, line: number })
    };
    found.line = number;
    found.component.dependencies = Completeness::Unknown;
    // A manifest that is a lock only where it pins.
    if found.component.state == State::Declared {
        found.evidence = Evidence::Manifest;
    }
    let marker = declared.marker.map(|marker| ("marker".to_owned(), marker));
    let reference = reference.map(|reference| ("revision".to_owned(), reference));
    found.component.properties.extend(marker.into_iter().chain(reference));
    Ok(found)
}

/// The one version that a requirement leaves: `==1.0`, without a final `.*`.
pub(crate) fn pin(requirement: &str) -> Option<&str> {
    let version = requirement.strip_prefix("===").or_else(|| requirement.strip_prefix("=="))?;
    let version = version.trim();
    let is_one = !version.is_empty() && !version.contains(['*', ',', ' ']);
    is_one.then_some(version)
}

/// The name that an address says it is of: `…#egg=name`.
fn egg(text: &str) -> Option<String> {
    let (address, fragment) = text.split_once('#')?;
    let parts = fragment.split('&').find_map(|part| part.strip_prefix("egg="))?;
    let is_bare = address.contains("://") && !address.contains(" @ ");
    normalized(parts.split('[').next()?).filter(|_| is_bare)
}

/// The version in the name of a wheel or source archive of the package `name`.
fn version_of(file: &str, name: &str) -> Option<String> {
    let ends = [".whl", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".zip"];
    let stem = ends.iter().find_map(|end| file.strip_suffix(end))?;
    let (package, rest) = match file.ends_with(".whl") {
        true => stem.split_once('-')?,
        false => stem.rsplit_once('-')?,
    };
    let version = rest.split('-').next().filter(|version| !version.is_empty())?;
    (normalized(package)? == name).then(|| version.to_owned())
}

/// The tag or branch in `git+https://host/repo@v1.0`, where no commit is named.
fn revision(url: &str, source: &Source) -> Option<String> {
    let (address, _) = url.split_once('#').unwrap_or((url, ""));
    let path = address.get(address.find("://")? + 3..)?;
    let (_, revision) = path.split_once('/')?.1.rsplit_once('@')?;
    let is_commit = matches!(source, Source::Git { commit: Some(_), .. });
    (!is_commit && !revision.is_empty()).then(|| revision.to_owned())
}

/// `git+https://host/repo@commit#subdirectory=…`.
fn at_commit(url: &str) -> Source {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let path = address.find("://").map_or(0, |at| at + 3);
    let (address, commit) = match address.rfind('@').filter(|at| *at > path) {
        Some(at) if !address.get(at..).unwrap_or_default().contains('/') => address.split_at(at),
        _ => (address, ""),
    };
    let folder = fragment.split('&').find(|part| part.starts_with("subdirectory="));
    git(&format!("{address}?{}#{}", folder.unwrap_or_default(), commit.trim_start_matches('@')))
}

#[cfg(test)]
mod tests {
    use super::{is_read, logical, pin};

    #[test]
    fn lines_are_joined_and_comments_left_out() {
        let text = "a==1 \\\n  --hash=x \\\n  --hash=y # z\n\n# b\nc#d\ne \\";
        let lines: Vec<(String, u32)> = logical(text).collect();
        let wanted = [("a==1   --hash=x   --hash=y", 1), ("c#d", 6), ("e", 7)];
        assert_eq!(lines, wanted.map(|(line, number)| (line.to_owned(), number)));
    }

    #[test]
    fn one_version_is_a_pin() {
        for (text, wanted) in [
            ("==1.0", Some("1.0")),
            ("=== 1.0", Some("1.0")),
            ("==1.*", None),
            ("==1,!=2", None),
            (">=1", None),
            ("", None),
        ] {
            assert_eq!(pin(text), wanted, "{text}");
        }
    }

    #[test]
    fn files_go_by_their_names() {
        for path in ["requirements.txt", "a/requirements-dev.txt", "requirements/base.txt"] {
            assert!(is_read(path), "{path}");
        }
        for path in ["requirements.md", "a/base.txt", "requirements", "constraints.txt"] {
            assert!(!is_read(path), "{path}");
        }
    }
}
