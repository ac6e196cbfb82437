//! The names by which packages are looked up.

/// The name of a package as an index has it: ecosystems that take several spellings for one have one.
///
/// Sources: PEP 503 for PyPI; names of NuGet, Packagist and of repositories on GitHub have no case.
pub fn canonical(ecosystem: &str, name: &str) -> String {
    let (family, _) = ecosystem.split_once(':').unwrap_or((ecosystem, ""));
    match family {
        "PyPI" => normalized(name),
        "NuGet" | "Packagist" | "GitHub Actions" => name.to_lowercase(),
        "SwiftURL" => {
            let name = name.strip_prefix("https://").unwrap_or(name);
            name.strip_suffix(".git").unwrap_or(name).to_lowercase()
        }
        _ => name.to_owned(),
    }
}

/// A name of PyPI: lower case, and one hyphen for every run of hyphens, dots and underscores.
fn normalized(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            other => normal.extend(other.to_lowercase()),
        }
    }
    normal
}

/// The key of a package among packages.
pub(super) fn key(ecosystem: &str, name: &str) -> Vec<u8> {
    [ecosystem.as_bytes(), b"\0", canonical(ecosystem, name).as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_package_are_one_name() {
        let cases = [
            ("PyPI", "Zope._Interface_x", "zope-interface-x"),
            ("NuGet", "Newtonsoft.Json", "newtonsoft.json"),
            ("Packagist", "Twig/Twig", "twig/twig"),
            ("SwiftURL", "https://github.com/Apple/swift-nio.git", "github.com/apple/swift-nio"),
            ("npm", "JSONStream", "JSONStream"),
            ("Maven", "org.A:b", "org.A:b"),
            ("Debian:12", "openssl", "openssl"),
        ];
        for (ecosystem, name, expected) in cases {
            assert_eq!(canonical(ecosystem, name), expected, "{ecosystem}");
        }
    }
}
