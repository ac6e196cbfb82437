//! `keelmark sbom validate`

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use keelmark_formats::sbom::validate::{self, Met};
use keelmark_world::file;

use super::document;
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, sbom_documents};

/// Check that a bill of materials keeps to its format, and has what a profile asks for
///
/// CycloneDX JSON and SPDX 2.2 and 2.3 JSON are checked against the schemas that their projects publish.
/// XML, tags and values and SPDX 3.0.1 are checked as far as they are read. Identifiers have to be unique
/// and references to lead somewhere; package URLs, licences, digests, versions and times have to be what
/// they should be.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document of any tool, in CycloneDX or SPDX
    #[arg(value_name = "DOCUMENT")]
    input: PathBuf,
    /// What is asked of it beyond its format
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Profile {
    /// The minimum elements of the NTIA, 2021
    Ntia,
    /// The minimum elements of CISA, 2026
    #[value(name = "cisa-2026")]
    Cisa2026,
    /// BSI TR-03183-2, version 2.1.0
    #[value(name = "bsi-tr-03183")]
    BsiTr03183,
    /// What an image's document needs to be published
    OpenmedImage,
}

impl From<Profile> for validate::Profile {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::Ntia => Self::Ntia,
            Profile::Cisa2026 => Self::Cisa2026,
            Profile::BsiTr03183 => Self::BsiTr03183,
            Profile::OpenmedImage => Self::OpenmedImage,
        }
    }
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let bytes = document::load(&args.input)?;
    let checksum = checksum(&args.input)?;
    let profile = args.profile.map(validate::Profile::from);
    let validation = validate::validate(&bytes, profile, checksum.as_deref())
        .map_err(|error| CliError::in_document(args.input.display().to_string(), &error))?;
    let requirements = &validation.requirements;
    match args.format {
        Format::Text => output.text(&sbom_documents::requirements(requirements)),
        Format::Json => output.bytes(&json::v1::render(&json::sbom_documents::Validation::new(
            profile,
            validation.met(),
            requirements,
        ))),
    }
    Ok(match validation.met() {
        Met::Yes => Exit::Holds,
        Met::No => Exit::DoesNotHold,
        Met::Unknown => Exit::Undecided,
    })
}

/// What stands in the file of the document's name and `.sha256`.
fn checksum(document: &Path) -> Result<Option<String>, CliError> {
    const CHECKSUM_BYTES: u64 = 4096;
    let mut name = OsString::from(document);
    name.push(".sha256");
    let bytes = file::load_if_there(Path::new(&name), CHECKSUM_BYTES)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}
