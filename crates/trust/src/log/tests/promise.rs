//! What a log promised, and when.

use keelmark_model::Timestamp;

use super::{Case, TIME, generate, promise, refused};
use crate::KeyAlgorithm;
use crate::log::{distinct_logs, verify_promise};
use crate::root::{Log, Validity};

#[test]
fn promises() {
    refused(&[
        ("log.promise-missing", Case::v2, promise, |_| ()),
        ("log.time-unsigned", Case::v2, promise, |case| case.entry.integrated_time = Some(TIME)),
        ("log.time-unsigned", Case::v1, promise, |case| case.entry.promise = None),
        ("log.time-missing", Case::v1, promise, |case| {
            case.entry.integrated_time = None;
            case.promise();
        }),
        ("log.unknown", Case::v1, promise, |case| case.entry.log_id[0] ^= 1),
        ("log.unknown", Case::v1, promise, |case| case.entry.log_id.clear()),
        ("log.unknown", Case::v1, promise, |case| case.entry.log_id.truncate(3)),
        ("log.unknown", Case::v1, promise, |case| case.logs.clear()),
        ("log.promise-signature", Case::v1, promise, |case| case.entry.log_id.truncate(31)),
        ("log.promise-signature", Case::v1, promise, |case| case.entry.log_index += 1),
        ("log.promise-signature", Case::v1, promise, |case| case.entry.body.push(b' ')),
        ("log.promise-signature", Case::v1, promise, |case| {
            case.entry.promise.as_mut().unwrap()[20] ^= 1;
        }),
        ("log.promise-signature", Case::v1, promise, |case| {
            case.logs[0].key = generate(KeyAlgorithm::EcdsaP256).public().clone();
        }),
        ("log.promise-signature", Case::v1, promise, |case| {
            case.logs[0].valid.end = None;
            case.entry.integrated_time = Some(Timestamp(TIME.0 + 1));
        }),
        ("log.key-validity", Case::v1, promise, |case| {
            case.entry.integrated_time = Some(Timestamp(TIME.0 + 1));
            case.promise();
        }),
        ("log.key-validity", Case::v1, promise, |case| {
            case.entry.integrated_time = Some(Timestamp(TIME.0 - 1));
            case.promise();
        }),
    ]);
}

#[test]
fn a_key_in_use_twice_is_found_by_time() {
    let mut case = Case::v1();
    let mut earlier = case.logs[0].clone();
    earlier.valid = Validity { start: None, end: Some(Timestamp(1)) };
    case.logs.insert(0, earlier);
    let promised = verify_promise(&case.entry, &case.logs).unwrap();
    assert!(std::ptr::eq(promised.log, &case.logs[1]));
    let logs: Vec<&Log> = case.logs.iter().collect();
    assert_eq!(distinct_logs(&logs), 1);
    let other = Case::v2();
    assert_eq!(distinct_logs(&[logs[0], &other.logs[0], logs[1], &other.logs[0]]), 2);
    assert_eq!(distinct_logs(&[]), 0);
}

/// A log whose key was changed is one log, as is one that is written in another case.
#[test]
fn a_log_counts_once_by_key_and_by_origin() {
    let (one, other) = (Case::v1().logs.remove(0), Case::v2().logs.remove(0));
    let named = |log: &Log, origin: &str| Log { origin: origin.to_owned(), ..log.clone() };
    let (first, second) = (named(&one, "log.example"), named(&other, "LOG.example"));
    let (apart, joined) = (named(&other, "other.example"), named(&one, "other.example"));
    let cases: &[(&[&Log], usize)] = &[
        (&[&first, &second], 1),
        (&[&first, &apart], 2),
        (&[&first, &apart, &joined], 1),
        (&[&joined, &apart, &first], 1),
    ];
    for (logs, count) in cases {
        assert_eq!(distinct_logs(logs), *count, "{logs:?}");
    }
}
