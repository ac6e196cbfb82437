//! `META-INF/maven/GROUP/ARTIFACT/pom.properties`: what Maven calls the archive it lies in.
//!
//! Source: Maven Archiver, `archive/addMavenDescriptor`; the form is that of `java.util.Properties`.

use keelmark_model::bom::{ComponentKind, Evidence, State};

use super::{Archive, Coordinates};
use crate::extract::{Extract, Extractor, File, Found, Pattern, xml};
use crate::{ParseError, limits};

pub(crate) static MAVEN_POM_PROPERTIES: Extractor = Extractor {
    id: "maven-pom-properties",
    version: 1,
    example: "lib/a-1.jar!/META-INF/maven/org.example/a/pom.properties",
    reads: &[Pattern::Name("pom.properties")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let (Some(archive), text) = (Archive::of(file.path), xml::decode(file.bytes)) else {
        return Ok(Extract::default());
    };
    let (Some(group), Some(artifact)) = (value(&text, "groupId"), value(&text, "artifactId"))
    else {
        return Ok(Extract::default());
    };
    let coordinates = Coordinates { group, artifact, version: value(&text, "version") };
    let component = match coordinates.component(ComponentKind::Library, State::Installed) {
        Ok(component) => component,
        Err(error) => return Ok(Extract::gap(file, None, error.to_string())),
    };
    let mut found = Found::new(component, Evidence::Manifest, archive.class_path);
    archive.home.clone_into(&mut found.home);
    found.names = vec![coordinates.key()];
    Ok(Extract { packages: vec![found], ..Extract::default() })
}

/// The value of `key`; Maven escapes nothing that coordinates may have but `:`.
fn value(text: &str, key: &str) -> Option<String> {
    let value = text.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(key)?.trim_start();
        rest.strip_prefix(['=', ':'])
    })?;
    let value = value.trim().replace('\\', "");
    (!value.is_empty() && !value.contains("${")).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values_are_found_by_key() {
        let text =
            "#Created by Maven\r\nversion=1\\:2\r\ngroupIdX=no\n groupId = a.b \nartifactId=${x}\n";
        assert_eq!(value(text, "version").as_deref(), Some("1:2"));
        assert_eq!(value(text, "groupId").as_deref(), Some("a.b"));
        assert_eq!(value(text, "artifactId"), None);
    }
}
