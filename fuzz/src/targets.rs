//! What is fuzzed. A target takes any bytes and returns; a panic is a defect.
//!
//! A target's name is the path of its seeds, below `fuzz/seeds` and every `crates/*/testdata`.

use std::sync::LazyLock;

use keelmark_formats::bundle::{self, Bundle};
use keelmark_formats::checkpoint::Checkpoint;
use keelmark_formats::dsse::Envelope;
use keelmark_formats::encrypted_key::EncryptedKey;
use keelmark_formats::evidence::index::Index;
use keelmark_formats::evidence::layout;
use keelmark_formats::hmac_envelope::HmacEnvelope;
use keelmark_formats::license::License;
use keelmark_formats::license::terms::Terms;
use keelmark_formats::log_body::LogBody;
use keelmark_formats::log_entry::LogEntry;
use keelmark_formats::minisign::{MinisignKey, MinisignSignature};
use keelmark_formats::note_key::NoteKey;
use keelmark_formats::npm_registry::PackageVersion;
use keelmark_formats::predicate::{check_v1, slsa_provenance_v0_2, slsa_provenance_v1, vulns_v0_2};
use keelmark_formats::provenance as provenance_view;
use keelmark_formats::provenance::source::{self, Repository};
use keelmark_formats::pypi::distribution::Distribution;
use keelmark_formats::renewal::Renewal;
use keelmark_formats::sbom::enrich::registry::Registry;
use keelmark_formats::settings::Settings;
use keelmark_formats::ssh_signature::SshSignature;
use keelmark_formats::ssh_signers;
use keelmark_formats::statement::{self, Statement};
use keelmark_formats::timestamp_token::TimestampToken;
use keelmark_formats::tuf;
use keelmark_formats::version;
use keelmark_formats::{
    advisory, archive, cache, cargo, cosign, cvss, detached_signature, extract, go, json, limits,
    lock, manifest, npm, npm_registry, pip, pnpm, poetry, pypi, sbom, scanner, time, uv, vex,
    waivers, yarn,
};
use keelmark_model::{Digest, DigestAlgorithm, Ecosystem, Outcome, Purl, Timestamp, Verdict};
use keelmark_trust::evidence::verify::{
    Entry, Expectation, Folder, SubjectScope, TrustedKey, verify,
};
use keelmark_trust::{PrivateKey, PublicKey, SignatureScheme};
use serde_json::Value;

use crate::gates::{advisory_read, database, marker, python_version, requirement, versions};
use crate::inventory::{extracted, image, kept, streamed, tar, zip};
use crate::{certificates, documents};

/// Something that reads untrusted bytes.
pub struct Target {
    pub name: String,
    pub run: Box<dyn Fn(&[u8]) + Send + Sync>,
}

