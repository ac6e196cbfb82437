//! Who is taken for a signer, and who is not, however alike.

mod common;

use common::case::{
    HOME, IDENTITY, NONE, NOW, OTHER, Refused, codes, home, issued, judge, keyed, keyed_entry,
    promised, refused, subject, trust,
};
use common::{ARTIFACT, DURING, Operator, generate};
use keelmark_formats::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use keelmark_formats::hash::sha256;
use keelmark_model::{Digest, DigestAlgorithm, Subject};
use keelmark_trust::bundle::Artifact;
use keelmark_trust::policy::{
    BuildPolicy, Expression, IdentityPolicy, Pattern, Policy, Repository, SignerPolicy, Thresholds,
};
use keelmark_trust::verify::verify;
use keelmark_trust::{KeyAlgorithm, PrivateKey, PublicKey, SystemRandom};

#[test]
fn a_bundle_s_own_authorities_are_nobody_s() {
    let signing = OTHER.signing(IDENTITY);
    let leaf = OTHER.issue(&signing.fields);
    let mut bundle = signing.message(leaf.clone());
    bundle.log_entries = vec![HOME.rekor_entry(&bundle, DURING)];
    assert_eq!(refused(&bundle), [("certificate", "certificate.issuer")]);
    let authority = OTHER.authority_certificate().der().to_vec();
    bundle.media_type = MediaType::V01;
    bundle.material = VerificationMaterial::CertificateChain(vec![leaf, authority]);
    let found = refused(&bundle);
    assert_eq!(
        found,
        [("certificate", "certificate.issuer"), ("certificate", "certificate.root-in-bundle")]
    );
}

#[test]
fn a_certificate_names_one_signer() {
    use common::made::extensions::{names, uri};
    let two = issued(|signing| {
        signing.fields.extensions[2] = names(&[uri(IDENTITY), uri("https://example.com/other")]);
    });
    assert_eq!(refused(&two), [("identity", "certificate.identity")]);
    let none = issued(|signing| {
        signing.fields.extensions.remove(2);
    });
    assert_eq!(refused(&none), [("identity", "certificate.identity")]);
}

#[test]
fn a_name_is_the_same_to_the_byte() {
    use common::made::extensions::{claim, names, text, uri};
    let named = |name: &str| issued(|signing| signing.fields.extensions[2] = names(&[uri(name)]));
    for suffix in ["\n", "\0", " ", "/", "\0.evil.example", "#", "?", "2"] {
        let found = refused(&named(&format!("{IDENTITY}{suffix}")));
        assert!(
            matches!(found.as_slice(), [("identity", "identity.other" | "certificate.identity")]),
            "{suffix:?}: {found:?}"
        );
    }
    let confusable = IDENTITY.replace('e', "\u{435}");
    for other in [&confusable, &IDENTITY.to_uppercase(), &IDENTITY[..IDENTITY.len() - 1]] {
        let found = refused(&named(other));
        assert!(
            matches!(
                found.first(),
                Some((_, "identity.other" | "certificate.identity" | "certificate.form"))
            ),
            "{other}: {found:?}"
        );
    }
    for issuer in [
        "https://issuer.example.evil",
        "https://issuer.exampl",
        "https://issuer.example/",
        "http://issuer.example",
        "https://Issuer.example",
        "",
    ] {
        let bundle = issued(|signing| signing.fields.extensions[3] = claim(8, &text(issuer)));
        assert_eq!(refused(&bundle), [("identity", "identity.issuer")], "{issuer}");
    }
    let unsaid = issued(|signing| signing.fields.extensions.truncate(3));
    assert_eq!(refused(&unsaid), [("identity", "identity.issuer")]);
}

