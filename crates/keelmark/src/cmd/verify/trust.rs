//! Whose certificates, logs and times are believed.

use std::path::PathBuf;

use keelmark_trust::root::{Instance, TrustRoot};

use crate::error::CliError;
use crate::trusted::{self, Trusted};

/// The roots of trust.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "What is trusted")]
pub(crate) struct TrustArgs {
    /// A trusted root, or several a line, instead of those keelmark knows; repeated: all of them.
    #[arg(long, value_name = "FILE", alias = "custom-trusted-root")]
    #[arg(conflicts_with = "instance")]
    trusted_root: Vec<PathBuf>,

    /// An instance of Sigstore; repeated: any of them [default: public-good, github].
    #[arg(long, value_name = "NAME", value_parser = trusted::instance)]
    instance: Vec<Instance>,

    /// gh: not the instance of Sigstore that is open to all.
    #[arg(long, hide = true, conflicts_with = "instance")]
    no_public_good: bool,
}

impl TrustArgs {
    /// Whether anyone is named.
    pub(super) const fn is_stated(&self) -> bool {
        !self.trusted_root.is_empty() || !self.instance.is_empty() || self.no_public_good
    }

    /// The roots to verify with. Nothing is written or fetched for it.
    pub(super) fn load(&self) -> Result<TrustRoot, CliError> {
        let mut trusted = if self.trusted_root.is_empty() {
            Trusted::each(self.instances())?
        } else {
            Vec::new()
        };
        for path in &self.trusted_root {
            trusted.extend(Trusted::in_file(path)?);
        }
        Ok(TrustRoot { domains: trusted.into_iter().map(|it| it.domain).collect() })
    }

    /// The instances named; none stands for the default.
    fn instances(&self) -> &[Instance] {
        if self.no_public_good { &[Instance::GitHub] } else { &self.instance }
    }
}
