//! Names under which the vulnerability lists of NIST may have a component.
//!
//! Source: NISTIR 7695 (CPE 2.3 naming), sections 5.3.2 and 6.2. Nothing maps packages to these names:
//! what is given are guesses, made the way those who name products there have mostly gone.

use keelmark_model::Purl;
use keelmark_model::bom::Component;

/// Most guesses for one component.
const GUESSES: usize = 6;

/// CPE 2.3 formatted strings that `component` may be known by, the likeliest first, then sorted, since
/// they are a set. None without a version: every name would then stand for all versions.
pub(super) fn candidates(component: &Component) -> Vec<String> {
    let (Some(purl), Some(version)) = (&component.purl, &component.version) else {
        return Vec::new();
    };
    // Versions of these are commits and digests, by which nothing is listed.
    if matches!(purl.ty(), "docker" | "generic" | "github" | "githubactions" | "oci") {
        return Vec::new();
    }
    let Some(version) = escape(upstream(purl.ty(), version)) else { return Vec::new() };
    let mut names: Vec<(String, String)> = Vec::new();
    for product in products(purl) {
        for vendor in vendors(purl, &product, component.repository.as_deref()) {
            let pair = (vendor, product.clone());
            if !names.contains(&pair) {
                names.push(pair);
            }
        }
    }
    let software = match purl.ty() {
        "npm" => "node.js",
        "pypi" => "python",
        "cargo" => "rust",
        "gem" => "ruby",
        _ => "*",
    };
    let name = |(vendor, product): (String, String)| {
        let (vendor, product) = (escape(&vendor)?, escape(&product)?);
        Some(format!("cpe:2.3:a:{vendor}:{product}:{version}:*:*:*:*:{software}:*:*"))
    };
    let mut cpes: Vec<String> = names.into_iter().filter_map(name).take(GUESSES).collect();
    cpes.sort();
    cpes
}

fn products(purl: &Purl) -> Vec<String> {
    let name = purl.name().to_lowercase();
    let last = name.rsplit('/').next().unwrap_or(&name).to_owned();
    let joined = last.replace('-', "_");
    let mut products = vec![last.clone()];
    if joined != last {
        products.push(joined);
    }
    // `log4j-core` and `spring-web` are parts of `log4j` and `spring`.
    if purl.ty() == "maven"
        && let Some((whole, _)) = last.split_once('-')
    {
        products.push(whole.to_owned());
    }
    products
}

fn vendors(purl: &Purl, product: &str, repository: Option<&str>) -> Vec<String> {
    let namespace = purl.namespace();
    let mut vendors = Vec::new();
    match (purl.ty(), namespace) {
        ("maven", [group, ..]) => vendors.extend(organisation(group)),
        ("npm", [scope, ..]) => vendors.push(scope.trim_start_matches('@').to_owned()),
        ("golang", [_, owner, ..]) => vendors.push(owner.clone()),
        ("composer" | "github" | "swift", [.., owner]) => vendors.push(owner.clone()),
        _ => {}
    }
    if vendors.is_empty() {
        vendors.push(product.to_owned());
        vendors.push(format!("{product}_project"));
    } else {
        vendors.push(product.to_owned());
    }
    vendors.extend(repository.and_then(owner));
    vendors.iter_mut().for_each(|vendor| *vendor = vendor.to_lowercase());
    vendors
}

/// Whose a group of Maven is: `apache` of `org.apache.logging.log4j`.
fn organisation(group: &str) -> Option<String> {
    let mut parts = group.split('.');
    let first = parts.next()?;
    Some(parts.next().unwrap_or(first).to_owned())
}

/// Who owns a repository on GitHub.
fn owner(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://github.com/")?;
    rest.split('/').next().filter(|owner| !owner.is_empty()).map(str::to_owned)
}

/// The version as its makers write it, of one that a distribution or Go writes.
fn upstream<'a>(ty: &str, version: &'a str) -> &'a str {
    match ty {
        "golang" => return version.strip_prefix('v').unwrap_or(version),
        "apk" | "deb" | "rpm" => {}
        _ => return version,
    }
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    version.rsplit_once('-').map_or(version, |(upstream, _)| upstream)
}