#[test]
fn an_expression_matches_all_of_a_name_or_none_of_it() {
    let wanted = |identity: &str, issuer: &str| {
        let expression = |text| Pattern::Expression(Expression::parse(text).unwrap());
        let wanted =
            IdentityPolicy { identity: Some(expression(identity)), issuer: expression(issuer) };
        Policy { signer: SignerPolicy::Identities(vec![wanted]), ..Policy::default() }
    };
    let bundle = promised();
    let found = |identity: &str, issuer: &str| judge(&bundle, &home(), &wanted(identity, issuer));
    let whole = r"https://example\.com/workflow@refs/.+";
    assert_eq!(found(whole, r"https://issuer\.example"), NONE);
    for part in [r"example\.com/workflow@.*", r"^https://example\.com", "x|https:", "(?m)main$", ""]
    {
        assert_eq!(found(part, ".*"), [("identity", "identity.other")], "{part}");
    }
    assert_eq!(found(whole, r"https://issuer\."), [("identity", "identity.issuer")]);
}

/// What `cosign sign-blob` makes with an Ed25519 key, for which SHA-512 of the file is enough.
#[test]
fn ed25519ph_is_tried_where_its_digest_is_at_hand() {
    let key = include_bytes!("../testdata/key/signed/ed25519.pem");
    let lines = include_str!("../testdata/key/signed/signatures.txt");
    let line = lines.lines().find_map(|line| line.strip_prefix("ed25519ph ed25519 ")).unwrap();
    let signature = keelmark_formats::detached_signature::parse(line.as_bytes()).unwrap();
    let content = Content::Message { digest: None, signature };
    let bundle = Bundle { content, ..keyed(&generate(KeyAlgorithm::Ed25519)) };
    let keys = SignerPolicy::Keys(vec![PublicKey::parse(key).unwrap()]);
    let thresholds = Thresholds { logs: 0, ..Thresholds::default() };
    let policy = Policy { signer: keys, thresholds, ..Policy::default() };
    let sha512 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, ARTIFACT);
    let sha512 = Digest::new(DigestAlgorithm::Sha512, sha512.as_ref()).unwrap();
    let both = Subject { digests: vec![sha256(ARTIFACT), sha512], ..subject() };
    let (one, nothing) = (subject(), trust(Vec::new()));
    let missing = [("signature", "signature.needs-artifact")];
    for (subject, bytes, expected) in [
        (&both, None, &[][..]),
        (&both, Some(ARTIFACT), &[]),
        (&one, Some(ARTIFACT), &[]),
        (&one, None, &missing),
    ] {
        let artifact = Artifact { subject, bytes };
        assert_eq!(codes(&verify(&bundle, artifact, &nothing, &policy, NOW)), expected);
    }
}

#[test]
fn without_a_policy_nobody_is_proven_to_have_signed() {
    let found = judge(&promised(), &home(), &Policy::default());
    assert_eq!(found, [("identity", "identity.unstated")]);
    let nobody = Policy { signer: SignerPolicy::Identities(Vec::new()), ..Policy::default() };
    assert_eq!(judge(&promised(), &home(), &nobody), [("identity", "identity.other")]);
    let nobody = Policy { signer: SignerPolicy::Keys(Vec::new()), ..Policy::default() };
    assert_eq!(judge(&promised(), &home(), &nobody), [("certificate", "signature.certificate")]);
}

