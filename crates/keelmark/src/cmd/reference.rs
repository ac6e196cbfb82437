//! `keelmark reference`.

use crate::error::{CliError, Exit};
use crate::output::{Output, reference};

pub(crate) fn run(output: &Output) -> Result<Exit, CliError> {
    output.bytes(reference::render(&crate::cli::definition()).as_bytes());
    Ok(Exit::Holds)
}