/// A value as it stands in a formatted string. None for what has no characters CPE allows.
fn escape(value: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            'a'..='z' | '0'..='9' | '_' | '.' | '-' => text.push(character),
            'A'..='Z' => text.push(character.to_ascii_lowercase()),
            ' ' => text.push('_'),
            '!'..='~' => text.extend(['\\', character]),
            _ => return None,
        }
    }
    // A lone hyphen would mean "not applicable".
    match text.as_str() {
        "" => None,
        "-" => Some("\\-".to_owned()),
        _ => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use keelmark_model::bom::{Component, ComponentKind, State};

    use super::candidates;

    fn guesses(purl: &str, repository: Option<&str>) -> Vec<String> {
        let purl: keelmark_model::Purl = purl.parse().expect("a package URL");
        let mut component = Component::new(ComponentKind::Library, purl.name(), State::Installed);
        component.version = purl.version().map(str::to_owned);
        component.purl = Some(purl);
        component.repository = repository.map(str::to_owned);
        candidates(&component)
    }

    #[test]
    fn guesses_are_well_formed_and_few() {
        for (purl, repository, wanted) in [
            (
                "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
                None,
                &[
                    "cpe:2.3:a:apache:log4j-core:2.14.1:*:*:*:*:*:*:*",
                    "cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*",
                    "cpe:2.3:a:apache:log4j_core:2.14.1:*:*:*:*:*:*:*",
                    "cpe:2.3:a:log4j-core:log4j-core:2.14.1:*:*:*:*:*:*:*",
                    "cpe:2.3:a:log4j:log4j:2.14.1:*:*:*:*:*:*:*",
                    "cpe:2.3:a:log4j_core:log4j_core:2.14.1:*:*:*:*:*:*:*",
                ][..],
            ),
            (
                "pkg:pypi/requests@2.31.0",
                Some("https://github.com/psf/requests"),
                &[
                    "cpe:2.3:a:psf:requests:2.31.0:*:*:*:*:python:*:*",
                    "cpe:2.3:a:requests:requests:2.31.0:*:*:*:*:python:*:*",
                    "cpe:2.3:a:requests_project:requests:2.31.0:*:*:*:*:python:*:*",
                ],
            ),
            (
                "pkg:npm/%40angular/core@1.0.0-rc.1%2Bb",
                None,
                &[
                    "cpe:2.3:a:angular:core:1.0.0-rc.1\\+b:*:*:*:*:node.js:*:*",
                    "cpe:2.3:a:core:core:1.0.0-rc.1\\+b:*:*:*:*:node.js:*:*",
                ],
            ),
            (
                "pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1",
                None,
                &[
                    "cpe:2.3:a:zlib1g:zlib1g:1.2.13.dfsg:*:*:*:*:*:*:*",
                    "cpe:2.3:a:zlib1g_project:zlib1g:1.2.13.dfsg:*:*:*:*:*:*:*",
                ],
            ),
            (
                "pkg:golang/github.com/gin-gonic/gin@v1.9.0",
                None,
                &[
                    "cpe:2.3:a:gin-gonic:gin:1.9.0:*:*:*:*:*:*:*",
                    "cpe:2.3:a:gin:gin:1.9.0:*:*:*:*:*:*:*",
                ],
            ),
            ("pkg:pypi/requests", None, &[]),
            ("pkg:githubactions/actions/checkout@v4", None, &[]),
        ] {
            assert_eq!(guesses(purl, repository), wanted, "{purl}");
        }
    }

    #[test]
    fn a_value_is_escaped() {
        for (value, wanted) in [
            ("A b", Some("a_b")),
            ("1:2~3*", Some("1\\:2\\~3\\*")),
            ("-", Some("\\-")),
            ("", None),
            ("\u{e9}", None),
        ] {
            assert_eq!(super::escape(value).as_deref(), wanted, "{value}");
        }
    }
}
