//! What a gate looks at, where that is everything in a target.

use std::path::Path;

use keelmark_formats::codes::SBOM_FORMAT;
use keelmark_formats::extract::{self, is_fixture};
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::sbom::read;
use keelmark_model::Bom;
use keelmark_model::bom::State;
use keelmark_world::file;
use keelmark_world::scan::{Exclude, Options, Target, cache_folder};

use crate::cmd::sbom;
use crate::error::CliError;

/// Options of every gate that looks at a target.
#[derive(Debug, clap::Args)]
pub(super) struct Looking {
    /// A folder, a lockfile, an environment, a package, an image or a bill of materials
    #[arg(value_name = "TARGET", default_value = ".")]
    pub(super) target: String,

    /// In which states packages count: installed, locked, declared, bundled, fixture, or all
    /// [default: installed,locked; of a package also declared, which is what it needs]
    #[arg(long, value_name = "STATE,…", value_delimiter = ',')]
    state: Vec<sbom::StateArg>,

    /// What to pass over in the target, as a glob; repeated: several
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
}

impl Looking {
    /// What is in the target, and the states that count. Test data that cannot be read hides nothing,
    /// unless test data counts.
    pub(super) fn look(&self) -> Result<(Bom, Vec<State>), CliError> {
        let options = Options {
            exclude: Exclude::parse(&self.exclude)?,
            cache: cache_folder(&crate::environment),
            ..Options::local(extract::ALL)
        };
        let mut bom = match self.document()? {
            Some(bom) => bom,
            None => sbom::survey(&Target::parse(&self.target)?, &options)?,
        };
        let states = sbom::wanted_states(&self.state, bom.context);
        if !states.contains(&State::Fixture) {
            bom.gaps.retain(|gap| !is_fixture(&gap.path));
        }
        Ok((bom, states))
    }

    /// What the target lists, if it is a bill of materials: that is what it is about, and not brought along, as
    /// what is listed by a document that lies in a target.
    fn document(&self) -> Result<Option<Bom>, CliError> {
        let path = Path::new(&self.target);
        let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        if !matches!(ending, "json" | "spdx" | "xml") || !path.is_file() {
            return Ok(None);
        }
        match read::read(&file::load(path, DOCUMENT_BYTES as u64)?) {
            Ok(reading) => Ok(Some(reading.bom)),
            Err(error) if *error.code == SBOM_FORMAT => Ok(None),
            Err(error) => Err(CliError::in_document(&self.target, &error)),
        }
    }
}
