//! Programs and libraries as such: what is left of a target when every package has taken its files.
//!
//! [`super::super::assemble()`] leaves out those that a package owns, or of which more is known.

use keelmark_model::bom::{Component, ComponentKind, Evidence, State};
use keelmark_model::hexadecimal;
use object::elf;
use object::read::Object;
use object::read::elf::{DynamicTable, FileHeader};

use super::super::{Extract, Extractor, File, Found, Pattern};
use super::program;
use crate::{ParseError, hash, limits};

/// ELF, PE and Mach-O.
pub(crate) static MACHINE_CODE: Extractor = Extractor {
    id: "machine-code",
    version: 1,
    example: "usr/local/bin/tool",
    reads: &[Pattern::Executable],
    limit: limits::MACHINE_CODE_BYTES,
    extract,
};

#[expect(clippy::unnecessary_wraps, reason = "the type of every extractor")]
fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(object) = program(file.bytes) else { return Ok(extract) };
    let mut component = Component::new(ComponentKind::File, file.name(), State::Installed);
    component.digests.push(hash::sha256(file.bytes));
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
fn libraries(object: &object::File<'_>) -> String {
    let Ok(libraries) = object.import_libraries() else { return String::new() };
    let names = libraries.map_while(Result::ok).take(limits::PACKAGE_NEEDS);
    let names = names.filter_map(|library| std::str::from_utf8(library.name()).ok());
    let names: Vec<&str> = names.filter(|name| !name.contains(char::is_control)).collect();
    names.join(" ")
}

/// The name that others are linked with it by, which ELF calls its `soname`.
fn library_name(object: &object::File<'_>) -> Option<String> {
    match object {
        object::File::Elf32(elf) => soname(&elf.elf_dynamic_table().ok()?),
        object::File::Elf64(elf) => soname(&elf.elf_dynamic_table().ok()?),
        _ => None,
    }
}

fn soname<E: FileHeader>(table: &DynamicTable<'_, E>) -> Option<String> {
    let entry = table.iter().find(|entry| entry.tag == elf::DT_SONAME)?;
    let name = std::str::from_utf8(table.string(entry).ok()?).ok()?;
    (!name.is_empty() && !name.contains(char::is_control)).then(|| name.to_owned())
}
