//! People and organisations as SPDX 2 writes them.

use keelmark_model::bom::{Supplier, Tool};

/// `Organization: name (address)` or `Person: name`; nothing else.
pub(super) fn parse(text: &str) -> Option<Supplier> {
    let rest = ["Organization:", "Person:"].iter().find_map(|kind| text.strip_prefix(kind))?.trim();
    let (name, email) = match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, email)) if email.is_empty() || email.contains('@') => (name.trim(), email),
        _ => (rest, ""),
    };
    let email = Some(email.trim().to_owned()).filter(|email| !email.is_empty());
    (!name.is_empty()).then(|| Supplier { name: name.to_owned(), url: None, email })
}

/// `Tool: name-version`.
pub(super) fn tool(text: &str) -> Option<Tool> {
    let text = text.strip_prefix("Tool:")?.trim();
    Some(named_tool(text))
}

/// `name-version`, where the version begins with a digit or with `v` and a digit.
pub(super) fn named_tool(text: &str) -> Tool {
    let begins = |text: &str| {
        text.strip_prefix('v').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit())
    };
    let dashes = text.match_indices('-');
    let split = dashes.filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)));
    let found = split.into_iter().find(|(name, version)| !name.is_empty() && begins(version));
    let (name, version) = found.map_or((text, None), |(name, version)| (name, Some(version)));
    Tool { vendor: None, name: name.to_owned(), version: version.map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::{named_tool, parse};

    #[test]
    fn parties_have_a_kind_a_name_and_perhaps_an_address() {
        let acme = parse("Organization: Acme (sbom@acme.example)").expect("a party");
        assert_eq!(
            (acme.name.as_str(), acme.email.as_deref()),
            ("Acme", Some("sbom@acme.example"))
        );
        let acme = parse("Person: Ada (of Acme)").expect("a party");
        assert_eq!((acme.name.as_str(), acme.email), ("Ada (of Acme)", None));
        assert_eq!(parse("NOASSERTION"), None);
        assert_eq!(parse("Person: "), None);
    }

    #[test]
    fn versions_of_tools_begin_with_a_digit() {
        for (text, name, version) in [
            ("syft-1.20.0", "syft", Some("1.20.0")),
            ("cargo-cyclonedx-0.5.7", "cargo-cyclonedx", Some("0.5.7")),
            ("Microsoft.SBOMTool-2.2.8", "Microsoft.SBOMTool", Some("2.2.8")),
            ("tool-v2-beta", "tool", Some("v2-beta")),
            ("sigs.k8s.io/bom/pkg/spdx", "sigs.k8s.io/bom/pkg/spdx", None),
        ] {
            let tool = named_tool(text);
            assert_eq!((tool.name.as_str(), tool.version.as_deref()), (name, version), "{text}");
        }
    }
}
