//! Programs and libraries as such: what is left of a target when every package has taken its files.
//!
//! [`super::super::assemble()`] leaves out those that a package owns, or of which more is known.

use keelmark_model::bom::{Component, ComponentKind, Evidence, State};
use keelmark_model::hexadecimal;
use object::elf;
use object::read::Object as _;
use object::read::elf::{DynamicTable, FileHeader};

use super::super::{Extract, Extractor, Found, Pattern};
use super::program::{Content, Object, Program};
use crate::{ParseError, limits};

/// ELF, PE and Mach-O.
pub(crate) static MACHINE_CODE: Extractor = Extractor {
    id: "machine-code",
    version: 2,
    example: "usr/local/bin/tool",
    reads: &[Pattern::Executable],
    limit: limits::MACHINE_CODE_BYTES,
    extract: |file| read(&Program::of(file)),
};

pub(super) fn read(program: &Program<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(object) = program.parsed()? else { return Ok(extract) };
    let name = program.file.name();
    let mut component = Component::new(ComponentKind::File, name, State::Installed);
    component.digests.push(program.digest());
    let identity = match (object.build_id(), object.mach_uuid()) {
        (Ok(Some(id)), _) => Some(("build-id", hexadecimal(id))),
        (_, Ok(Some(id))) => Some(("uuid", hexadecimal(&id))),
        _ => None,
    };
    let architecture = format!("{:?}", object.architecture()).to_ascii_lowercase();
    let libraries = Some(libraries(&object)).filter(|libraries| !libraries.is_empty());
    let facts = [
        Some(("architecture", architecture)),
        identity,
        libraries.map(|libraries| ("needs-libraries", libraries)),
        library_name(&object).map(|name| ("library-name", name)),
    ];
    for (name, value) in facts.into_iter().flatten() {
        component.properties.insert(name.to_owned(), value);
    }
    extract
        .packages
        .push(Found { names: Vec::new(), ..Found::new(component, Evidence::FileName, "") });
    Ok(extract)
}

/// The shared libraries it is linked with, in the order given.
fn libraries(object: &Object<'_>) -> String {
    let Ok(libraries) = object.import_libraries() else { return String::new() };
    let names = libraries.map_while(Result::ok).take(limits::PACKAGE_NEEDS);
    let names = names.filter_map(|library| std::str::from_utf8(library.name()).ok());
    let names: Vec<&str> = names.filter(|name| !name.contains(char::is_control)).collect();
    names.join(" ")
}

/// The name that others are linked with it by, which ELF calls its `soname`.
fn library_name(object: &Object<'_>) -> Option<String> {
    match object {
        object::File::Elf32(elf) => soname(&elf.elf_dynamic_table().ok()?),
        object::File::Elf64(elf) => soname(&elf.elf_dynamic_table().ok()?),
        _ => None,
    }
}

fn soname<'a, E: FileHeader>(table: &DynamicTable<'a, E, Content<'a>>) -> Option<String> {
    let entry = table.iter().find(|entry| entry.tag == elf::DT_SONAME)?;
    let name = std::str::from_utf8(table.string(entry).ok()?).ok()?;
    (!name.is_empty() && !name.contains(char::is_control)).then(|| name.to_owned())
}
