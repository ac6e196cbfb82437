//! Documents read and written.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use keelmark_formats::limits;
use keelmark_formats::sbom::document::{self, Format, RenderOptions};
use keelmark_formats::sbom::lost;
use keelmark_formats::sbom::read::{self, Loss, Reading};
use keelmark_model::{Bom, Timestamp};
use keelmark_world::{environment, file};

use crate::codes;
use crate::error::CliError;
use crate::output::Output;

/// A document that is asked for, `FORMAT[=FILE]`.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    format: Format,
    file: Option<PathBuf>,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("there is no file after the `=`".to_owned()),
            Some((name, file)) => (name, Some(file.into())),
            None => (text, None),
        };
        let format = document::parse_name(name).map_err(|error| error.to_string())?;
        Ok(Self { format, file })
    }
}

/// The bytes of the document at `path`.
pub(super) fn load(path: &Path) -> Result<Vec<u8>, CliError> {
    Ok(file::load(path, limits::DOCUMENT_BYTES as u64)?)
}

/// What the document at `path` says.
pub(super) fn read(path: &Path) -> Result<Reading, CliError> {
    read::read(&load(path)?)
        .map_err(|error| CliError::in_document(path.display().to_string(), &error))
}

/// Writes `bom` as each of `wanted`, warns of what a format cannot hold, and gives the names of the files
/// written, unless a document went to standard output: nothing else may stand there.
pub(super) fn write(
    bom: &Bom,
    wanted: &[Wanted],
    output: &Output,
) -> Result<Vec<String>, CliError> {
    if wanted.iter().filter(|wanted| wanted.file.is_none()).count() > 1 {
        let message = "two documents cannot both go to standard output: name a file for one";
        return Err(CliError::new(&codes::SBOM_OUTPUT, message));
    }
    let variable = |name: &str| crate::environment(name).and_then(|it| it.into_string().ok());
    // Never the clock, so that the same documents give the same bytes.
    let epoch = environment::source_date_epoch(variable)?;
    let created = epoch.or(bom.created).unwrap_or(Timestamp(0));
    let mut files = Vec::new();
    for Wanted { format, file } in wanted {
        let tool_version = env!("CARGO_PKG_VERSION");
        let options = RenderOptions { format: *format, created, tool_version };
        let bytes = document::render(bom, &options);
        match file {
            Some(path) => {
                file::replace(path, &bytes)?;
                files.push(path.display().to_string());
            }
            None => output.bytes(&bytes),
        }
        warn_of_format(bom, &options, &bytes, output);
    }
    Ok(if leaves_output(wanted) { files } else { Vec::new() })
}

/// Whether none of `wanted` goes to standard output.
pub(super) fn leaves_output(wanted: &[Wanted]) -> bool {
    wanted.iter().all(|wanted| wanted.file.is_some())
}

/// Warns of what was read of `path` and is not kept.
pub(super) fn warn(path: &Path, losses: &[Loss], output: &Output) {
    if !losses.is_empty() {
        let message = format!("{}: {}", path.display(), listed(losses, output));
        output.warning(&codes::SBOM_LOSS, &message);
    }
}

/// Warns of what `document`, rendered from `bom` with `options`, does not hold of it.
fn warn_of_format(bom: &Bom, options: &RenderOptions<'_>, document: &[u8], output: &Output) {
    let message = match lost::lost(bom, options, document) {
        Ok(losses) if losses.is_empty() => return,
        Ok(losses) => listed(&losses, output),
        Err(error) => format!("what is lost could not be told: {}", error.message),
    };
    output.warning(&codes::SBOM_FORMAT_LOSS, &format!("{}: {message}", options.format.name()));
}

fn listed(losses: &[Loss], output: &Output) -> String {
    const SHOWN: usize = 12;
    let shown = if output.verbose { losses.len() } else { SHOWN };
    let listed = losses.iter().take(shown).map(|loss| format!("{} {}", loss.count, loss.field));
    let mut message = listed.collect::<Vec<_>>().join(", ");
    if losses.len() > shown {
        message.push_str(&format!(", and {} fields more", losses.len() - shown));
    }
    message
}