#[test]
fn bundles_by_keys_prove_what_is_demanded_of_them() {
    let key = generate(KeyAlgorithm::EcdsaP256);
    let policy = |thresholds| Policy {
        signer: SignerPolicy::Keys(vec![key.public().clone()]),
        thresholds,
        ..Policy::default()
    };
    let usual = policy(Thresholds::default());
    let nothing = trust(Vec::new());
    assert_eq!(judge(&keyed(&key), &home(), &usual), [("log entry", "log.absent")]);
    let none = policy(Thresholds { logs: 0, ..Thresholds::default() });
    assert_eq!(judge(&keyed(&key), &home(), &none), NONE);
    assert_eq!(judge(&keyed_entry(&key), &home(), &usual), NONE);
    let other = generate(KeyAlgorithm::EcdsaP256);
    let mut by_other = keyed(&key);
    by_other.log_entries = keyed_entry(&other).log_entries;
    assert_eq!(judge(&by_other, &home(), &usual), [("log entry", "log.body-signature")]);

    let timed = policy(Thresholds { timestamps: 1, logs: 0, ..Thresholds::default() });
    let too_few: Refused = vec![("timestamp", "timestamp.threshold")];
    assert_eq!(judge(&keyed(&key), &nothing, &timed), too_few);
    let mut garbage = keyed(&key);
    garbage.timestamps = vec![b"no timestamp".to_vec()];
    assert_eq!(judge(&garbage, &nothing, &timed), too_few);
    // An authority of any domain may say when, whichever comes first.
    let mut timed_bundle = keyed_entry(&key);
    timed_bundle.timestamps = vec![OTHER.stamp(&timed_bundle, 0, DURING)];
    let both = trust(vec![HOME.trusted_root(), OTHER.trusted_root()]);
    assert_eq!(judge(&timed_bundle, &both, &timed), NONE);
    timed_bundle.timestamps = vec![HOME.stamp(&timed_bundle, 0, DURING)];
    let namesake = Operator::new(&HOME.name);
    let both = trust(vec![namesake.trusted_root(), HOME.trusted_root()]);
    assert_eq!(judge(&timed_bundle, &both, &timed), NONE);
}

#[test]
fn a_key_says_nothing_of_a_build() {
    let key = generate(KeyAlgorithm::EcdsaP256);
    let repository = Some(Repository::parse("owner/name").unwrap());
    let policy = Policy {
        signer: SignerPolicy::Keys(vec![key.public().clone()]),
        build: BuildPolicy { repository, ..BuildPolicy::default() },
        ..Policy::default()
    };
    let found = judge(&keyed_entry(&key), &home(), &policy);
    assert_eq!(found, [("identity", "identity.absent")]);
}

#[test]
fn a_hint_at_a_key_is_no_more_than_a_hint() {
    let (key, other) = (generate(KeyAlgorithm::EcdsaP256), generate(KeyAlgorithm::EcdsaP256));
    let keys = |keys: &[&PrivateKey]| Policy {
        signer: SignerPolicy::Keys(keys.iter().map(|key| key.public().clone()).collect()),
        thresholds: Thresholds { logs: 0, ..Thresholds::default() },
        ..Policy::default()
    };
    let hinted = |hint: &str| {
        let material = VerificationMaterial::PublicKey { hint: Some(hint.to_owned()) };
        Bundle { material, ..keyed(&key) }
    };
    let nothing = trust(Vec::new());
    let judge = |hint: &str, policy: &Policy| judge(&hinted(hint), &nothing, policy);
    let (own, foreign) = (key.public().hint(), other.public().hint());
    assert_eq!(judge(&own, &keys(&[&key])), NONE);
    assert_eq!(judge("any text", &keys(&[&key])), NONE);
    assert_eq!(judge(&foreign, &keys(&[&key])), [("key", "signature.no-key")]);
    assert_eq!(judge(&own, &keys(&[&other])), [("key", "signature.no-key")]);
    assert_eq!(judge(&foreign, &keys(&[&other])), [("signature", "signature.invalid")]);
}

#[test]
fn logs_that_are_demanded_of_a_key_are_demanded_whoever_is_trusted() {
    let key = PrivateKey::generate(KeyAlgorithm::EcdsaP256, &SystemRandom::new()).unwrap();
    let bundle = keyed(&key);
    let demanding = |logs| Policy {
        signer: SignerPolicy::Keys(vec![key.public().clone()]),
        thresholds: Thresholds { logs, ..Thresholds::default() },
        ..Policy::default()
    };
    let mut without = HOME.trusted_root();
    without.signature_logs.clear();
    without.certificate_logs.clear();
    for root in [trust(Vec::new()), home(), trust(vec![without])] {
        assert_eq!(judge(&bundle, &root, &demanding(0)), NONE);
        assert_eq!(judge(&bundle, &root, &demanding(1)), [("log entry", "log.absent")]);
    }
}
