//! What a gate looks at, where that is everything in a target.

use keelmark_formats::extract::{self, is_fixture};
use keelmark_model::Bom;
use keelmark_model::bom::State;
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
        let mut bom = sbom::survey(&Target::parse(&self.target)?, &options)?;
        let states = sbom::wanted_states(&self.state, bom.context);
        if !states.contains(&State::Fixture) {
            bom.gaps.retain(|gap| !is_fixture(&gap.path));
        }
        Ok((bom, states))
    }
}
