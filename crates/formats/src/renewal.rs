//! How a trusted root that is kept came to be there.
//!
//! keelmark's own format: strict JSON with sorted keys, kept beside the root.

use keelmark_model::{Digest, DigestAlgorithm, Timestamp};
use serde::{Deserialize, Serialize};

use crate::json::Object;
use crate::{ParseError, codes, json, time};

/// How and when a trusted root came, and which one it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// How.
    pub how: Origin,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the trusted root.
    pub trusted_root: Digest,
    /// SHA-256 of npm's keys, where they came too.
    pub npm_keys: Option<Digest>,
}

/// How a trusted root came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// From its operator's TUF repository.
    Updated,
    /// From a file.
    Imported,
}

impl Origin {
    /// The word for it: `updated`, `imported`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Imported => "imported",
        }
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    at: String,
    how: Origin,
    npm_keys: Option<String>,
    trusted_root: String,
}

impl Renewal {
    /// Reads a renewal.
    ///
    /// # Errors
    /// `document.*`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(wire) = json::parse::<Object<Wire>>(bytes)?;
        let shape = |message| ParseError::new(&codes::DOCUMENT_SHAPE, message);
        let digest = |hex: &str| {
            Digest::from_hex(DigestAlgorithm::Sha256, hex)
                .map_err(|error| shape(format!("not a SHA-256: {error}")))
        };
        Ok(Self {
            how: wire.how,
            at: time::parse_rfc3339(&wire.at)
                .ok_or_else(|| shape("`at` is not a time of RFC 3339".to_owned()))?,
            trusted_root: digest(&wire.trusted_root)?,
            npm_keys: wire.npm_keys.as_deref().map(digest).transpose()?,
        })
    }

    /// Writes the renewal.
    pub fn render(&self) -> Vec<u8> {
        json::render_pretty(&Wire {
            at: time::rfc3339(self.at),
            how: self.how,
            npm_keys: self.npm_keys.as_ref().map(Digest::hex),
            trusted_root: self.trusted_root.hex(),
        })
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::Timestamp;

    use super::{Origin, Renewal};
    use crate::hash;

    #[test]
    fn a_renewal_is_read_as_written() {
        for (how, npm_keys) in
            [(Origin::Updated, Some(hash::sha256(b"keys"))), (Origin::Imported, None)]
        {
            let at = Timestamp(1_793_577_600);
            let renewal = Renewal { how, at, trusted_root: hash::sha256(b"root"), npm_keys };
            assert_eq!(Renewal::parse(&renewal.render()), Ok(renewal));
        }
    }

    #[test]
    fn what_is_no_renewal_is_refused() {
        let hex = "0".repeat(64);
        let written = |at: &str, how: &str, hex: &str| {
            format!(r#"{{"at":"{at}","how":"{how}","npm_keys":null,"trusted_root":"{hex}"}}"#)
        };
        let day = "2026-11-02T00:00:00Z";
        assert!(Renewal::parse(written(day, "updated", &hex).as_bytes()).is_ok());
        for text in [
            "{}".to_owned(),
            written("2026-11-02", "updated", &hex),
            written(day, "guessed", &hex),
            written(day, "updated", "00"),
        ] {
            assert_eq!(Renewal::parse(text.as_bytes()).unwrap_err().code.id, "document.shape");
        }
    }
}