/// Parsers that stand alone, by name.
const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("advisory/database", database),
    ("advisory/epss", |bytes| drop(advisory::epss::parse(bytes))),
    ("advisory/kev", |bytes| drop(advisory::kev::parse(bytes))),
    ("advisory/osv", |bytes| advisory_read(advisory::osv::parse(bytes))),
    ("advisory/osv-yaml", |bytes| advisory_read(advisory::osv::parse_yaml(bytes))),
    ("advisory/rustsec", |bytes| advisory_read(advisory::rustsec::parse(bytes, "crates.io"))),
    ("archive/ar", |bytes| archive::ar::Reader::new(bytes).map_or((), streamed)),
    ("archive/cpio", |bytes| streamed(archive::cpio::Reader::new(bytes))),
    ("archive/rpm", |mut bytes| drop(archive::rpm::header(&mut bytes))),
    ("archive/tar", tar),
    ("archive/zip", zip),
    ("kept", kept),
    ("bundle", bundle),
    ("bundles", bundles),
    ("cargo-lock", |bytes| drop(cargo::Recorded::parse(bytes))),
    ("cargo-project", |bytes| drop(cargo::Manifest::parse(bytes))),
    ("certificate/claims", certificates::claims),
    ("certificate/der", certificates::certificate),
    ("certificate/promises", certificates::promises),
    ("checkpoint", checkpoint),
    ("cvss", |bytes| drop(str::from_utf8(bytes).map(|text| cvss::score(text.trim_end())))),
    ("detached", |bytes| drop(detached_signature::parse(bytes))),
    ("cosign", cosign_files),
    ("digest", digest),
    ("dsse", dsse),
    ("evidence", evidence),
    ("evidence-folder", evidence_folder),
    ("hmac-envelope", hmac_envelope),
    ("image", image),
    ("json", json),
    ("license", license),
    ("key/algorithm", signature_algorithm),
    ("key/cosign", cosign_key),
    ("key/note", note_key),
    ("key/private", private_key),
    ("key/public", public_key),
    ("log-body", log_body),
    ("log-entry", log_entry),
    ("marker", marker),
    ("minisign/key", minisign_key),
    ("minisign/signature", minisign_signature),
    ("go-module", |bytes| drop(go::Module::parse(bytes))),
    ("go-sums", |bytes| drop(go::Sums::parse(bytes))),
    ("npm-lock", |bytes| drop(npm::Recorded::parse(bytes))),
    ("npm-package", npm_package),
    ("npm-project", |bytes| drop(npm::Manifest::parse(bytes))),
    ("npm-registry", npm_registry_documents),
    ("pip", |bytes| drop(pip::Requirements::parse(bytes))),
    ("pnpm-lock", |bytes| drop(pnpm::Recorded::parse(bytes))),
    ("pnpm-settings", |bytes| drop(pnpm::Settings::parse(Some(bytes), b"{}"))),
    ("poetry-lock", |bytes| drop(poetry::Recorded::parse(bytes))),
    ("poetry-project", |bytes| drop(poetry::Project::parse(bytes))),
    ("predicate/check", |bytes| {
        if let Ok(checked) = check_v1::Checked::parse(bytes) {
            assert_eq!(check_v1::Checked::parse(&checked.render()), Ok(checked));
        }
    }),
    ("predicate/vulns", |bytes| {
        if let Ok(scan) = vulns_v0_2::Scan::parse(bytes) {
            assert_eq!(vulns_v0_2::Scan::parse(&scan.render()), Ok(scan));
        }
    }),
    ("provenance", provenance),
    ("purl", purl),
    ("pypi", pypi_documents),
    ("python-version", python_version),
    ("renewal", renewal),
    ("repository", repository),
    ("registry-answer", registry_answer),
    ("sbom/convert", documents::converted),
    ("sbom/cyclonedx", |bytes| drop(sbom::cyclonedx::parse(bytes))),
    ("sbom/read", |bytes| drop(sbom::read::read(bytes))),
    ("sbom/spdx", |bytes| drop(sbom::spdx::parse(bytes))),
    ("sbom/validate", documents::validated),
    ("requirement", requirement),
    ("scanner", |bytes| drop(scanner::parse(bytes))),
    ("settings", |bytes| drop(Settings::parse(bytes))),
    ("vex", |bytes| drop(vex::parse(bytes))),
    ("waivers/toml", |bytes| drop(waivers::parse("w.toml", bytes))),
    ("waivers/yaml", |bytes| drop(waivers::parse("w.yaml", bytes))),
    ("ssh-signature", ssh_signature),
    ("ssh-signers", |bytes| drop(ssh_signers::parse(bytes))),
    ("statement", statement),
    ("time", time),
    ("timestamp-token", timestamp_token),
    ("trusted-root", certificates::trusted_root),
    ("tuf", tuf),
    ("tuf-floors", tuf_floors),
    ("uv-lock", |bytes| drop(uv::Recorded::parse(bytes))),
    ("uv-project", |bytes| drop(uv::Project::parse(bytes, None))),
    ("uv-settings", |bytes| drop(uv::SettingsFile::parse(bytes))),
    ("yarn-lock", |bytes| drop(yarn::Recorded::parse(bytes))),
];

