//! Changes after which a bundle still holds, since they change nothing that it says.

use regex::Regex;

use crate::corpus::Case;

/// Changes of some kinds, in some places, of some bundles, and why they mean nothing.
pub(crate) struct Meaningless {
    /// An expression for the whole path of what was changed.
    pub(crate) path: &'static str,
    /// An expression for the whole kind.
    pub(crate) kinds: &'static str,
    pub(crate) bundles: Bundles,
    pub(crate) why: &'static str,
}

/// Bundles a row is for.
pub(crate) enum Bundles {
    All,
    /// Those with a log's promise, which proves a time.
    Promised,
    /// Those without.
    Unpromised,
    /// Those whose whole name an expression matches.
    Named(&'static str),
}

pub(crate) const MEANINGLESS: &[Meaningless] = &[
    Meaningless {
        path: "[^!]*",
        kinds: "white space added|fields exchanged|fields reversed|field by its original name|number as text or as number|base64 for URLs|base64 without padding|default in another form",
        bundles: Bundles::All,
        why: "another form of the same document in protobuf's JSON",
    },
    Meaningless {
        path: "mediaType",
        kinds: "media type of another version|another bundle's|bit flipped",
        bundles: Bundles::All,
        why: "the bundle is one of that version too, and what the version demands is checked",
    },
    Meaningless {
        path: r"messageSignature\.messageDigest",
        kinds: "field dropped|emptied|empty|null",
        bundles: Bundles::All,
        why: "an unauthenticated hint: the signature is verified over the artifact's own digest",
    },
    Meaningless {
        path: r"dsseEnvelope\.signatures\[0\]\.keyid",
        kinds: ".*",
        bundles: Bundles::All,
        why: "an unauthenticated hint at the key, and the certificate has it",
    },
    Meaningless {
        path: r"verificationMaterial\.publicKey(\.hint!?)?",
        kinds: ".*",
        bundles: Bundles::All,
        why: "a hint that is no fingerprint names no key, and the key given is tried",
    },
    Meaningless {
        path: r"verificationMaterial\.x509CertificateChain\.certificates\[\d\].*",
        kinds: "element twice",
        bundles: Bundles::All,
        why: "above the signer's, the certificates of the trusted root are used",
    },
    Meaningless {
        path: r"verificationMaterial\.tlogEntries\[0\]",
        kinds: "element twice",
        bundles: Bundles::All,
        why: "what a log says twice counts once",
    },
    Meaningless {
        path: r"verificationMaterial\.tlogEntries\[0\]\.logId(\.keyId!?)?",
        kinds: "field dropped|emptied|empty|null|bytes: .*|bit flipped",
        bundles: Bundles::Unpromised,
        why: "an entry may leave its log unnamed or name it in part: whose it is says the checkpoint's signature",
    },
    Meaningless {
        path: r"verificationMaterial\.timestampVerificationData.*",
        kinds: ".*",
        bundles: Bundles::Promised,
        why: "a timestamp that does not verify does not count, and the log signed a time",
    },
    Meaningless {
        path: r"verificationMaterial\.timestampVerificationData\.rfc3161Timestamps(\[\d\])?",
        kinds: "element twice|element added",
        bundles: Bundles::Unpromised,
        why: "beside the timestamp that counts, one that does not",
    },
    Meaningless {
        path: r"verificationMaterial\.timestampVerificationData\.rfc3161Timestamps\[\d\]\.signedTimestamp!1\.\[0\]\.0\.\[0\].*",
        kinds: "bit flipped",
        bundles: Bundles::Unpromised,
        why: "certificates in the token, unsigned: the trusted root has the authority's own",
    },
    Meaningless {
        path: r"verificationMaterial\.tlogEntries\[0\]\.inclusionProof\.checkpoint\.envelope: signature \d",
        kinds: "line twice|lines exchanged",
        bundles: Bundles::All,
        why: "every signature is looked at, and one by the log must hold",
    },
    Meaningless {
        path: r"verificationMaterial\.tlogEntries\[0\]\.inclusionProof\.checkpoint\.envelope: signature [1-9]",
        kinds: "line dropped|bit flipped",
        bundles: Bundles::Named(
            r"rekor2-checkpoint-(multiple-cosigs|two-sigs-from-origin)|conda-attestation-rekor2\.sigstore\.json|a\.dsse\.staging-rekor-v2\.txt\.sigstore\.json",
        ),
        why: "a signature by another than the log: a witness's, and no witness was asked for",
    },
    Meaningless {
        path: r"verificationMaterial\.tlogEntries\[0\]\.inclusionProof\.checkpoint\.envelope: signature 0",
        kinds: "line dropped|bit flipped",
        bundles: Bundles::Named("rekor2-checkpoint-origin-not-first"),
        why: "a witness's signature again, here before the log's",
    },
    Meaningless {
        path: r"verificationMaterial(\.tlogEntries(\[0\](\.inclusionProof(\.checkpoint(\.envelope)?)?)?)?)?",
        kinds: "another bundle's",
        bundles: Bundles::Named(
            "rekor2-checkpoint-(multiple-cosigs|two-sigs-from-origin|origin-not-first)",
        ),
        why: "these are of one entry: the log's checkpoint of one tree, with other witnesses",
    },
    Meaningless {
        path: "verificationMaterial",
        kinds: "another bundle's",
        bundles: Bundles::Named(
            r"pypi_attestation_models-0\.0\.4a2\.tar\.gz\.(sigstore|attestation)",
        ),
        why: "two forms of one bundle: as signed, and as PyPI keeps it",
    },
    Meaningless {
        path: r"verificationMaterial\.timestampVerificationData\.rfc3161Timestamps\[\d\]\.signedTimestamp!1\.\[0\]\.0\.1.*",
        kinds: "bit flipped",
        bundles: Bundles::Unpromised,
        why: "the token's list of digest algorithms, unsigned: the signed information about the signer says which it is",
    },
    Meaningless {
        path: r"verificationMaterial\.timestampVerificationData\.rfc3161Timestamps\[\d\]\.signedTimestamp!0\.0",
        kinds: "bit flipped",
        bundles: Bundles::Unpromised,
        why: "the response's status, unsigned: granted with modifications is granted, and the token says what",
    },
];

/// The table, made ready.
pub(crate) struct Table(Vec<(Regex, Regex, Option<Regex>)>);

impl Table {
    pub(crate) fn new() -> Self {
        let whole = |text: &str| Regex::new(&format!("^(?:{text})$")).expect("an expression");
        let ready = |row: &Meaningless| {
            let named = match row.bundles {
                Bundles::Named(names) => Some(whole(names)),
                Bundles::All | Bundles::Promised | Bundles::Unpromised => None,
            };
            (whole(row.path), whole(row.kinds), named)
        };
        Self(MEANINGLESS.iter().map(ready).collect())
    }

    /// The rows that a change to a bundle is of.
    pub(crate) fn rows(&self, case: &Case, kind: &str, path: &str) -> Vec<usize> {
        let is_of = |row: &usize| {
            let (paths, kinds, names) = &self.0[*row];
            let is_of_bundle = match MEANINGLESS[*row].bundles {
                Bundles::All => true,
                Bundles::Promised => case.is_promised,
                Bundles::Unpromised => !case.is_promised,
                Bundles::Named(_) => names.as_ref().is_some_and(|names| names.is_match(&case.name)),
            };
            is_of_bundle && paths.is_match(path) && kinds.is_match(kind)
        };
        (0..self.0.len()).filter(is_of).collect()
    }
}
