//! What makes a finding the same one in the next run, on another line.

use std::collections::HashMap;

use keelmark_model::{Finding, Judgement, Report};

use crate::hash;

/// A finding, the judgement it belongs to, and its fingerprint.
#[derive(Debug, Clone)]
pub struct Fingerprinted<'a> {
    /// Who found it.
    pub judgement: &'a Judgement,
    /// What was found.
    pub finding: &'a Finding,
    /// 32 hexadecimal digits, and `:N` for the Nth finding that has them.
    pub fingerprint: String,
}

/// Every finding of a report with its fingerprint, in order.
///
/// A fingerprint is made of the code, the file, the package and what the finding is known by, so that a
/// line that moves or a message that is worded better leaves it as it is.
pub fn fingerprinted(report: &Report) -> Vec<Fingerprinted<'_>> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let findings = report.findings().map(|(judgement, finding)| {
        let digits = digits(judgement, finding);
        let count = seen.entry(digits.clone()).and_modify(|count| *count += 1).or_insert(1);
        Fingerprinted { judgement, finding, fingerprint: format!("{digits}:{count}") }
    });
    findings.collect()
}

fn digits(judgement: &Judgement, finding: &Finding) -> String {
    const DIGITS: usize = 32;
    let path = finding.place.as_ref().map_or(&judgement.target, |place| &place.path);
    let package = finding.package.as_deref().unwrap_or_default();
    let mut parts = vec![finding.code.id, path, package];
    // A finding that says nothing of what it is known by is known by what it says.
    match finding.identity.as_slice() {
        [] => parts.push(&finding.message),
        identity => parts.extend(identity.iter().map(String::as_str)),
    }
    let bytes: Vec<&[u8]> = parts.iter().flat_map(|part| [part.as_bytes(), b"\0"]).collect();
    let mut digits = hash::sha256_of(&bytes).hex();
    digits.truncate(DIGITS);
    digits
}
