//! What clients of Sigstore were found to get wrong of logs, times and content, and what an attacker
//! would try: each must be told for what it is.

mod common;

use common::case::{
    HOME, IDENTITY, NONE, NOW, OTHER, Refused, codes, home, judge, policy, promised, refused,
    stamped, stated, subject, trust, unproven, with,
};
use common::{ARTIFACT, DURING, Witness};
use keelmark_formats::bundle::{Bundle, MediaType};
use keelmark_formats::statement;
use keelmark_formats::trusted_root::Validity;
use keelmark_model::{Digest, DigestAlgorithm, Outcome, Subject, Timestamp};
use keelmark_trust::bundle::Artifact;
use keelmark_trust::policy::{Policy, PredicateType, Thresholds};
use keelmark_trust::root::Profile;
use keelmark_trust::verify::verify;

#[test]
fn what_is_right_holds() {
    let text = statement::render(&[subject()], "https://example.com/p", b"{}").unwrap();
    for bundle in [promised(), stamped(), stated(text)] {
        assert_eq!(refused(&bundle), NONE);
    }
}

#[test]
fn stripping_the_proof_and_calling_the_bundle_older_does_not_help() {
    let mut bundle = promised();
    bundle.media_type = MediaType::V01;
    bundle.log_entries[0].proof = None;
    assert_eq!(refused(&bundle), [("log inclusion", "log.proof-missing")]);
    let lenient = with(Thresholds { inclusion_proof: false, ..Thresholds::default() });
    assert_eq!(judge(&bundle, &home(), &lenient), NONE, "where a promise was said to do");
    bundle.media_type = MediaType::V03;
    let missing = judge(&bundle, &home(), &lenient);
    assert_eq!(missing, [("log entry", "log.threshold")], "v0.3 has a proof whatever is demanded");
}

#[test]
fn an_entry_of_a_log_nobody_knows_is_no_entry() {
    let mut bundle = promised();
    bundle.log_entries[0].log_id = vec![7; 32];
    assert_eq!(refused(&bundle), [("log entry", "log.unknown")]);
    let mut bundle = unproven();
    bundle.log_entries = vec![OTHER.rekor_entry(&bundle, DURING)];
    assert_eq!(refused(&bundle), [("log entry", "log.unknown")]);
}

#[test]
fn a_log_nobody_knows_does_no_harm_beside_one_that_is_known() {
    let mut bundle = promised();
    bundle.log_entries.insert(0, OTHER.rekor_entry(&bundle, DURING));
    let parsed = Bundle::parse(&bundle.render()).unwrap();
    let (root, subject) = (home(), subject());
    let report = verify(&parsed, Artifact::from(&subject), &root, &policy(), NOW);
    assert_eq!(codes(&report), NONE);
    let checks = &report.verdict.checks;
    let skipped: Vec<_> = checks.iter().filter(|check| check.outcome == Outcome::Skipped).collect();
    let [one] = skipped.as_slice() else { panic!("{skipped:?}") };
    assert_eq!((one.name, one.code.map(|code| code.id)), ("log entry", Some("log.unknown")));
    assert!(one.detail.starts_with("does not count: "), "{}", one.detail);
}

#[test]
fn what_one_log_or_authority_says_twice_counts_once() {
    let two_logs = with(Thresholds { logs: 2, ..Thresholds::default() });
    let mut bundle = promised();
    bundle.log_entries.push(bundle.log_entries[0].clone());
    assert_eq!(judge(&bundle, &home(), &two_logs), [("log entry", "log.threshold")]);
    bundle.log_entries[1] = HOME.rekor_entry(&bundle, Timestamp(DURING.0 + 1));
    assert_eq!(judge(&bundle, &home(), &two_logs), [("log entry", "log.threshold")]);
    bundle.log_entries[1] = HOME.tiles_entry(&bundle, &[]);
    assert_eq!(judge(&bundle, &home(), &two_logs), NONE);

    let two_times = with(Thresholds { timestamps: 2, ..Thresholds::default() });
    let mut bundle = stamped();
    bundle.timestamps.push(bundle.timestamps[0].clone());
    let too_few: Refused = vec![("timestamp", "timestamp.threshold")];
    assert_eq!(judge(&bundle, &home(), &two_times), too_few);
    bundle.timestamps[1] = HOME.stamp(&bundle, 0, Timestamp(DURING.0 + 1));
    assert_eq!(judge(&bundle, &home(), &two_times), too_few);
    bundle.timestamps[1] = HOME.stamp(&bundle, 1, DURING);
    assert_eq!(judge(&bundle, &home(), &two_times), NONE);
}

