//! Machine code: what compilers and linkers write into it, and what it is where no package has it.

pub(super) mod cargo_auditable;
pub(super) mod go_build_info;
pub(super) mod machine_code;

use object::read::macho::{FatArch, MachOFatFile32, MachOFatFile64};
use object::{Object, ObjectKind};

/// `bytes` as a program or a library to load; `None` where they are something else, or too damaged to
/// be run.
///
/// Of a file for several machines, the first.
fn program(bytes: &[u8]) -> Option<object::File<'_>> {
    let object = object::File::parse(slice(bytes)?).ok()?;
    matches!(object.kind(), ObjectKind::Executable | ObjectKind::Dynamic).then_some(object)
}

/// The part of `bytes` that is for one machine.
fn slice(bytes: &[u8]) -> Option<&[u8]> {
    match object::FileKind::parse(bytes).ok()? {
        object::FileKind::MachOFat32 => first(MachOFatFile32::parse(bytes).ok()?.arches(), bytes),
        object::FileKind::MachOFat64 => first(MachOFatFile64::parse(bytes).ok()?.arches(), bytes),
        _ => Some(bytes),
    }
}

fn first<'a>(arches: &[impl FatArch], bytes: &'a [u8]) -> Option<&'a [u8]> {
    arches.first()?.data(bytes).ok()
}
