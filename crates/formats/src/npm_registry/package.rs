//! A version of a package, by the name it is published under.

use keelmark_model::Purl;

/// `NAME@VERSION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageVersion {
    name: String,
    version: String,
}

impl PackageVersion {
    /// A name, with its scope, and a version; none where one of them could be taken for more.
    ///
    /// What a registry signs puts `@` and `:` between its parts: neither may have one that moves the
    /// border.
    pub fn new(name: &str, version: &str) -> Option<Self> {
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && c != ':';
        let unscoped = name.strip_prefix('@').unwrap_or(name);
        let is_name = !unscoped.is_empty() && !unscoped.contains('@');
        let is_version = !version.is_empty() && !version.contains('@');
        let plain = name.chars().all(is_plain) && version.chars().all(is_plain);
        let found = || Self { name: name.to_owned(), version: version.to_owned() };
        (is_name && is_version && plain).then(found)
    }

    /// Reads `NAME@VERSION`.
    ///
    /// ```
    /// use keelmark_formats::npm_registry::PackageVersion;
    /// let package = PackageVersion::parse("@scope/name@1.0.0").unwrap();
    /// assert_eq!((package.name(), package.version()), ("@scope/name", "1.0.0"));
    /// assert_eq!(PackageVersion::parse("@scope/name"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (name, version) = text.rsplit_once('@')?;
        Self::new(name, version)
    }

    /// Reads `pkg:npm/%40scope/name@version`.
    pub fn of_purl(purl: &Purl) -> Option<Self> {
        if purl.ty() != "npm" || !purl.qualifiers().is_empty() || !purl.subpath().is_empty() {
            return None;
        }
        let name = match purl.namespace() {
            [] => purl.name().to_owned(),
            [scope] => format!("{scope}/{}", purl.name()),
            _ => return None,
        };
        Self::new(&name, purl.version()?)
    }

    /// Name of the package, with its scope.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Version of it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What `npm pack` calls the file, and what the registry does; they differ by the scope.
    pub fn file_names(&self) -> [String; 2] {
        let version = &self.version;
        let packed = self.name.trim_start_matches('@').replace('/', "-");
        let served = self.name.rsplit('/').next().unwrap_or(&self.name);
        [format!("{packed}-{version}.tgz"), format!("{served}-{version}.tgz")]
    }
}

impl std::fmt::Display for PackageVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}
