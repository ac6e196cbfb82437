//! Which modules a program written in Go is made of: the linker says so in every one.
//!
//! Source: the packages `debug/buildinfo` and `runtime/debug` of Go. A header of 32 bytes begins with
//! a magic. Since Go 1.18 the strings follow it, each after its length; before, it held pointers to
//! them.

mod location;

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};
use keelmark_model::{Purl, PurlError};

use super::super::go;
use super::super::{Extract, Extractor, File, Found, Need, Pattern};
use super::program::Program;
use crate::{ParseError, codes, limits};

/// ELF, PE and Mach-O files that Go has linked.
pub(crate) static GO_BUILD_INFO: Extractor = Extractor {
    id: "go-build-info",
    version: 1,
    example: "usr/bin/gh",
    reads: &[Pattern::Executable],
    limit: limits::MACHINE_CODE_BYTES,
    extract: |file| read(&Program::of(file)),
};

pub(super) fn read(program: &Program<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let file = &program.file;
    let Some(object) = program.object() else { return Ok(extract) };
    let Some(header) = location::header(&object) else { return Ok(extract) };
    let damaged = || ParseError::new(&codes::DOCUMENT_SHAPE, "Go's build information is damaged");
    let strings = location::strings(&object, header).ok_or_else(damaged)?;
    let info = BuildInfo::parse(strings.modules);
    if info.modules.len() > limits::PACKAGES {
        let message = format!("more than {} modules", limits::PACKAGES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let mut needs = Vec::new();
    let toolchain = toolchain(strings.version);
    let modules = info.modules.iter().filter(|module| !module.is_main).map(Module::component);
    for component in modules.chain(toolchain) {
        match component {
            Ok(component) => {
                needs.push(Need::runtime(component.name.clone()));
                extract.packages.push(Found::new(component, Evidence::Binary, file.path));
            }
            Err(error) => extract.gaps.push(file.entry_gap(None, error.to_string())),
        }
    }
    let main = info.modules.iter().find(|module| module.is_main);
    let main = main.map_or_else(|| Ok(nameless(file, &info)), |main| main_component(main, &info));
    match main {
        Ok(mut main) => {
            main.digests.push(program.digest());
            main.properties.insert("go:version".to_owned(), strings.version.to_owned());
            let found = Found::new(main, Evidence::Binary, file.path);
            extract.packages.push(Found { needs, ..found });
        }
        Err(error) => extract.gaps.push(file.entry_gap(None, error.to_string())),
    }
    Ok(extract)
}

/// What Go says of a program, a line each, fields parted by tabs.
struct BuildInfo<'a> {
    /// Package of the program within its module.
    path: Option<&'a str>,
    modules: Vec<Module<'a>>,
    /// How it was built, by name: `GOOS`, `-ldflags`, `vcs.revision`.
    settings: Vec<(&'a str, &'a str)>,
}

struct Module<'a> {
    is_main: bool,
    path: &'a str,
    version: &'a str,
    /// `h1:` and the digest of the module's files.
    sum: &'a str,
    /// The module that this one replaced: what is in the program is the replacement.
    replaced: Option<(&'a str, &'a str)>,
}

impl<'a> BuildInfo<'a> {
    fn parse(text: &'a str) -> Self {
        let mut info = Self { path: None, modules: Vec::new(), settings: Vec::new() };
        for line in text.lines() {
            let mut fields = line.split('\t');
            let word = fields.next().unwrap_or_default();
            let mut field = || fields.next().unwrap_or_default();
            match word {
                "path" => info.path = Some(field()),
                "mod" | "dep" => info.modules.push(Module {
                    is_main: word == "mod",
                    path: field(),
                    version: field(),
                    sum: field(),
                    replaced: None,
                }),
                "=>" => {
                    if let Some(module) = info.modules.last_mut() {
                        module.replace(field(), field(), field());
                    }
                }
                "build" => info.settings.extend(field().split_once('=')),
                _ => {}
            }
        }
        info
    }
}

impl<'a> Module<'a> {
    /// A folder in the place of a module has neither a version nor a name anybody else knows: the
    /// module keeps its own, and the folder is noted.
    fn replace(&mut self, path: &'a str, version: &'a str, sum: &'a str) {
        if matches!(version, "" | "(devel)") {
            self.replaced = Some((path, ""));
            self.sum = "";
            return;
        }
        self.replaced = Some((self.path, self.version));
        (self.path, self.version, self.sum) = (path, version, sum);
    }

