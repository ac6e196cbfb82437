//! Packages come from hosts that are allowed, over connections nobody can change.

use std::collections::BTreeSet;

use keelmark_model::{Finding, Package, Source};

use super::address::Address;
use super::{Examined, Rule};
use crate::codes::{LOCK_HOST, LOCK_INSECURE};

pub(super) static RULE: Rule = Rule { check };

fn check(examined: &Examined<'_>) -> Vec<Finding> {
    examined.foreign().flat_map(|(_, package)| of_package(examined, package)).collect()
}

fn of_package(examined: &Examined<'_>, package: &Package) -> Vec<Finding> {
    let source = match &package.source {
        Source::Registry(url) | Source::Git { url, .. } | Source::Url(url) => Some(url.as_str()),
        Source::Path(_) | Source::Unknown => None,
    };
    let files = package.files.iter().filter_map(|file| file.url.as_deref());
    // An index may be a folder of the project, and its files are then, too.
    let is_local = matches!(&package.source, Source::Registry(url) if is_path(url));
    let mut addresses = BTreeSet::new();
    let mut findings = Vec::new();
    for url in source.into_iter().chain(files) {
        match Address::of(url) {
            Some(address) => {
                addresses.insert(address);
            }
            None if is_local && is_path(url) => {}
            None => findings.push(nowhere(examined, package, url)),
        }
    }
    findings.extend(addresses.iter().flat_map(|it| of_address(examined, package, it)));
    let mut told = BTreeSet::new();
    findings.retain(|finding| told.insert(finding.message.clone()));
    findings
}

/// Whether `text` is a path, and no client takes it for anything else.
pub(super) fn is_path(text: &str) -> bool {
    !text.starts_with("//") && !text.contains([':', '\\'])
}

fn nowhere(examined: &Examined<'_>, package: &Package, url: &str) -> Finding {
    let message = format!("`{}` comes from `{url}`, which is no address of a host", package.name);
    examined.about(package, &LOCK_HOST, message).known_by([url])
}

fn of_address(examined: &Examined<'_>, package: &Package, address: &Address<'_>) -> Vec<Finding> {
    let Address { scheme, host, .. } = *address;
    let name = &package.name;
    let mut findings = Vec::new();
    if !address.is_secure() {
        let message = format!("`{name}` comes from {host} over {scheme}");
        let finding = examined.about(package, &LOCK_INSECURE, message);
        findings.push(finding.known_by([scheme, host]));
    }
    if !examined.allowed.has_for(package, address) {
        let message = format!("`{name}` comes from {host}, which is not allowed");
        let remedy = format!("If that is right, allow it: `--allow-host {host}`");
        let finding = examined.about(package, &LOCK_HOST, message);
        findings.push(finding.known_by([host]).mended_by(remedy));
    }
    findings
}
