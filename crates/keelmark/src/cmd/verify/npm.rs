//! Whether npm's registry vouches for a package: by signing its version, or by an attestation.

use std::path::{Path, PathBuf};

use clap::builder::NonEmptyStringValueParser;
use keelmark_formats::bundle::Bundle;
use keelmark_formats::npm_registry::version::parse_described;
use keelmark_formats::npm_registry::{Described, PackageVersion, RegistryKey, keys};
use keelmark_formats::time::rfc3339;
use keelmark_formats::{ParseError, limits};
use keelmark_model::{Check, Digest, DigestAlgorithm, visible};
use keelmark_trust::bundle::Proven;
use keelmark_trust::npm::{self, Attestation, EMBEDDED_KEYS, RegistryError};
use keelmark_trust::policy::SignerPolicy;
use keelmark_trust::root::Instance;
use keelmark_trust::{Verified, codes as trust_codes};
use keelmark_world::{codes as world_codes, file};

use super::artifact::Target;
use super::bundles::Judge;
use crate::codes;
use crate::error::CliError;
use crate::trusted::Trusted;

const REGISTRY: &str = "registry";
const PACKAGE: &str = "package";

/// What npm's registry must vouch for.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "What npm's registry must say")]
pub(crate) struct NpmArgs {
    /// The registry's description of a package, whose signature must hold: what
    /// `npm view NAME@VERSION --json` shows, or the registry's own answer.
    #[arg(long, value_name = "FILE")]
    npm_metadata: Option<PathBuf>,

    /// The package that the registry must say it published.
    #[arg(long, value_name = "NAME@VERSION")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    npm_package: Option<String>,

    /// The registry's keys, as `/-/npm/v1/keys` has them [default: npm's].
    #[arg(long, value_name = "FILE")]
    npm_keys: Option<PathBuf>,
}

/// The same, read.
#[derive(Debug)]
pub(super) struct Registry {
    keys: Vec<RegistryKey>,
    described: Option<Vec<Described>>,
    package: Option<PackageVersion>,
    /// What the registry calls itself; nothing of one that keys were given of.
    address: Option<&'static str>,
    /// Whether the registry must vouch; else it is only shown that it does.
    pub(super) is_demanded: bool,
}

impl NpmArgs {
    /// Whether the registry must vouch.
    pub(super) const fn is_stated(&self) -> bool {
        self.npm_metadata.is_some() || self.npm_package.is_some() || self.npm_keys.is_some()
    }

    pub(super) fn load(&self) -> Result<Registry, CliError> {
        let keys = match &self.npm_keys {
            Some(path) => read(path, keys::parse)?,
            None => known_keys()?,
        };
        let package = self.npm_package.as_ref().map(|text| {
            PackageVersion::parse(text).ok_or_else(|| {
                let message = format!("--npm-package: `{}` is no NAME@VERSION", visible(text));
                CliError::new(&codes::VERIFY_VALUE, message)
            })
        });
        let described = self.npm_metadata.as_ref().map(|path| read(path, parse_described));
        Ok(Registry {
            keys,
            described: described.transpose()?,
            package: package.transpose()?,
            address: self.npm_keys.is_none().then_some(npm::REGISTRY),
            is_demanded: self.is_stated(),
        })
    }
}

fn read<T>(path: &Path, parse: fn(&[u8]) -> Result<T, ParseError>) -> Result<T, CliError> {
    let bytes = file::load(path, limits::DOCUMENT_BYTES as u64)?;
    parse(&bytes).map_err(|error| CliError::in_document(path.display().to_string(), &error))
}

/// npm's keys: those that came with the last renewal of the public-good root, else the embedded ones.
fn known_keys() -> Result<Vec<RegistryKey>, CliError> {
    let kept = Trusted::npm_keys(Instance::PublicGood)?;
    keys::parse_distributed(kept.as_deref().unwrap_or(EMBEDDED_KEYS))
        .map_err(|error| CliError::in_document("npm's keys", &error))
}

impl Registry {
    /// Whether the registry signed the version that the artifact is, as far as it is described.
    pub(super) fn description(&self, target: &Target) -> Vec<Check> {
        let Some(described) = &self.described else { return Vec::new() };
        let name = target.subject.name.as_str();
        let Some(sha512) = target.subject.digest(DigestAlgorithm::Sha512) else {
            return vec![no_sha512(name)];
        };
        let mut same = described.iter().filter(|one| one.version.sha512 == *sha512);
        let wanted = |one: &&Described| self.package.as_ref() == Some(&one.version.package);
        let Some(found) = same.clone().find(wanted).or_else(|| same.next()) else {
            return vec![not_described(name, described, sha512)];
        };
        let package = &found.version.package;
        let check = match npm::verify_version(&found.version, &self.keys, found.published) {
            Ok(verified) => {
                let detail =
                    format!("the registry signed it as {package}, with {}", verified.signer());
                Check::pass(REGISTRY, name, detail)
            }
            Err(error) => refused(REGISTRY, name, &error),
        };
        let check = check.with("integrity", &found.version.integrity);
        let check = match found.published {
            Some(at) => check.with("published, as it says", rfc3339(at)),
            None => check,
        };
        vec![check, self.named(target, package)]
    }