/// Every target: those above and one for each entry of a registry.
pub fn all() -> Vec<Target> {
    let alone =
        TARGETS.iter().map(|(name, run)| Target { name: (*name).to_owned(), run: Box::new(run) });
    let locks = lock::ALL.iter().map(|format| Target {
        name: format!("lock/{}", format.id),
        run: Box::new(|bytes| {
            if let Ok(inventory) = (format.parse)(bytes, None) {
                assert_eq!(inventory.scopes().len(), inventory.packages.len());
            }
        }),
    });
    let extractors = extract::ALL.iter().map(|extractor| Target {
        name: format!("extract/{}", extractor.id),
        run: Box::new(|bytes| extracted(extractor, bytes)),
    });
    let kept = cache::ALL.iter().map(|extractor| Target {
        name: format!("cache/{}", extractor.id),
        run: Box::new(|bytes| extracted(extractor, bytes)),
    });
    let manifests = manifest::ALL.iter().map(|format| Target {
        name: format!("manifest/{}", format.id),
        run: Box::new(|bytes| {
            if let Ok(document) = (format.parse)(bytes, None) {
                let again = (format.parse)(bytes, document.workspace.as_ref());
                assert_eq!(again, Ok(document), "a file that has its workspace needs no other");
            }
        }),
    });
    let versions = version::ALL.iter().map(|scheme| Target {
        name: format!("version/{}", scheme.id),
        run: Box::new(|bytes| versions(scheme, bytes)),
    });
    alone.chain(locks).chain(extractors).chain(kept).chain(manifests).chain(versions).collect()
}

fn bundle(bytes: &[u8]) {
    if let Ok(bundle) = Bundle::parse(bytes) {
        assert_eq!(Bundle::parse(&bundle.render()), Ok(bundle));
    }
}

/// What was parsed from a note is all there is in it.
fn checkpoint(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && let Ok(checkpoint) = Checkpoint::parse(text)
    {
        let lines = text.strip_prefix(checkpoint.signed).expect("the signed text comes first");
        let lines: Vec<&str> = lines.lines().skip(1).collect();
        assert_eq!(lines.len(), checkpoint.signatures.len());
        for (line, signature) in lines.iter().zip(&checkpoint.signatures) {
            assert!(line.starts_with(&format!("\u{2014} {} ", signature.name)));
        }
    }
}

/// Each bundle of a file stands there as it is, and a file of one is read as that one.
fn bundles(bytes: &[u8]) {
    let Ok(found) = bundle::parse_all(bytes) else { return };
    for one in &found {
        assert_eq!(Bundle::parse(one.bytes).as_ref(), Ok(&one.bundle));
        assert!(one.line >= 1);
    }
    assert!(found.is_sorted_by_key(|one| one.line));
}

/// What is read of cosign's files can be written as a bundle, and is read from it.
fn cosign_files(bytes: &[u8]) {
    let (signature, signer) = bytes.split_at(bytes.len() / 2);
    let pair = cosign::Files { signature, signer: Some(signer), ..cosign::Files::default() };
    let timestamp = Some(bytes);
    let alone = cosign::Files { signature: bytes, timestamp, ..cosign::Files::default() };
    let entry = cosign::Files { signature: b"sig", entry: Some(bytes), ..pair };
    let of_files = [pair, alone, entry].map(|files| files.bundle().ok());
    for found in of_files.into_iter().chain([cosign::parse_bundle(bytes).ok()]).flatten() {
        assert_eq!(Bundle::parse(&found.render()), Ok(found));
    }
}

/// A package is the same wherever the parts end in which it is read.
fn npm_package(bytes: &[u8]) {
    let mut reader = npm_registry::tarball::Reader::default();
    bytes.chunks(1 + bytes.len() / 3).for_each(|part| reader.take(part));
    let (whole, parts) = (npm_registry::tarball::package(bytes), reader.package());
    assert_eq!(whole.map_err(|error| error.code), parts.map_err(|error| error.code));
}

fn npm_registry_documents(bytes: &[u8]) {
    // Those that are distributed may say more of themselves, and mean the same.
    let distributed = npm_registry::keys::parse_distributed(bytes);
    let given = npm_registry::keys::parse(bytes);
    assert!(given.is_err() || given == distributed);
    drop(npm_registry::Publication::parse(bytes));
    for found in npm_registry::version::parse_described(bytes).unwrap_or_default() {
        let text = found.version.signed_text();
        let (package, integrity) = text.split_once(':').expect("the text has a border");
        assert_eq!(integrity, found.version.integrity);
        assert_eq!(PackageVersion::parse(package), Some(found.version.package));
    }
}

/// What is read of PyPI's can be written as a bundle, and is read from it.
fn pypi_documents(bytes: &[u8]) {
    let one = pypi::parse_attestation(bytes).ok();
    let all = pypi::parse_provenance(bytes).unwrap_or_default();
    for found in one.into_iter().chain(all.into_iter().flat_map(|found| found.attestations)) {
        assert_eq!(Bundle::parse(&found.render()), Ok(found));
    }
    if let Ok(name) = str::from_utf8(bytes)
        && let Some(found) = Distribution::parse(name)
    {
        assert_eq!(Distribution::parse(name), Some(found));
    }
}

