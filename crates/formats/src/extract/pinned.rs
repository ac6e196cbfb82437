//! Packages of locks that are not about one project, or do not say which.

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};
use keelmark_model::{Ecosystem, LockedFile, PurlError, Source};

use super::lock::only_digests;
use super::{File, Found};
use crate::lock::source::purl;

/// A package as a lock pins it.
pub(super) struct Pinned<'a> {
    pub(super) ecosystem: Ecosystem,
    pub(super) name: &'a str,
    pub(super) version: Option<&'a str>,
    pub(super) source: Source,
    pub(super) files: Vec<LockedFile>,
    pub(super) line: Option<u32>,
}

impl Pinned<'_> {
    /// The package, in the environment that the lock `file` is. Without a version, a commit or
    /// a place nothing is pinned, only asked for.
    pub(super) fn found(self, file: &File<'_>) -> Result<Found, PurlError> {
        let is_pinned = self.version.is_some()
            || matches!(
                &self.source,
                Source::Git { commit: Some(_), .. } | Source::Path(_) | Source::Url(_)
            );
        let state = if is_pinned { State::Locked } else { State::Declared };
        let mut component = Component::new(ComponentKind::Library, self.name, state);
        component.version = self.version.map(str::to_owned);
        component.purl = Some(purl(self.ecosystem, self.name, self.version, &self.source)?);
        component.source = self.source;
        component.digests = only_digests(&self.files);
        component.files = self.files;
        component.files.sort();
        component.dependencies = Completeness::Complete;
        let mut found = Found::new(component, Evidence::Lockfile, file.path);
        found.line = self.line;
        Ok(found)
    }
}
