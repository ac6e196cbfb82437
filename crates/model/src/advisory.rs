//! Advisories: what is known to be wrong with which versions of which packages.

use crate::{Purl, Timestamp};

/// One advisory of one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisory {
    /// Identifier in its database: `GHSA-…`, `RUSTSEC-…`, `PYSEC-…`, `GO-…`.
    pub id: String,
    /// Identifiers of the same flaw in other databases, sorted: they are one finding.
    pub aliases: Vec<String>,
    /// Identifiers of flaws that are not the same, sorted.
    pub related: Vec<String>,
    /// Identifiers of what this one repeats for a distribution, sorted.
    pub upstream: Vec<String>,
    /// What it warns of.
    pub kind: AdvisoryKind,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// Since when it no longer holds.
    pub withdrawn: Option<Timestamp>,
    /// One line.
    pub summary: String,
    /// The whole text, Markdown.
    pub details: String,
    /// How bad it is, as each standard says.
    pub severities: Vec<Severity>,
    /// What it is about.
    pub affected: Vec<Affected>,
    /// Where to read on.
    pub references: Vec<Reference>,
    /// Kinds of weakness, `CWE-79`, sorted.
    pub weaknesses: Vec<String>,
}

/// What an advisory warns of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdvisoryKind {
    /// A flaw that can be exploited.
    Vulnerability,
    /// A package that was made to do harm.
    Malicious,
    /// An interface that can be misused so that memory is no longer safe.
    Unsound,
    /// A package nobody takes care of.
    Unmaintained,
    /// Something to know.
    Notice,
}

/// A package of an advisory, and which of its versions are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Ecosystem, as OSV's schema names it, with its release: `PyPI`, `Debian:12`.
    pub ecosystem: String,
    /// Name of the package in its ecosystem.
    pub name: String,
    /// Package URL, without a version.
    pub purl: Option<Purl>,
    /// Versions in order, from one to another.
    pub intervals: Vec<Interval>,
    /// Versions one by one, as written: these are affected besides.
    pub versions: Vec<String>,
    /// Versions that are mended, as written.
    pub fixed: Vec<String>,
    /// Whether something of it could not be read, so that every version of the package is taken for
    /// affected.
    pub is_conservative: bool,
    /// How bad it is for this package, where that differs.
    pub severities: Vec<Severity>,
    /// The code that has the flaw: an import path, or a path of a function.
    pub code: Vec<String>,
    /// Operating systems and architectures it is limited to, as written.
    pub platforms: Vec<String>,
}

/// Versions from one to another, ordered as their ecosystem does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// The first of them.
    pub from: Bound,
    /// The last of them.
    pub to: Bound,
}

/// An end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// There is none.
    Unbounded,
    /// With this version.
    Including(String),
    /// Up to this version, or from it, without it.
    Excluding(String),
}

/// How bad something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severity {
    /// By which standard: `CVSS_V2`, `CVSS_V3`, `CVSS_V4`, or another, as OSV names it.
    pub standard: String,
    /// The vector, or the word.
    pub text: String,
    /// The score of a vector.
    pub score: Option<Score>,
}

/// A score of the Common Vulnerability Scoring System, in tenths: 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u8);

/// The words for scores, CVSS v3.1 section 5 and v4.0 section 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// 0.0.
    None,
    /// 0.1 to 3.9.
    Low,
    /// 4.0 to 6.9.
    Medium,
    /// 7.0 to 8.9.
    High,
    /// 9.0 to 10.0.
    Critical,
}

impl Score {
    /// The word for it.
    pub fn rating(self) -> Rating {
        match self.0 {
            0 => Rating::None,
            1..=39 => Rating::Low,
            40..=69 => Rating::Medium,
            70..=89 => Rating::High,
            90.. => Rating::Critical,
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// Where to read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What is there, as OSV names it: `FIX`, `REPORT`, `WEB`.
    pub kind: String,
    /// Its address.
    pub url: String,
}

/// A flaw that is known to be exploited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exploited {
    /// `CVE-…`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The day it was put on the list, `YYYY-MM-DD`.
    pub added: String,
    /// The day by which agencies must have mended it, `YYYY-MM-DD`.
    pub due: String,
    /// Whether extortion is known to have used it.
    pub is_ransomware: bool,
}

/// How likely a flaw is to be exploited within thirty days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likelihood {
    /// `CVE-…`.
    pub id: String,
    /// In millionths.
    pub probability: u32,
    /// The share of all flaws that are as likely or less, in millionths.
    pub percentile: u32,
}