/// A digest is written in one way only.
fn digest(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && let Ok(digest) = Digest::from_prefixed(text)
    {
        assert_eq!(digest.to_string(), text);
    }
}

fn dsse(bytes: &[u8]) {
    if let Ok(envelope) = Envelope::parse(bytes) {
        assert_eq!(Envelope::parse(&envelope.render()), Ok(envelope));
    }
}

fn evidence(bytes: &[u8]) {
    if let Ok(index) = Index::parse(bytes) {
        assert_eq!(Index::parse(&index.render()), Ok(index));
    }
}

/// Evidence as one file: its files in any order, a NUL between them, each after a line with its name.
fn folder(bytes: &[u8]) -> Folder {
    let files = bytes.split(|byte| *byte == 0).map(|part| {
        let end = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..end]).into_owned();
        (name, Entry::File(part.get(end + 1..).unwrap_or_default().to_vec()))
    });
    files.collect()
}

/// Nothing passes but what was signed. The index's bundle alone may be written in another way: it
/// holds the signature that says what everything else must be.
fn evidence_folder(bytes: &[u8]) {
    static SIGNED: LazyLock<Folder> = LazyLock::new(|| {
        let signed = folder(include_bytes!("../seeds/evidence-folder/signed"));
        let verdict = judge(&signed, true);
        assert_eq!(verdict.outcome(), Outcome::Pass, "the seed no longer verifies: {verdict:?}");
        signed
    });
    let mut found = folder(bytes);
    let passes = judge(&found, true).outcome() == Outcome::Pass;
    // Whatever nobody is asked to have signed may pass, but must not crash.
    drop(judge(&found, false));
    if passes {
        let signed = SIGNED.get(layout::INDEX_BUNDLE).expect("the seed's index is signed");
        found.insert(layout::INDEX_BUNDLE.to_owned(), signed.clone());
        assert_eq!(found, *SIGNED);
    }
}

/// What verification says of the evidence alone, by the key that signed the seed or by none.
fn judge(folder: &Folder, keyed: bool) -> Verdict {
    static KEY: LazyLock<TrustedKey> = LazyLock::new(|| {
        let pem = include_bytes!("../seeds/key/public/rfc6979-a.2.5.pem");
        let key = PublicKey::parse(pem).expect("the published key is one");
        TrustedKey { key, label: "RFC 6979".to_owned() }
    });
    let expectation = Expectation {
        keys: if keyed { std::slice::from_ref(&*KEY) } else { &[] },
        keys_demanded: keyed,
        secret: None,
        key_id: None,
        subjects: &[],
        scope: SubjectScope::None,
        allow_unsigned: !keyed,
    };
    verify(folder, &expectation)
}

fn hmac_envelope(bytes: &[u8]) {
    if let Ok(envelope) = HmacEnvelope::parse(bytes) {
        assert_eq!(HmacEnvelope::parse(&envelope.render()), Ok(envelope));
    }
}

/// What is written for a licence is read as that licence.
fn license(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && let Some(license) = License::parse(Ecosystem::Cargo, text)
        && let Some(expression) = license.expression()
    {
        assert_eq!(License::parse(Ecosystem::Npm, expression).as_ref(), Some(&license));
        assert!(Terms::parse(expression).is_some_and(|terms| terms.weigh(|_| 0) == Some(0)));
    }
}

/// What the strict gate lets through, an ordinary JSON reader reads too, and what that reader writes
/// means the same.
fn json(bytes: &[u8]) {
    if json::check(bytes).is_ok() {
        let value: Value = json::parse(bytes).expect("checked JSON parses");
        let rendered = serde_json::to_vec(&value).expect("a value renders");
        let again: Value = json::parse(&rendered).expect("rendered JSON parses");
        assert_eq!(without_fractions(again), without_fractions(value));
    }
}

/// `value` with null for every fraction: serde_json reads those to within a bit only.
fn without_fractions(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::Null,
        Value::Array(values) => values.into_iter().map(without_fractions).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, without_fractions(value))).collect()
        }
        other => other,
    }
}

