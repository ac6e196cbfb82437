//! `os-release`: which distribution a root file system is of.
//!
//! Source: os-release(5): assignments as a shell would read them; that in `etc` goes before that in
//! `usr/lib`.

use std::collections::BTreeMap;

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State, Supplier};

use super::super::{Claim, Distribution, Extract, Extractor, File, Found, Pattern, Says};
use super::Root;
use crate::{ParseError, limits};

/// `etc/os-release` and `usr/lib/os-release`.
pub(crate) static OS_RELEASE: Extractor = Extractor {
    id: "os-release",
    version: 1,
    example: "etc/os-release",
    reads: &[Pattern::Path("etc/os-release"), Pattern::Path("usr/lib/os-release")],
    limit: limits::SETTINGS_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let roots = ["etc/os-release", "usr/lib/os-release"].map(|place| Root::of(file.path, place));
    let Some(root) = roots.into_iter().flatten().next() else { return Ok(extract) };
    let text = String::from_utf8_lossy(file.bytes);
    let fields = assignments(&text);
    // Absent, it is to be taken as this.
    let id = fields.get("ID").map_or("linux", String::as_str).to_ascii_lowercase();
    let version = fields.get("VERSION_ID").or_else(|| fields.get("VERSION_CODENAME"));
    let found = Found::new(system(&id, &fields), Evidence::Database, root.environment());
    extract.packages.push(Found { home: root.home("os", "release"), names: Vec::new(), ..found });
    let distribution = Distribution { id, version: version.cloned() };
    let says = Says::Distribution(distribution);
    extract.claims.push(Claim { home: root.environment(), says });
    Ok(extract)
}

fn system(id: &str, fields: &BTreeMap<&str, String>) -> Component {
    let field = |name: &str| fields.get(name).cloned();
    let mut system = Component::new(ComponentKind::OperatingSystem, id, State::Installed);
    system.version = field("VERSION_ID").or_else(|| field("BUILD_ID"));
    system.description = field("PRETTY_NAME").or_else(|| field("NAME"));
    system.homepage = field("HOME_URL");
    system.cpes.extend(field("CPE_NAME").and_then(|name| cpe(&name)));
    system.supplier =
        field("VENDOR_NAME").map(|name| Supplier { name, url: field("VENDOR_URL"), email: None });
    system.dependencies = Completeness::Unknown;
    for (property, name) in [
        ("os:build", "BUILD_ID"),
        ("os:codename", "VERSION_CODENAME"),
        ("os:id", "ID"),
        ("os:id-like", "ID_LIKE"),
        ("os:support-end", "SUPPORT_END"),
        ("os:variant", "VARIANT_ID"),
        ("os:version", "VERSION"),
        ("os:version-id", "VERSION_ID"),
    ] {
        system.properties.extend(field(name).map(|value| (property.to_owned(), value)));
    }
    system
}

/// `NAME=value`, `NAME="value"` and `NAME='value'`, the last of each name.
fn assignments(text: &str) -> BTreeMap<&str, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs
        .map(|(name, value)| (name, unquote(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// The value a shell would give, with control characters left out.
fn unquote(value: &str) -> String {
    let value = value.trim();
    let single = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
    let double = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let (inner, escapes) = match (single, double) {
        (Some(inner), _) => (inner, false),
        (None, Some(inner)) => (inner, true),
        (None, None) => (value, true),
    };
    let mut escaped = false;
    let kept = inner.chars().filter(|c| {
        escaped = escapes && !escaped && *c == '\\';
        !escaped && !c.is_control()
    });
    kept.collect()
}

/// A CPE 2.3 name of one in either form; the older one is a URI.
///
/// Source: NIST IR 7695, 6.1 and 6.2. Names with packed or escaped parts are left out: they are
/// guesses anyhow.
fn cpe(name: &str) -> Option<String> {
    const PARTS: usize = 11;
    let parts = name.strip_prefix("cpe:2.3:").or_else(|| name.strip_prefix("cpe:/"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '*');
    let mut parts: Vec<&str> = parts.split(':').collect();
    if parts.len() > PARTS || !parts.iter().all(|part| part.chars().all(plain)) {
        return None;
    }
    parts.resize(PARTS, "");
    let parts: Vec<&str> =
        parts.into_iter().map(|part| if part.is_empty() { "*" } else { part }).collect();
    Some(format!("cpe:2.3:{}", parts.join(":")))
}

#[cfg(test)]
mod tests {
    use super::{cpe, unquote};

    #[test]
    fn values_are_read_as_by_a_shell() {
        for (text, value) in [
            ("debian", "debian"),
            ("\"12 (bookworm)\"", "12 (bookworm)"),
            ("'a\\b'", "a\\b"),
            (r#""a \"b\" \\ \$c""#, r#"a "b" \ $c"#),
            ("\"", "\""),
            ("", ""),
        ] {
            assert_eq!(unquote(text), value, "{text}");
        }
    }

    #[test]
    fn platform_names_have_eleven_parts() {
        let fedora = "cpe:2.3:o:fedoraproject:fedora:40:*:*:*:*:*:*:*";
        assert_eq!(cpe("cpe:/o:fedoraproject:fedora:40").as_deref(), Some(fedora));
        let red_hat = "cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*";
        assert_eq!(cpe("cpe:/o:redhat:enterprise_linux:9::baseos").as_deref(), Some(red_hat));
        let amazon = "cpe:2.3:o:amazon:amazon_linux:2023:*:*:*:*:*:*:*";
        assert_eq!(cpe("cpe:2.3:o:amazon:amazon_linux:2023").as_deref(), Some(amazon));
        assert_eq!(cpe("cpe:/o:a:b~c"), None);
        assert_eq!(cpe("debian"), None);
    }
}