    fn component(&self) -> Result<Component, PurlError> {
        let mut component = go::component(self.path, self.version, State::Installed)?;
        for (name, value) in self.facts() {
            component.properties.insert(name.to_owned(), value);
        }
        Ok(component)
    }

    fn facts(&self) -> impl Iterator<Item = (&'static str, String)> {
        let sum = (!self.sum.is_empty()).then(|| ("go:sum", self.sum.to_owned()));
        let replaced = self.replaced.map(|(path, version)| match version {
            "" => ("go:replaced-by", path.to_owned()),
            _ => ("go:replaces", format!("{path}@{version}")),
        });
        sum.into_iter().chain(replaced)
    }
}

fn main_component(main: &Module<'_>, info: &BuildInfo<'_>) -> Result<Component, PurlError> {
    let mut component = main.component()?;
    component.kind = ComponentKind::Application;
    describe(&mut component, info);
    Ok(component)
}

/// A program built from files outside of any module is known by its package, or by its file.
fn nameless(file: &File<'_>, info: &BuildInfo<'_>) -> Component {
    let name = info.path.filter(|path| !path.is_empty()).unwrap_or(file.name());
    let mut component = Component::new(ComponentKind::Application, name, State::Installed);
    describe(&mut component, info);
    component
}

fn describe(component: &mut Component, info: &BuildInfo<'_>) {
    // Every module whose code is linked is listed.
    component.dependencies = Completeness::Complete;
    let package = info.path.map(|path| ("go:package".to_owned(), path.to_owned()));
    let kept =
        |name: &str| name.starts_with("vcs") || name.starts_with("GO") || name == "CGO_ENABLED";
    let settings = info.settings.iter().filter(|(name, _)| kept(name));
    let settings = settings
        .map(|(name, value)| (format!("go:{}", name.to_ascii_lowercase()), (*value).to_owned()));
    component.properties.extend(package.into_iter().chain(settings));
}

/// Go's own library, which is in every program, as the module `stdlib` that advisories name.
///
/// `version` is `go1.22.3`, of builds between releases `devel …`, and may be followed by experiments.
fn toolchain(version: &str) -> Option<Result<Component, PurlError>> {
    let release = version.strip_prefix("go")?.split([' ', '-']).next()?;
    let component = Purl::new("golang", "", "stdlib").and_then(|purl| purl.with_version(release));
    Some(component.map(|purl| {
        let mut component = Component::new(ComponentKind::Library, "stdlib", State::Installed);
        component.version = Some(release.to_owned());
        component.purl = Some(purl);
        component.cpes.push(format!("cpe:2.3:a:golang:go:{release}:*:*:*:*:*:*:*"));
        component.dependencies = Completeness::Complete;
        component
    }))
}

#[cfg(test)]
mod tests {
    use super::{BuildInfo, toolchain};

    #[test]
    fn lines_are_modules_and_settings() {
        let text = "path\tcmd/x\nmod\tm.example/x\t(devel)\t\ndep\ta.example/b\tv1.0.0\th1:A=\n\
                    dep\tc\tv2.0.0\t\n=>\td\tv3.0.0\th1:D=\ndep\te\tv4.0.0\th1:E=\n=>\t./e\t\t\n\
                    build\tGOOS=linux\nbuild\t-ldflags=\"-X a=b\"\nother\tx\n";
        let info = BuildInfo::parse(text);
        let modules: Vec<_> = info
            .modules
            .iter()
            .map(|one| (one.is_main, one.path, one.version, one.sum, one.replaced))
            .collect();
        assert_eq!(
            modules,
            [
                (true, "m.example/x", "(devel)", "", None),
                (false, "a.example/b", "v1.0.0", "h1:A=", None),
                (false, "d", "v3.0.0", "h1:D=", Some(("c", "v2.0.0"))),
                (false, "e", "v4.0.0", "", Some(("./e", ""))),
            ]
        );
        assert_eq!((info.path, info.settings.len()), (Some("cmd/x"), 2));
    }

    #[test]
    fn releases_of_go_are_versions_of_its_library() {
        let version = |text| toolchain(text).and_then(|one| one.ok()?.version);
        assert_eq!(version("go1.22.3").as_deref(), Some("1.22.3"));
        assert_eq!(version("go1.24.0 X:boringcrypto").as_deref(), Some("1.24.0"));
        assert_eq!(version("devel +b7a85e0003"), None);
    }
}
