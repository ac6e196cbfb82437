//! Machine code: what compilers and linkers write into it, and what it is where no package has it.

pub(super) mod cargo_auditable;
pub(super) mod go_build_info;
pub(super) mod machine_code;
mod program;

use std::io::{Read, Seek};

use keelmark_model::Digest;

use super::{Extract, Extractor};
use crate::ParseError;
use program::InPieces;

/// Extractors that need but pieces of a program.
static IN_PIECES: &[(&Extractor, InPieces)] = &[
    (&cargo_auditable::CARGO_AUDITABLE, cargo_auditable::read),
    (&go_build_info::GO_BUILD_INFO, go_build_info::read),
    (&machine_code::MACHINE_CODE, machine_code::read),
];

impl Extractor {
    /// Whether [`Extractor::extract_in_pieces`] may have an answer for it.
    pub fn reads_pieces(&self) -> bool {
        self.in_pieces().is_some()
    }

    /// What [`Extractor::extract`] says of the ELF file at `path`, whose digest is known, without all
    /// of it in memory; `None` where it needs all of it.
    ///
    /// # Errors
    /// As [`Extractor::extract`].
    pub fn extract_in_pieces<R: Read + Seek>(
        &self,
        path: &str,
        content: R,
        digest: Digest,
    ) -> Option<Result<Extract, ParseError>> {
        program::in_pieces(self.in_pieces()?, path, content, digest)
    }

    fn in_pieces(&self) -> Option<InPieces> {
        let mut known = IN_PIECES.iter();
        known.find_map(|(extractor, read)| std::ptr::eq(*extractor, self).then_some(*read))
    }
}
