//! The roots that are part of keelmark; where each is from stands in `roots/README.md`.

use keelmark_formats::trusted_root::TrustedRoot;

use super::TrustRootError;

/// An operator whose root keelmark knows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Instance {
    /// Sigstore's public-good instance.
    PublicGood,
    /// Sigstore's staging instance, which vouches for nobody.
    Staging,
    /// GitHub's, for attestations of private repositories.
    GitHub,
}

impl Instance {
    /// Every instance, the usual one first.
    pub const ALL: [Self; 3] = [Self::PublicGood, Self::GitHub, Self::Staging];

    /// The name that is shown: `public-good`, `github`, `staging`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PublicGood => "public-good",
            Self::Staging => "staging",
            Self::GitHub => "github",
        }
    }

    /// The instance called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|instance| instance.name() == name)
    }

    /// The day on which the root was what its operator publishes: `2026-10-23`. What was revoked
    /// later is not known.
    pub const fn date(self) -> &'static str {
        match self {
            Self::PublicGood | Self::Staging | Self::GitHub => "2026-10-23",
        }
    }

    /// Address of the TUF repository in which the operator publishes the root.
    pub const fn repository(self) -> &'static str {
        match self {
            Self::PublicGood => "https://tuf-repo-cdn.sigstore.dev",
            Self::Staging => "https://tuf-repo-cdn.sigstage.dev",
            Self::GitHub => "https://tuf-repo.github.com",
        }
    }

    /// Root metadata of that repository, with which [`crate::tuf::Refresh`] begins.
    pub const fn repository_root(self) -> &'static [u8] {
        match self {
            Self::PublicGood => include_bytes!("../../roots/tuf/public-good.json"),
            Self::Staging => include_bytes!("../../roots/tuf/staging.json"),
            Self::GitHub => include_bytes!("../../roots/tuf/github.json"),
        }
    }

    /// The instance's root as its operator published it, `trusted_root.json`.
    pub const fn trusted_root_bytes(self) -> &'static [u8] {
        match self {
            Self::PublicGood => include_bytes!("../../roots/public-good.json"),
            Self::Staging => include_bytes!("../../roots/staging.json"),
            Self::GitHub => include_bytes!("../../roots/github.json"),
        }
    }

    /// Reads the instance's root.
    ///
    /// # Errors
    /// [`TrustRootError::Embedded`], never in a keelmark whose tests pass.
    pub fn trusted_root(self) -> Result<TrustedRoot, TrustRootError> {
        TrustedRoot::parse(self.trusted_root_bytes())
            .map_err(|error| TrustRootError::Embedded { name: self.name(), error })
    }
}
