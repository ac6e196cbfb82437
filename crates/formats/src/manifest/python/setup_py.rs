//! `setup.py`: a program, recognised and never run.

use keelmark_model::Ecosystem;

use crate::ParseError;
use crate::manifest::{Document, Manifest, Workspace};

/// The format.
pub static MANIFEST: Manifest =
    Manifest { id: "setup-py", file: "setup.py", ecosystem: Ecosystem::Python, parse };

/// Says that the file describes nothing that can be read.
///
/// # Errors
/// None.
pub fn parse(_: &[u8], _: Option<&Workspace>) -> Result<Document, ParseError> {
    Ok(Document::default())
}
