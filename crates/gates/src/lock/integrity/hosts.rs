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
    let addresses: BTreeSet<Address<'_>> =
        source.into_iter().chain(files).filter_map(Address::of).collect();
    addresses.into_iter().flat_map(|address| of_address(examined, package, &address)).collect()
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
