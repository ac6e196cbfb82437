//! Lists that are read no further than they may be long.

use keelmark_formats::bundle::Bundle;
use keelmark_formats::dsse::Envelope;
use keelmark_formats::statement::Statement;
use keelmark_formats::{limits, proof, pypi};

/// A list of `unit`, `count` times.
fn list(unit: &str, count: usize) -> String {
    format!("[{}]", vec![unit; count].join(","))
}

fn envelope(signatures: usize) -> String {
    let signatures = list(r#"{"sig":"AA=="}"#, signatures);
    format!(r#"{{"payload":"e30=","payloadType":"t","signatures":{signatures}}}"#)
}

fn chain(certificates: usize) -> String {
    let certificates = list(r#"{"rawBytes":"AA=="}"#, certificates);
    let material = format!(r#"{{"x509CertificateChain":{{"certificates":{certificates}}}}}"#);
    let signed = envelope(1);
    format!(
        r#"{{"mediaType":"application/vnd.dev.sigstore.bundle+json;version=0.1","verificationMaterial":{material},"dsseEnvelope":{signed}}}"#
    )
}

fn attestation(entries: usize) -> String {
    let entry = r#"{"logIndex":"1","kindVersion":{"kind":"dsse","version":"0.0.1"},"canonicalizedBody":"AA=="}"#;
    let entries = list(entry, entries);
    format!(
        r#"{{"version":1,"envelope":{{"statement":"AA==","signature":"AA=="}},"verification_material":{{"certificate":"AA==","transparency_entries":{entries}}}}}"#
    )
}

fn published(publishers: usize, attestations: usize) -> String {
    let attestations = list(&attestation(1), attestations);
    let publisher = format!(r#"{{"publisher":{{"kind":"k"}},"attestations":{attestations}}}"#);
    let publishers = list(&publisher, publishers);
    format!(r#"{{"version":1,"attestation_bundles":{publishers}}}"#)
}

fn statement(subjects: usize, digests: usize) -> String {
    let sha256 = "0".repeat(64);
    let others: String = (1..digests).map(|at| format!(",\"a{at}\":\"x\"")).collect();
    let subject = format!(r#"{{"digest":{{"sha256":"{sha256}"{others}}}}}"#);
    let subjects = list(&subject, subjects);
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":{subjects}}}"#
    )
}

fn attestations(count: usize) -> String {
    let bundle = chain(1);
    let attestation = format!(r#"{{"predicateType":"t","bundle":{bundle}}}"#);
    let attestations = list(&attestation, count);
    format!(r#"{{"attestations":{attestations}}}"#)
}

/// Name, the document with so many, how many it may have, and how many were read of one.
type Case = (&'static str, fn(usize) -> String, usize, Read);

type Read = fn(&[u8]) -> Result<usize, keelmark_formats::ParseError>;

#[test]
fn lists_are_as_long_as_they_may_be_and_no_longer() {
    let cases: [Case; 9] = [
        ("signatures", envelope, limits::SIGNATURES, |bytes| {
            Envelope::parse(bytes).map(|envelope| envelope.signatures.len())
        }),
        ("certificates", chain, limits::CERTIFICATES, |bytes| {
            Bundle::parse(bytes).map(|_| limits::CERTIFICATES)
        }),
        ("log entries", attestation, limits::BUNDLE_PROOFS, |bytes| {
            pypi::parse_attestation(bytes).map(|bundle| bundle.log_entries.len())
        }),
        (
            "publishers",
            |count| published(count, 1),
            limits::PUBLISHERS,
            |bytes| pypi::parse_provenance(bytes).map(|all| all.len()),
        ),
        (
            "attestations",
            |count| published(1, count),
            limits::PUBLISHER_ATTESTATIONS,
            |bytes| {
                pypi::parse_provenance(bytes)
                    .map(|all| all.iter().map(|one| one.attestations.len()).sum())
            },
        ),
        (
            "subjects",
            |count| statement(count, 1),
            limits::SUBJECTS,
            |bytes| Statement::parse(bytes).map(|statement| statement.subjects.len()),
        ),
        (
            "digests",
            |count| statement(1, count),
            limits::SUBJECT_DIGESTS,
            |bytes| Statement::parse(bytes).map(|statement| statement.other_digests.len() + 1),
        ),
        ("npm", attestations, limits::BUNDLES, |bytes| proof::parse(bytes).map(|all| all.len())),
        (
            "bundles",
            |count| list(&chain(1), count),
            limits::BUNDLES,
            |bytes| proof::parse(bytes).map(|all| all.len()),
        ),
    ];
    for (name, written, most, read) in cases {
        assert_eq!(read(written(most).as_bytes()), Ok(most), "{name}");
        let error = read(written(most + 1).as_bytes()).expect_err(name);
        assert_eq!(error.code.id, "document.shape", "{name}");
        assert_eq!(error.message, format!("more than {most} values"), "{name}");
    }
}
