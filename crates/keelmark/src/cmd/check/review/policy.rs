//! Whether a change alters what it would be judged by.

use std::path::Path;

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::settings::{FILE, review::Review};
use keelmark_gates::review::policy_changed;
use keelmark_model::Finding;

use super::sides::Commits;
use crate::cmd::check::settings::Origin;
use crate::error::CliError;

/// A finding for keelmark.toml and for each of the files `named` in it, where the head has another than the commit
/// that the change is made to, and the change is what made it so.
pub(super) fn changed(
    commits: &Commits,
    origin: Origin<'_>,
    named: &[String],
    review: &Review,
) -> Result<Vec<Finding>, CliError> {
    let limit = DOCUMENT_BYTES as u64;
    let mut findings = Vec::new();
    let named = named.iter().map(String::as_str).filter(|named| Path::new(named).is_relative());
    for name in std::iter::once(FILE).chain(named) {
        let onto = commits.onto.file(name, limit)?;
        let head = commits.head.file(name, limit)?;
        if head == onto || head == commits.base.file(name, limit)? {
            continue;
        }
        let path = origin.shown(name).display().to_string();
        findings.push(policy_changed(review, &path, onto.is_some(), head.is_some()));
    }
    Ok(findings)
}