/// A body is of one kind only.
fn log_body(bytes: &[u8]) {
    const KINDS: [(&str, &str); 5] = [
        ("hashedrekord", "0.0.1"),
        ("hashedrekord", "0.0.2"),
        ("dsse", "0.0.1"),
        ("dsse", "0.0.2"),
        ("intoto", "0.0.2"),
    ];
    let read = |(kind, version): &(&str, &str)| LogBody::parse(bytes, kind, version).is_ok();
    assert!(KINDS.iter().filter(|kind| read(kind)).count() <= 1);
}

fn log_entry(bytes: &[u8]) {
    if let Ok(entry) = LogEntry::parse(bytes) {
        assert_eq!(LogEntry::parse(&entry.render()), Ok(entry));
    }
}

fn note_key(bytes: &[u8]) {
    if let Ok(line) = str::from_utf8(bytes)
        && let Ok(key) = NoteKey::parse(line)
    {
        assert_eq!(key.render(), line.strip_suffix('\n').unwrap_or(line));
    }
}

fn cosign_key(bytes: &[u8]) {
    if let Ok(key) = EncryptedKey::parse(bytes) {
        assert_eq!(EncryptedKey::parse(&key.render()), Ok(key));
    }
}

/// A key that was read signs, and its public half verifies. Without a passphrase: deriving a key
/// from one takes longer than everything else together.
fn private_key(bytes: &[u8]) {
    if let Ok(key) = PrivateKey::parse(bytes, None) {
        let signature = key.sign(b"message");
        assert!(key.public().verify(b"message", &signature).is_ok());
        assert!(key.public().verify(b"another", &signature).is_err());
    }
}

fn public_key(bytes: &[u8]) {
    if let Ok(key) = PublicKey::parse(bytes) {
        assert_eq!(PublicKey::from_spki(key.spki()).as_ref(), Ok(&key));
        assert_eq!(PublicKey::parse(key.render().as_bytes()).ok(), Some(key));
    }
}

/// Whatever scheme an identifier names, it is one the key can sign with.
fn signature_algorithm(bytes: &[u8]) {
    static KEYS: LazyLock<[PublicKey; 2]> = LazyLock::new(|| {
        let pem: [&[u8]; 2] = [
            include_bytes!("../../crates/trust/testdata/key/signed/ecdsa-p256.pem"),
            include_bytes!("../../crates/trust/testdata/key/signed/rsa-2048.pem"),
        ];
        pem.map(|pem| PublicKey::parse(pem).expect("the case is a key"))
    });
    for key in &*KEYS {
        let hint = Some(DigestAlgorithm::Sha256);
        if let Ok(scheme) = SignatureScheme::from_algorithm_identifier(bytes, key, hint) {
            assert_eq!(scheme.key_type(), key.key_type());
        }
    }
}

fn minisign_key(bytes: &[u8]) {
    if let Ok(key) = MinisignKey::parse(bytes) {
        assert_eq!(MinisignKey::parse(key.render().as_bytes()), Ok(key));
    }
}

fn minisign_signature(bytes: &[u8]) {
    if let Ok(signature) = MinisignSignature::parse(bytes) {
        // The untrusted comment is not kept, and may have been shorter than the one written.
        if signature.render().len() > limits::MINISIGN_BYTES {
            return;
        }
        assert_eq!(MinisignSignature::parse(signature.render().as_bytes()), Ok(signature));
    }
}

/// An address in the form that is compared is in that form.
fn provenance(bytes: &[u8]) {
    if let Ok(provenance) = slsa_provenance_v1::Provenance::parse(bytes) {
        let rendered = provenance.render();
        assert!(slsa_provenance_v1::Provenance::parse(&rendered).is_ok());
        assert!(json::check(&rendered).is_ok());
    }
    for version in [slsa_provenance_v0_2::PREDICATE_TYPE, slsa_provenance_v1::PREDICATE_TYPE] {
        if let Ok(seen) = provenance_view::Provenance::parse(version, bytes)
            && let Some(found) = seen.source.repository
        {
            assert_eq!(Repository::parse(found.as_str()), Some(found));
        }
    }
    if let Ok(text) = str::from_utf8(bytes)
        && let Some((found, _)) = source::split(text)
    {
        assert_eq!(Repository::parse(found.as_str()), Some(found));
    }
}

