//! `METADATA` of an installed distribution, or of one in a wheel.
//!
//! Source: "Recording installed projects" in the Python Packaging User Guide.

use keelmark_model::bom::State;

use super::super::{Extract, Extractor, Pattern};
use super::metadata::{self, Place};
use super::parent;
use crate::limits;

/// `name-version.dist-info/METADATA`.
pub(crate) static DIST_INFO: Extractor = Extractor {
    id: "python-dist-info",
    version: 1,
    example: "lib/python3.12/site-packages/rich-13.9.4.dist-info/METADATA",
    reads: &[Pattern::Name("METADATA")],
    limit: limits::METADATA_BYTES,
    extract: |file| {
        let home = file.folder();
        let (environment, name) = parent(home);
        let Some(name) = name.strip_suffix(".dist-info") else { return Ok(Extract::default()) };
        if name.starts_with('~') {
            let message = "left over by pip from an installation that was broken off";
            return Ok(Extract {
                gaps: vec![file.entry_gap(None, message)].into(),
                ..Extract::default()
            });
        }
        let (state, is_project) = (State::Installed, environment.is_empty());
        Ok(metadata::read(file, &Place { home, environment, state, is_project }))
    },
};
