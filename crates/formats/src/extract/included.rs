//! Files that others take over, and that do not say by their names what they are.

use std::collections::HashSet;

use super::python::requirements::{self, CONSTRAINTS, REQUIREMENTS, is_read};
use super::{Extract, Extractor, File, Inclusion, Says, Scanned};

/// A file of the target that is to be read because another takes it over.
#[derive(Debug, Clone)]
pub struct Included {
    /// Where it lies in the target.
    pub path: String,
    /// The file that takes it over.
    pub from: String,
    /// Line there, from 1.
    pub line: Option<u32>,
    /// Who else reads such files.
    pub extractor: &'static Extractor,
}

impl Included {
    fn of(from: &str, inclusion: &Inclusion) -> Self {
        let extractor = if inclusion.is_constraint { &CONSTRAINTS } else { &REQUIREMENTS };
        let (path, from) = (inclusion.path.clone(), from.to_owned());
        Self { path, from, line: inclusion.line, extractor }
    }

    /// What it says, whose content is `bytes`: whatever it is called.
    pub fn extract(&self, bytes: &[u8]) -> Extract {
        let file = File { path: &self.path, bytes };
        if self.is_constraint() {
            requirements::constraints(&file)
        } else {
            requirements::extract(&file)
        }
    }

    /// Whether it is read for its name already, wherever it lies.
    pub(super) fn is_found_by_name(&self) -> bool {
        !self.is_constraint() && is_read(&self.path)
    }

    fn is_constraint(&self) -> bool {
        self.extractor.id == CONSTRAINTS.id
    }
}

/// What `files` take over that is none of them, each once.
pub fn unread(files: &[Scanned]) -> Vec<Included> {
    let claims = || files.iter().flat_map(|file| &file.extract.claims);
    let included = claims().filter_map(|claim| match &claim.says {
        Says::Includes(inclusion) => Some(Included::of(&claim.home, inclusion)),
        _ => None,
    });
    let mut included = included.peekable();
    if included.peek().is_none() {
        return Vec::new();
    }
    let mut known: HashSet<(String, &str)> =
        files.iter().map(|file| (file.path.clone(), file.extractor)).collect();
    included.filter(|one| known.insert((one.path.clone(), one.extractor.id))).collect()
}
