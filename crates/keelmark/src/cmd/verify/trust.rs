//! Whose certificates, logs and times are believed.

use std::path::PathBuf;

use keelmark_formats::limits;
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_trust::root::{Instance, TrustRoot};
use keelmark_world::file;

use crate::error::CliError;

/// The roots of trust.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "What is trusted")]
pub(crate) struct TrustArgs {
    /// A trusted root, or several a line, instead of those keelmark knows; repeated: all of them.
    #[arg(long, value_name = "FILE", alias = "custom-trusted-root")]
    #[arg(conflicts_with = "instance")]
    trusted_root: Vec<PathBuf>,

    /// An instance of Sigstore; repeated: any of them [default: public-good, github].
    #[arg(long, value_name = "NAME", value_parser = instance)]
    instance: Vec<Instance>,
}

fn instance(name: &str) -> Result<Instance, String> {
    let names = Instance::ALL.map(Instance::name).join(", ");
    Instance::from_name(name).ok_or_else(|| format!("one of: {names}"))
}

impl TrustArgs {
    /// The roots to verify with.
    pub(super) fn load(&self) -> Result<TrustRoot, CliError> {
        let mut roots = Vec::new();
        for path in &self.trusted_root {
            let shown = path.display().to_string();
            let bytes = file::load(path, limits::DOCUMENT_BYTES as u64)?;
            let found = TrustedRoot::parse_lines(&bytes)
                .map_err(|error| CliError::in_document(&shown, &error))?;
            roots.extend(found.into_iter().map(|root| (shown.clone(), root)));
        }
        let default = [Instance::PublicGood, Instance::GitHub];
        let instances = match self.instance.as_slice() {
            [] if roots.is_empty() => &default[..],
            named => named,
        };
        for instance in instances {
            roots.push(super::trusted(*instance)?);
        }
        TrustRoot::new(roots).map_err(|error| CliError::new(error.code(), error.to_string()))
    }
}
