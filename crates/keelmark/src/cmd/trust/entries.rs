//! What a root of trust lists, and how two of them differ.

use std::collections::BTreeMap;

use keelmark_formats::hash;
use keelmark_model::Digest;
use keelmark_trust::root::{Authority, Log, TrustDomain, Validity};

/// A key that is trusted for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What for.
    pub(crate) kind: Kind,
    /// Where its holder is found.
    pub(crate) uri: String,
    /// SHA-256 of the key as SubjectPublicKeyInfo; of an authority the one of its first certificate.
    /// None of a key that keelmark cannot use.
    pub(crate) key: Option<Digest>,
    /// When it is trusted.
    pub(crate) valid: Validity,
}

/// What a key is trusted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A log of signatures.
    Log,
    /// A log of certificates.
    CertificateLog,
    /// Who issues certificates for signing.
    CertificateAuthority,
    /// Who signs times.
    TimestampAuthority,
    /// A log whose key keelmark cannot use.
    UnusableLog,
}

impl Kind {
    /// The word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::CertificateLog => "certificate log",
            Self::CertificateAuthority => "certificate authority",
            Self::TimestampAuthority => "timestamp authority",
            Self::UnusableLog => "unusable log",
        }
    }
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// It is new.
    Added,
    /// It is there no more.
    Removed,
    /// It is trusted for another time.
    Changed,
}

impl Change {
    /// The word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// Everything `domain` lists, in the order of its file within each kind.
pub(crate) fn entries(domain: &TrustDomain) -> Vec<Entry> {
    let log = |kind, log: &Log| Entry {
        kind,
        uri: log.base_url.clone(),
        key: Some(log.key.fingerprint()),
        valid: log.valid,
    };
    let authority = |kind, authority: &Authority| Entry {
        kind,
        uri: authority.uri.clone(),
        key: authority.chain.first().map(|first| hash::sha256(first.public_key_info())),
        valid: authority.valid,
    };
    let unusable = domain.unusable_logs.iter().map(|log| Entry {
        kind: Kind::UnusableLog,
        uri: log.base_url.clone(),
        key: None,
        valid: Validity::default(),
    });
    let logs = domain.logs.iter().map(|it| log(Kind::Log, it));
    let certificate_logs = domain.certificate_logs.iter().map(|it| log(Kind::CertificateLog, it));
    let issuers = domain.authorities.iter().map(|it| authority(Kind::CertificateAuthority, it));
    let timestamps = domain.timestamp_authorities.iter();
    let timestamps = timestamps.map(|it| authority(Kind::TimestampAuthority, it));
    logs.chain(certificate_logs).chain(issuers).chain(timestamps).chain(unusable).collect()
}

/// How `after` differs from `before`. Of what is trusted for another time, the new one.
pub(crate) fn changes(before: &TrustDomain, after: &TrustDomain) -> Vec<(Change, Entry)> {
    let keyed = |domain| {
        let entries = entries(domain).into_iter();
        entries.map(|entry| ((entry.kind, entry.uri.clone(), hex(&entry)), entry))
    };
    let mut old: BTreeMap<_, _> = keyed(before).collect();
    let mut changes = Vec::new();
    for (name, entry) in keyed(after) {
        match old.remove(&name) {
            None => changes.push((Change::Added, entry)),
            Some(old) if old.valid != entry.valid => changes.push((Change::Changed, entry)),
            Some(_) => {}
        }
    }
    changes.extend(old.into_values().map(|entry| (Change::Removed, entry)));
    changes.sort_by_key(|(change, entry)| (*change, entry.kind));
    changes
}

fn hex(entry: &Entry) -> String {
    entry.key.as_ref().map(Digest::hex).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use keelmark_trust::root::{Instance, TrustRoot};

    use super::{Change, changes, entries};

    #[test]
    fn differences_are_named() {
        let domain = || TrustRoot::embedded(Instance::PublicGood).unwrap().domains.pop().unwrap();
        let (before, mut after) = (domain(), domain());
        assert_eq!(changes(&before, &after), []);
        after.logs[0].valid.end = after.logs[0].valid.start;
        let removed = after.certificate_logs.remove(0);
        let found = changes(&before, &after);
        let (added, all) = (changes(&after, &before), entries(&after).len());
        let shown = |changes: &[(Change, super::Entry)]| -> Vec<(Change, String)> {
            changes.iter().map(|(change, entry)| (*change, entry.uri.clone())).collect()
        };
        let (log, removed) = (before.logs[0].base_url.clone(), removed.base_url);
        let expected = [(Change::Removed, removed.clone()), (Change::Changed, log.clone())];
        assert_eq!(shown(&found), expected);
        assert_eq!(shown(&added), [(Change::Added, removed), (Change::Changed, log)]);
        assert_eq!(all + 1, entries(&before).len());
    }
}
