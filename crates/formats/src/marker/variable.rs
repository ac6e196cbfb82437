//! What markers ask of an environment.

use std::fmt;

/// A question to an environment. The order is that in which diagrams ask.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Variable {
    /// A variable whose values are versions.
    Version(VersionVariable),
    /// A variable whose values are texts, compared as texts.
    Text(TextVariable),
    /// Whether the value of a variable is part of `list`, as characters.
    Within { variable: TextVariable, list: String },
    /// Whether the value of a variable has `part` in it, as characters.
    Contains { variable: TextVariable, part: String },
    /// Whether an extra is asked for; normalised.
    Extra(String),
    /// Whether a dependency group is asked for; normalised.
    Group(String),
}

/// Variables whose values are versions. `python_version` is a part of `python_full_version` and is read as
/// a condition on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum VersionVariable {
    PythonFullVersion,
    ImplementationVersion,
    /// No variable of markers: the version of a package that is asked for.
    Package,
}

/// Variables whose values are texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum TextVariable {
    OsName,
    SysPlatform,
    PlatformSystem,
    PlatformMachine,
    PlatformPythonImplementation,
    PlatformRelease,
    PlatformVersion,
    ImplementationName,
}

/// A name in a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    PythonVersion,
    Version(VersionVariable),
    Text(TextVariable),
    Extra,
    Extras,
    DependencyGroups,
}

/// Names by which a marker may ask, those of setuptools' time included.
const NAMES: [(&str, Name); 20] = [
    ("python_version", Name::PythonVersion),
    ("python_full_version", Name::Version(VersionVariable::PythonFullVersion)),
    ("implementation_version", Name::Version(VersionVariable::ImplementationVersion)),
    ("os_name", Name::Text(TextVariable::OsName)),
    ("os.name", Name::Text(TextVariable::OsName)),
    ("sys_platform", Name::Text(TextVariable::SysPlatform)),
    ("sys.platform", Name::Text(TextVariable::SysPlatform)),
    ("platform_system", Name::Text(TextVariable::PlatformSystem)),
    ("platform_machine", Name::Text(TextVariable::PlatformMachine)),
    ("platform.machine", Name::Text(TextVariable::PlatformMachine)),
    ("platform_python_implementation", Name::Text(TextVariable::PlatformPythonImplementation)),
    ("platform.python_implementation", Name::Text(TextVariable::PlatformPythonImplementation)),
    ("python_implementation", Name::Text(TextVariable::PlatformPythonImplementation)),
    ("platform_release", Name::Text(TextVariable::PlatformRelease)),
    ("platform_version", Name::Text(TextVariable::PlatformVersion)),
    ("platform.version", Name::Text(TextVariable::PlatformVersion)),
    ("implementation_name", Name::Text(TextVariable::ImplementationName)),
    ("extra", Name::Extra),
    ("extras", Name::Extras),
    ("dependency_groups", Name::DependencyGroups),
];

impl Name {
    pub(super) fn of(word: &str) -> Option<Self> {
        NAMES.iter().find(|(name, _)| *name == word).map(|(_, name)| *name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, name)| name == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