/// What was parsed is written in one canonical form.
fn purl(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && let Ok(purl) = text.parse::<Purl>()
    {
        let canonical = purl.to_string();
        assert_eq!(canonical.parse::<Purl>().as_ref(), Ok(&purl), "{canonical}");
    }
}

/// Of whatever package, an answer is about the package that was asked for.
fn registry_answer(bytes: &[u8]) {
    for purl in ["pkg:cargo/a@1.0.0", "pkg:npm/a@1.0.0", "pkg:pypi/a@1"] {
        let purl: Purl = purl.parse().expect("a purl");
        let (registry, _) = Registry::of(&purl).expect("its registry");
        if let Ok(component) = registry.read(&purl, bytes) {
            assert_eq!(component.purl, Some(purl));
        }
    }
}

/// An address that was tidied up is left as it is.
fn repository(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && let Some(address) = manifest::repository::address(text)
    {
        assert_eq!(manifest::repository::address(&address).as_ref(), Some(&address));
    }
}

/// What is signed begins as every SSH signature of a file does, so that it is none of anything else.
fn ssh_signature(bytes: &[u8]) {
    if let Ok(signature) = SshSignature::parse(bytes) {
        assert!(!signature.namespace.is_empty());
        drop(signature.ecdsa_der());
        for (algorithm, length) in [(DigestAlgorithm::Sha256, 32), (DigestAlgorithm::Sha512, 64)] {
            let digest = Digest::new(algorithm, &vec![7; length]).expect("the right length");
            let signed = signature.signed_bytes(&digest);
            assert_eq!(signed.is_some(), signature.hash == algorithm);
            assert!(signed.is_none_or(|signed| signed.starts_with(b"SSHSIG")));
        }
    }
}

fn statement(bytes: &[u8]) {
    let Ok(parsed) = Statement::parse(bytes) else { return };
    let is_strong = |digest: &Digest| digest.algorithm() >= DigestAlgorithm::Sha256;
    let keeps_all = parsed.other_digests.is_empty()
        && parsed.subjects.iter().all(|subject| subject.digests.iter().all(is_strong));
    if keeps_all {
        let (subjects, predicate) = (&parsed.subjects, parsed.predicate_bytes());
        let rendered = statement::render(subjects, &parsed.predicate_type, predicate)
            .expect("a statement that was read can be written");
        let again = Statement::parse(&rendered).expect("what was written can be read");
        assert_eq!(&again.subjects, subjects);
        assert_eq!(again.predicate_type, parsed.predicate_type);
        assert_eq!(again.predicate_bytes(), predicate);
    }
}

fn time(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && let Some(read) = time::parse_rfc3339(text)
    {
        assert_eq!(time::parse_rfc3339(&time::rfc3339(read)), Some(read));
    }
    if let Ok(seconds) = bytes.try_into() {
        let rendered = time::rfc3339(Timestamp(i64::from_le_bytes(seconds)));
        assert!(time::parse_rfc3339(&rendered).is_some(), "{rendered}");
    }
}

/// What a signature is checked over are bytes that came.
fn timestamp_token(bytes: &[u8]) {
    if let Ok(token) = TimestampToken::parse(bytes) {
        let [_, attributes] = token.signer.signed_parts();
        for part in [attributes, token.info.der, token.signer.signature] {
            assert!(bytes.as_ptr_range().contains(&part.as_ptr()) || part.is_empty());
        }
    }
}

/// Metadata is of one role at most.
fn tuf(bytes: &[u8]) {
    let roles = [
        tuf::Metadata::<tuf::Root>::parse(bytes).is_ok(),
        tuf::Metadata::<tuf::TimestampRole>::parse(bytes).is_ok(),
        tuf::Metadata::<tuf::Snapshot>::parse(bytes).is_ok(),
        tuf::Metadata::<tuf::Targets>::parse(bytes).is_ok(),
    ];
    assert!(roles.into_iter().filter(|read| *read).count() <= 1);
}

/// What is kept of a repository is read as it was written.
fn tuf_floors(bytes: &[u8]) {
    if let Ok(floors) = tuf::Floors::parse(bytes) {
        assert_eq!(tuf::Floors::parse(&floors.render()), Ok(floors));
    }
}

fn renewal(bytes: &[u8]) {
    if let Ok(renewal) = Renewal::parse(bytes) {
        assert_eq!(Renewal::parse(&renewal.render()), Ok(renewal));
    }
}