    /// Whether what is proven of an artifact is about the package that it should be. What the registry
    /// itself attested has to be about one; of what others did, nothing where it is about no package.
    pub(super) fn about(
        &self,
        target: &Target,
        proven: &Verified<Proven<'_>>,
        by_registry: bool,
    ) -> Option<Check> {
        let name = target.subject.name.as_str();
        let is_about_one = |proven: &Proven<'_>| match proven {
            Proven::Statement(statement) => npm::names_package(statement),
            Proven::Artifact(_) => false,
        };
        if !by_registry && !is_about_one(proven.value()) {
            return None;
        }
        let Some(statement) = proven.clone().into_statement() else {
            let error = RegistryError::Subject("the registry signs no file by itself".to_owned());
            return Some(refused(PACKAGE, name, &error));
        };
        let Some(sha512) = target.subject.digest(DigestAlgorithm::Sha512) else {
            return Some(no_sha512(name));
        };
        Some(match npm::package(&statement, sha512, self.address) {
            Ok(package) => self.named(target, &package),
            Err(error) => refused(PACKAGE, name, &error),
        })
    }

    /// Whether a package vouched for is the one demanded, and the one that the file itself says it is.
    /// Anybody can publish a package: that it is vouched for says nothing of another.
    ///
    /// A digest names its bytes, and so what they are vouched for as. A file's name does not: npm calls
    /// versions of `left-pad`, `@left/pad` and `@anybody/left-pad` alike, so that it can only contradict.
    fn named(&self, target: &Target, vouched: &PackageVersion) -> Check {
        let name = target.subject.name.as_str();
        let fail = |detail| Check::fail(PACKAGE, name, &trust_codes::NPM_SUBJECT, detail);
        if let Some(wanted) = self.package.as_ref().filter(|wanted| *wanted != vouched) {
            return fail(format!("vouched for as {vouched}, not {wanted}"));
        }
        if target.path.is_none() {
            let detail = format!("vouched for as {vouched}");
            return Check::pass(PACKAGE, name, detail);
        }
        let [packed, served] = vouched.file_names();
        if self.package.is_none() && name != packed && name != served {
            return fail(format!("vouched for as {vouched}, which npm calls {packed}"));
        }
        let Some(own) = target.package() else {
            let detail = "it cannot be read again to look for its `package.json`";
            return Check::unknown(PACKAGE, name, &world_codes::FILE_ACCESS, detail);
        };
        match own {
            Ok(own) if own != vouched => {
                fail(format!("vouched for as {vouched}; its `package.json` says {own}"))
            }
            Ok(_) if self.package.is_none() => {
                let detail = format!(
                    "vouched for as {vouched}, and a name of a file does not say that this is the \
                     package wanted: `--npm-package {vouched}` does"
                );
                Check::unknown(PACKAGE, name, &codes::NPM_PACKAGE, detail)
            }
            Ok(_) => {
                let detail = format!("{vouched}, as its `package.json` says too");
                Check::pass(PACKAGE, name, detail)
            }
            Err(error) => Check::unknown(PACKAGE, name, error.code, error.to_string()),
        }
    }

    /// Whether a bundle is to be judged by the registry's keys: it names one of them, or one that
    /// should be among them.
    pub(super) fn made(&self, bundle: &Bundle, signer: &SignerPolicy) -> bool {
        let is_meant = self.is_demanded && !matches!(signer, SignerPolicy::Keys(_));
        npm::key_id(bundle)
            .is_some_and(|id| is_meant || self.keys.iter().any(|key| key.key_id == id))
    }

    /// Verifies an attestation that the registry made.
    pub(super) fn attestation<'r>(
        &'r self,
        judge: &Judge,
        bundle: &'r Bundle,
    ) -> Attestation<'r, 'r> {
        let Judge { root, policy, now, .. } = judge;
        Attestation::of(bundle, root, policy, &self.keys, *now)
    }
}

fn refused(check: &'static str, target: &str, error: &RegistryError) -> Check {
    let unknown = Check::unknown(check, target, error.code(), error.to_string());
    Check { outcome: error.outcome(), ..unknown }
}

fn no_sha512(target: &str) -> Check {
    let detail = "npm names packages by SHA-512, and only another digest is at hand";
    Check::unknown(REGISTRY, target, &trust_codes::SIGNATURE_NEEDS_ARTIFACT, detail)
}

fn not_described(target: &str, described: &[Described], own: &Digest) -> Check {
    const SHOWN: usize = 3;
    let detail = match described {
        [one] => format!("{} has another digest", one.version.package),
        _ => format!("none of {} versions described has its digest", described.len()),
    };
    let check = Check::fail(REGISTRY, target, &trust_codes::NPM_SUBJECT, detail)
        .with("artifact", own.to_string());
    let digests = described.iter().take(SHOWN).map(|one| one.version.sha512.to_string());
    digests.fold(check, |check, digest| check.with("described", digest))
}

/// That the registry vouches for an artifact in no way at hand.
pub(super) fn silent(target: &str) -> Check {
    let detail = "nothing here is by the registry: no description of it, no attestation";
    Check::unknown(REGISTRY, target, &trust_codes::NPM_UNSIGNED, detail)
}
