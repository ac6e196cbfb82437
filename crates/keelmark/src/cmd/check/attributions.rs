//! The terms of everything in a target, to be given along with it.

use std::path::{Path, PathBuf};

use keelmark_formats::hash::sha256;
use keelmark_formats::license::manifest::{self, Licensed, Text};
use keelmark_formats::license::policy::Ruling;
use keelmark_formats::limits::{LICENSE_TEXT_BYTES, NOTICE_BYTES};
use keelmark_gates::licenses::{Asked, Listed, listed};
use keelmark_world::file;
use keelmark_world::scan::Target;

use crate::error::CliError;

/// Where the terms go.
#[derive(Debug, clap::Args)]
pub(super) struct Attributions {
    /// Where to write the terms of every package as text: its licence, its copyright, and the texts that lie in the
    /// target
    #[arg(long, value_name = "FILE", help_heading = ATTRIBUTIONS)]
    notice: Option<PathBuf>,

    /// Where to write the same as JSON, with the texts by their digests
    #[arg(long, value_name = "FILE", help_heading = ATTRIBUTIONS)]
    license_manifest: Option<PathBuf>,
}

const ATTRIBUTIONS: &str = "Attributions";

impl Attributions {
    /// Writes what was asked for, whatever the gate says.
    pub(super) fn write(&self, asked: Asked<'_>) -> Result<(), CliError> {
        if self.notice.is_none() && self.license_manifest.is_none() {
            return Ok(());
        }
        let mut reader = Reader { root: folder(asked.target)?, left: NOTICE_BYTES };
        let packages = listed(asked).into_iter().map(|one| reader.licensed(&one));
        let mut packages: Vec<Licensed> = packages.collect();
        manifest::sort(&mut packages);
        if let Some(path) = &self.notice {
            file::replace(path, manifest::notice(&packages).as_bytes())?;
        }
        if let Some(path) = &self.license_manifest {
            file::replace(path, &manifest::render(&packages))?;
        }
        Ok(())
    }
}

/// The folder that texts are read from; of an archive or an image none are.
fn folder(target: &str) -> Result<Option<PathBuf>, CliError> {
    Ok(match Target::parse(target)? {
        Target::Folder(path) => Some(path),
        _ => None,
    })
}

/// Reads texts until there are too many.
struct Reader {
    root: Option<PathBuf>,
    left: usize,
}

impl Reader {
    fn licensed(&mut self, one: &Listed<'_>) -> Licensed {
        let Listed { component, license, ruling } = one;
        let paths = component.licensing.files.iter();
        Licensed {
            name: component.name.clone(),
            version: component.version.clone(),
            purl: component.purl.as_ref().map(ToString::to_string),
            license: license.clone(),
            ruling: word(*ruling).to_owned(),
            copyright: component.licensing.copyright.clone(),
            texts: paths.map(|path| self.text(path)).collect(),
        }
    }

    /// A text, or that it is not at hand: it lies in an archive, is gone, or larger than any text of a licence.
    fn text(&mut self, path: &str) -> Text {
        let read = |root: &Path| file::load_inside(root, path, LICENSE_TEXT_BYTES as u64).ok()?;
        match self.root.as_deref().and_then(read) {
            Some(bytes) if bytes.len() <= self.left => {
                self.left -= bytes.len();
                Text::new(path.to_owned(), &bytes, &sha256(&bytes))
            }
            _ => Text::unread(path.to_owned()),
        }
    }
}

const fn word(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Allow => "allow",
        Ruling::Review => "review",
        Ruling::Deny => "deny",
    }
}
