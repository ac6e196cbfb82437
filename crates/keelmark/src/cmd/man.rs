//! `keelmark man`.

use crate::error::{CliError, Exit};
use crate::output::Output;

pub(crate) fn run(output: &Output) -> Result<Exit, CliError> {
    let mut page = Vec::new();
    // Writing to memory cannot fail.
    let _ = clap_mangen::Man::new(crate::cli::definition()).render(&mut page);
    output.bytes(&page);
    Ok(Exit::Holds)
}