#[test]
fn a_time_that_nobody_signed_is_no_time() {
    let mut bundle = promised();
    bundle.log_entries[0].promise = None;
    assert_eq!(refused(&bundle), [("log promise", "log.time-unsigned")]);
    bundle.log_entries[0].integrated_time = None;
    assert_eq!(refused(&bundle), [("signing time", "time.absent")]);
    let mut bundle = promised();
    bundle.log_entries[0].integrated_time = Some(Timestamp(DURING.0 + 1));
    assert_eq!(refused(&bundle), [("log promise", "log.promise-signature")]);
}

#[test]
fn an_entry_of_another_signature_proves_nothing_of_this_one() {
    let mut bundle = promised();
    bundle.log_entries = promised().log_entries;
    assert_eq!(refused(&bundle), [("log entry", "log.body-signature")]);
    let mut beside = promised();
    beside.log_entries.extend(bundle.log_entries);
    assert_eq!(refused(&beside), [("log entry", "log.body-signature")]);
    // Nor is its time one of this signature.
    let parsed = Bundle::parse(&beside.render()).unwrap();
    let subject = subject();
    let (root, artifact) = (home(), Artifact::from(&subject));
    assert_eq!(verify(&parsed, artifact, &root, &policy(), NOW).signed_at, [DURING]);
}

#[test]
fn subjects_by_other_hashes_than_sha256() {
    let digest = |algorithm, bytes: &[u8]| Digest::new(algorithm, bytes).unwrap();
    let hashed = |algorithm: &'static aws_lc_rs::digest::Algorithm| {
        aws_lc_rs::digest::digest(algorithm, ARTIFACT).as_ref().to_vec()
    };
    let sha384 = digest(DigestAlgorithm::Sha384, &hashed(&aws_lc_rs::digest::SHA384));
    let sha512 = digest(DigestAlgorithm::Sha512, &hashed(&aws_lc_rs::digest::SHA512));
    for own in [sha384, sha512] {
        let said = Subject { digests: vec![own], ..subject() };
        let bundle = stated(statement::render(std::slice::from_ref(&said), "p", b"{}").unwrap());
        let bundle = Bundle::parse(&bundle.render()).unwrap();
        let judge = |subject: &Subject| {
            codes(&verify(&bundle, Artifact::from(subject), &home(), &policy(), NOW))
        };
        assert_eq!(judge(&said), NONE);
        assert_eq!(judge(&subject()), [("subject", "signature.needs-artifact")]);
        let length = own.as_bytes().len();
        let other = Subject { digests: vec![digest(own.algorithm(), &vec![0; length])], ..said };
        assert_eq!(judge(&other), [("subject", "signature.subject")]);
    }
}

#[test]
fn the_other_spellings_of_the_same_bundle_are_the_same() {
    let text = String::from_utf8(promised().render()).unwrap();
    let mut snake = text.clone();
    for (camel, other) in [
        ("mediaType", "media_type"),
        ("verificationMaterial", "verification_material"),
        ("tlogEntries", "tlog_entries"),
        ("logIndex", "log_index"),
        ("logId", "log_id"),
        ("keyId", "key_id"),
        ("kindVersion", "kind_version"),
        ("integratedTime", "integrated_time"),
        ("inclusionPromise", "inclusion_promise"),
        ("inclusionProof", "inclusion_proof"),
        ("signedEntryTimestamp", "signed_entry_timestamp"),
        ("canonicalizedBody", "canonicalized_body"),
        ("messageSignature", "message_signature"),
    ] {
        assert!(snake.contains(&format!("\"{camel}\":")), "{camel}");
        snake = snake.replace(&format!("\"{camel}\":"), &format!("\"{other}\":"));
    }
    for text in [text, snake] {
        assert_eq!(refused(&Bundle::parse(text.as_bytes()).unwrap()), NONE);
    }
}

/// Protobuf JSON leaves a zero out.
#[test]
fn the_first_entry_of_a_log_has_no_index() {
    let mut bundle = promised();
    let entry = &mut bundle.log_entries[0];
    entry.log_index = 0;
    HOME.promise(entry);
    let text = String::from_utf8(bundle.render()).unwrap();
    let without = text.replacen("\"logIndex\":\"0\",", "", 1);
    assert_ne!(without, text);
    assert_eq!(refused(&Bundle::parse(without.as_bytes()).unwrap()), NONE);
}

