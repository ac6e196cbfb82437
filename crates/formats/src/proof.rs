//! A published proof of whatever form, told by its content and read as bundles.
//!
//! People publish bundles one to a file, one to a line, or within the answers of GitHub, npm and
//! PyPI; older tools of cosign wrote a form of their own. Who verifies need not know which.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::bundle::{Bundle, Located, parse_all};
use crate::json::{Bounds, Object};
use crate::pypi::{Published, Publisher};
use crate::{ParseError, codes, cosign, json, limits, pypi};

/// A bundle and where in its file it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Line it begins on, from 1; 1 in files that have lines for people alone.
    pub line: u32,
    /// The bundle.
    pub bundle: Bundle,
    /// Whether it is an attestation of PyPI's, by its form: then it is of a distribution, which has a name.
    pub is_pypis: bool,
    /// Who PyPI says published it; in PyPI's provenance alone.
    pub publisher: Option<Publisher>,
}

/// The fields that tell the forms apart.
#[derive(Deserialize)]
struct Form {
    /// PyPI's provenance of a file.
    #[serde(default)]
    attestation_bundles: Option<IgnoredAny>,
    /// PyPI's single attestation; a bundle has other fields beside it.
    #[serde(default)]
    envelope: Option<IgnoredAny>,
    /// cosign's form before bundles.
    #[serde(default, rename = "base64Signature")]
    signature: Option<IgnoredAny>,
}

/// Reads every bundle of a file.
///
/// # Errors
/// `document.*`, `bundle.version`: of none of the forms, or malformed; `document.size` also for more
/// than [`limits::PROOF_BYTES`].
pub fn parse(bytes: &[u8]) -> Result<Vec<Proof>, ParseError> {
    if bytes.len() > limits::PROOF_BYTES {
        let message = format!("{} bytes; the limit is {}", bytes.len(), limits::PROOF_BYTES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let located = parse_all(bytes).map(|found| {
        let proof = |one: Located<'_>| Proof { line: one.line, ..Proof::from(one.bundle) };
        found.into_iter().map(proof).collect()
    });
    let Err(error) = located else { return located };
    // Of a form that bundles do not have, what passed the strict gate has one of these codes.
    if ![&codes::DOCUMENT_SHAPE, &codes::BUNDLE_VERSION].contains(&error.code) {
        return Err(error);
    }
    let Ok(Object(form)) = json::parse_within::<Object<Form>>(bytes, &Bounds::PROOF) else {
        return Err(error);
    };
    if form.attestation_bundles.is_some() {
        let published = pypi::parse_provenance(bytes)?;
        let by = |one: Published| {
            let publisher = one.publisher;
            let proof = move |bundle| Proof {
                is_pypis: true,
                publisher: Some(publisher.clone()),
                ..Proof::from(bundle)
            };
            one.attestations.into_iter().map(proof)
        };
        Ok(published.into_iter().flat_map(by).collect())
    } else if form.signature.is_some() {
        Ok(vec![cosign::parse_bundle(bytes)?.into()])
    } else if form.envelope.is_some() {
        Ok(vec![Proof { is_pypis: true, ..pypi::parse_attestation(bytes)?.into() }])
    } else {
        Err(error)
    }
}

impl From<Bundle> for Proof {
    fn from(bundle: Bundle) -> Self {
        Self { line: 1, bundle, is_pypis: false, publisher: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{limits, parse};

    #[test]
    fn the_error_is_that_of_the_form_found() {
        let large = vec![b' '; limits::PROOF_BYTES + 1];
        let cases = [
            (&br#"{"mediaType":"x"}"#[..], "bundle.version"),
            (br#"{"attestation_bundles":[],"version":1}"#, "document.shape"),
            (br#"{"base64Signature":"?"}"#, "document.shape"),
            (br#"{"envelope":{},"verification_material":{},"version":1}"#, "document.shape"),
            (br"[1]", "document.shape"),
            (b"x", "document.syntax"),
            (&large, "document.size"),
        ];
        for (text, code) in cases {
            let found = parse(text).map_err(|error| error.code.id);
            assert_eq!(found, Err(code), "{}", String::from_utf8_lossy(text));
        }
    }
}
