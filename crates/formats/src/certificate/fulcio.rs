//! What Fulcio says of who asked for a certificate.
//!
//! Source: Fulcio, "Sigstore OID information" (docs/oid-info.md): extensions below
//! 1.3.6.1.4.1.57264.1. Numbers 1 to 6 hold raw text; those from 8 on a UTF8String in DER, 8 being
//! the issuer again. Number 7 is a kind of alternative name and no extension.

use der::asn1::ObjectIdentifier;

use super::{Certificate, Extension};
use crate::asn1::{Reader, Tag};
use crate::{ParseError, codes};

/// The arc of the extensions.
const ARC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1");

/// The number of the issuer's first extension, and of the one that took its place.
const ISSUER_RAW: u8 = 1;
const ISSUER: u8 = 8;

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// The text is the extension's value.
    Raw,
    /// The value is a UTF8String in DER.
    Der,
}

macro_rules! claims {
    ($($number:literal $encoding:ident $field:ident $name:literal $meaning:literal)*) => {
        /// The claims of a certificate; those that are not in it are `None`.
        ///
        /// The issuing identity provider said them of the one it issued a token to, and Fulcio
        /// copied them. They mean something only under a certificate that was verified.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Claims {
            /// The identity provider that knew the subject: extension 8, or 1 where that is missing.
            pub issuer: Option<String>,
            $(#[doc = concat!($meaning, ": extension ", stringify!($number), ".")]
            pub $field: Option<String>,)*
        }

        impl Claims {
            /// Each claim there is, by the name that Sigstore's tools give it in JSON.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
                let all = [("issuer", &self.issuer), $(($name, &self.$field)),*];
                all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
            }

            /// The names [`Claims::iter`] may give, in its order.
            pub const NAMES: &[&str] = &["issuer", $($name),*];

            /// Where the claim of extension `number` goes, how it is written and its name.
            fn slot(&mut self, number: u8) -> Option<(&mut Option<String>, Encoding, &'static str)> {
                match number {
                    $($number => Some((&mut self.$field, Encoding::$encoding, $name)),)*
                    _ => None,
                }
            }
        }
    };
}

claims! {
    2 Raw github_workflow_trigger "githubWorkflowTrigger" "The event that started a GitHub workflow"
    3 Raw github_workflow_sha "githubWorkflowSHA" "The commit a GitHub workflow ran at"
    4 Raw github_workflow_name "githubWorkflowName" "The name of a GitHub workflow"
    5 Raw github_workflow_repository "githubWorkflowRepository" "The `owner/name` of a GitHub workflow's repository"
    6 Raw github_workflow_ref "githubWorkflowRef" "The git ref a GitHub workflow ran at"
    9 Der build_signer_uri "buildSignerURI" "The build instructions that signed"
    10 Der build_signer_digest "buildSignerDigest" "The version of those instructions"
    11 Der runner_environment "runnerEnvironment" "Whether the platform's machine or one of the project's ran the build"
    12 Der source_repository_uri "sourceRepositoryURI" "The repository of the source"
    13 Der source_repository_digest "sourceRepositoryDigest" "The version of the source"
    14 Der source_repository_ref "sourceRepositoryRef" "The git ref of the source"
    15 Der source_repository_identifier "sourceRepositoryIdentifier" "The repository's number, which it keeps when it is renamed"
    16 Der source_repository_owner_uri "sourceRepositoryOwnerURI" "The repository's owner"
    17 Der source_repository_owner_identifier "sourceRepositoryOwnerIdentifier" "The owner's number, which it keeps when it is renamed"
    18 Der build_config_uri "buildConfigURI" "The build instructions the build began with"
    19 Der build_config_digest "buildConfigDigest" "The version of those instructions"
    20 Der build_trigger "buildTrigger" "The event that started the build"
    21 Der run_invocation_uri "runInvocationURI" "The run of the build"
    22 Der source_repository_visibility_at_signing "sourceRepositoryVisibilityAtSigning" "Whether the repository was public when it was signed"
    23 Der deployment_environment "deploymentEnvironment" "The deployment environment the build ran for"
    24 Der token_subject "tokenSubject" "The subject of the identity provider's token"
}

impl Claims {
    /// Reads the claims of `certificate`; extensions of later numbers are passed over.
    ///
    /// # Errors
    /// `certificate.claims`: a value is not text as its number has it, or the two extensions for the
    /// issuer name different ones.
    pub fn of(certificate: &Certificate) -> Result<Self, ParseError> {
        let mut claims = Self::default();
        let mut raw_issuer = None;
        for extension in certificate.extensions() {
            match number(&extension) {
                Some(ISSUER_RAW) => raw_issuer = Some(text(&extension, Encoding::Raw, "issuer")?),
                Some(ISSUER) => {
                    claims.issuer = Some(text(&extension, Encoding::Der, "issuer")?.to_owned());
                }
                Some(number) => {
                    if let Some((claim, encoding, name)) = claims.slot(number) {
                        *claim = Some(text(&extension, encoding, name)?.to_owned());
                    }
                }
                None => {}
            }
        }
        match (&claims.issuer, raw_issuer) {
            (Some(issuer), Some(raw)) if issuer != raw => {
                let (issuer, raw) = (keelmark_model::visible(issuer), keelmark_model::visible(raw));
                Err(refused(format!("issuer `{raw}` in extension 1 and `{issuer}` in 8")))
            }
            (None, Some(raw)) => Ok(Self { issuer: Some(raw.to_owned()), ..claims }),
            _ => Ok(claims),
        }
    }
}

/// The last number of an extension's identifier, if it is Fulcio's and below 128.
fn number(extension: &Extension<'_>) -> Option<u8> {
    match extension.oid.strip_prefix(ARC.as_bytes())? {
        [number] if *number < 0x80 => Some(*number),
        _ => None,
    }
}

fn text<'a>(
    extension: &Extension<'a>,
    encoding: Encoding,
    name: &'static str,
) -> Result<&'a str, ParseError> {
    let bytes = match encoding {
        Encoding::Raw => extension.value,
        Encoding::Der => {
            let mut reader = Reader::new(extension.value);
            let read = reader.required(Tag::Utf8String, name).and_then(|element| {
                reader.finish(name)?;
                Ok(element.bytes)
            });
            read.map_err(|error| refused(format!("claim {error}")))?
        }
    };
    std::str::from_utf8(bytes).map_err(|_| refused(format!("claim {name}: not UTF-8")))
}

fn refused(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::CERTIFICATE_CLAIMS, message)
}