#[test]
fn an_old_statement_may_say_something_new() {
    let text = statement::render(&[subject()], "https://slsa.dev/provenance/v1", b"{}").unwrap();
    let text = String::from_utf8(text).unwrap();
    let old = text.replace("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1");
    assert_ne!(old, text);
    let bundle = stated(old.into_bytes());
    let wanted = |uri: &str| Policy {
        predicate_type: Some(PredicateType::Exact(uri.to_owned())),
        ..policy()
    };
    assert_eq!(judge(&bundle, &home(), &wanted("https://slsa.dev/provenance/v1")), NONE);
    for other in ["https://slsa.dev/provenance/v", "https://slsa.dev/provenance/v1.0", ""] {
        let found = judge(&bundle, &home(), &wanted(other));
        assert_eq!(found, [("predicate", "statement.predicate")], "{other}");
    }
    let found = judge(&promised(), &home(), &wanted("https://slsa.dev/provenance/v1"));
    assert_eq!(found, [("predicate", "statement.predicate")], "a signature over the file");
}

#[test]
fn a_bad_timestamp_beside_a_good_one_is_shown_and_does_not_count() {
    let mut bundle = stamped();
    let foreign = OTHER.stamp(&bundle, 0, DURING);
    let of_another = HOME.stamp(&promised(), 1, DURING);
    for bad in [foreign, of_another, b"no timestamp".to_vec()] {
        for at in 0..2 {
            let mut both = bundle.clone();
            both.timestamps.insert(at, bad.clone());
            let parsed = Bundle::parse(&both.render()).unwrap();
            let (root, subject) = (home(), subject());
            let report = verify(&parsed, Artifact::from(&subject), &root, &policy(), NOW);
            assert_eq!(codes(&report), NONE);
            assert_eq!(report.signed_at, [DURING]);
            let checks = report.verdict.checks.iter();
            let outcomes: Vec<_> =
                checks.filter(|check| check.name == "timestamp").map(|one| one.outcome).collect();
            let mut expected = vec![Outcome::Pass; 2];
            expected[at] = Outcome::Skipped;
            assert_eq!(outcomes, expected);
        }
        let two = with(Thresholds { timestamps: 2, ..Thresholds::default() });
        let mut both = bundle.clone();
        both.timestamps.push(bad.clone());
        assert!(judge(&both, &home(), &two).contains(&("timestamp", "timestamp.threshold")));
        bundle.timestamps = vec![HOME.stamp(&bundle, 0, DURING)];
    }
}

#[test]
fn domains_do_not_vouch_for_each_other() {
    let both = trust(vec![HOME.trusted_root(), OTHER.trusted_root()]);
    let judge = |bundle: &Bundle| judge(bundle, &both, &policy());
    assert_eq!(judge(&promised()), NONE);

    let mut logged_elsewhere = unproven();
    logged_elsewhere.log_entries = vec![OTHER.rekor_entry(&logged_elsewhere, DURING)];
    assert_eq!(judge(&logged_elsewhere), [("log entry", "log.unknown")]);

    let signing = HOME.signing(IDENTITY);
    let mut listed_elsewhere = signing.message(HOME.issue_promised(&signing.fields, &OTHER));
    listed_elsewhere.log_entries = vec![HOME.rekor_entry(&listed_elsewhere, DURING)];
    assert_eq!(judge(&listed_elsewhere), [("certificate log", "certificate.log")]);

    let mut stamped_elsewhere = stamped();
    stamped_elsewhere.timestamps = vec![OTHER.stamp(&stamped_elsewhere, 0, DURING)];
    assert_eq!(judge(&stamped_elsewhere), [("timestamp", "timestamp.untrusted")]);
}

/// One domain trusts home's authority until just before the time, another with logs of its own since.
#[test]
fn an_authority_of_two_domains_speaks_for_the_first_that_trusts_it_then() {
    let later = Validity { start: Some(Timestamp(DURING.0 - 1)), end: None };
    let until = Validity { start: None, end: Some(Timestamp(DURING.0 - 1)) };
    let mut early = HOME.trusted_root();
    early.certificate_authorities[0].valid = until;
    let mut late = OTHER.trusted_root();
    late.certificate_authorities = HOME.trusted_root().certificate_authorities;
    late.certificate_authorities[0].valid = later;
    let root = trust(vec![early, late]);
    let found = judge(&promised(), &root, &policy());
    assert_eq!(found, [("signing time", "certificate.validity")]);
}

#[test]
fn witnesses_are_counted_and_never_taken_for_granted() {
    let mut witnesses = [Witness::new("first.example"), Witness::new("second.example")];
    let known: Vec<_> = witnesses.iter().map(Witness::key).collect();
    let demanding = |wanted| Policy {
        witnesses: known.clone(),
        ..with(Thresholds { witnesses: wanted, ..Thresholds::default() })
    };
    let seen_by = |seen: &[Witness]| {
        let mut bundle = stamped();
        bundle.log_entries = vec![HOME.tiles_entry(&bundle, seen)];
        bundle
    };
    let too_few: Refused = vec![("log witness", "log.witness-threshold")];
    let found = |bundle: &Bundle, wanted| judge(bundle, &home(), &demanding(wanted));
    assert_eq!(found(&seen_by(&witnesses), 2), NONE);
    assert_eq!(found(&seen_by(&witnesses[..1]), 1), NONE);
    assert_eq!(found(&seen_by(&witnesses[..1]), 2), too_few);
    assert_eq!(found(&seen_by(&[]), 1), too_few);
    let strangers = [Witness::new("first.example"), Witness::new("third.example")];
    assert_eq!(found(&seen_by(&strangers), 1), too_few);
    assert_eq!(found(&seen_by(&[]), 0), NONE);

    // Without a tree there is nothing for them to see.
    let mut bare = promised();
    bare.media_type = MediaType::V01;
    bare.log_entries[0].proof = None;
    let mut lenient = demanding(1);
    lenient.thresholds.inclusion_proof = false;
    assert_eq!(judge(&bare, &home(), &lenient), too_few);

    // Nobody has seen a tree at a time to come.
    witnesses[1].at = Timestamp(4_000_000_000);
    assert_eq!(found(&seen_by(&witnesses), 2), [("log witness", "time.clock")]);
}

#[test]
fn a_log_that_signed_no_time_must_have_used_its_key_then() {
    let during = |start: i64, end: i64| {
        let mut root = HOME.trusted_root();
        let at = |offset: i64| Some(Timestamp(DURING.0 + offset));
        root.signature_logs[1].valid = Validity { start: at(start), end: at(end) };
        judge(&stamped(), &trust(vec![root]), &policy())
    };
    assert_eq!(during(0, 0), NONE);
    assert_eq!(during(-9, -1), [("log inclusion", "log.key-validity")]);
    assert_eq!(during(1, 9), [("log inclusion", "log.key-validity")]);
}

#[test]
fn a_domain_without_logs_proves_by_time_alone() {
    let mut root = HOME.trusted_root();
    root.signature_logs.clear();
    root.certificate_logs.clear();
    let root = trust(vec![root]);
    assert_eq!(root.domains[0].profile, Profile::TimestampOnly);
    let found = |bundle: &Bundle| judge(bundle, &root, &policy());
    let mut bundle = unproven();
    assert_eq!(found(&bundle), [("signing time", "time.absent")]);
    bundle.timestamps = vec![HOME.stamp(&bundle, 0, DURING)];
    assert_eq!(found(&bundle), NONE);
    bundle.timestamps = vec![HOME.stamp(&bundle, 0, Timestamp(DURING.0 + 301))];
    assert_eq!(found(&bundle), [("signing time", "certificate.validity")]);
    // What is demanded of every domain is demanded of this one, which cannot give it.
    let everywhere = with(Thresholds { logs_everywhere: true, ..Thresholds::default() });
    bundle.timestamps = vec![HOME.stamp(&bundle, 0, DURING)];
    assert_eq!(judge(&bundle, &root, &everywhere), [("log entry", "log.absent")]);
    // A domain that has logs of either kind is not one without.
    let mut half = HOME.trusted_root();
    half.signature_logs.clear();
    let mut bundle = unproven();
    bundle.timestamps = vec![HOME.stamp(&bundle, 0, DURING)];
    assert_eq!(judge(&bundle, &trust(vec![half]), &policy()), [("log entry", "log.absent")]);
}

#[test]
fn the_clock_may_be_slow_but_not_by_much() {
    let bundle = Bundle::parse(&promised().render()).unwrap();
    let (root, subject) = (home(), subject());
    let at = |offset: i64| {
        let now = Timestamp(DURING.0 + offset);
        codes(&verify(&bundle, Artifact::from(&subject), &root, &policy(), now))
    };
    assert_eq!(at(0), NONE);
    assert_eq!(at(-300), NONE);
    assert_eq!(at(-301), [("signing time", "time.clock")]);
    assert_eq!(at(i64::MIN / 2), [("signing time", "time.clock")]);
    assert_eq!(at(1 << 40), NONE);
}
