//! The only place that prints.

pub(crate) mod attested;
pub(crate) mod bundle;
pub(crate) mod check;
pub(crate) mod db;
pub(crate) mod explanation;
pub(crate) mod json;
pub(crate) mod keys;
pub(crate) mod reference;
pub(crate) mod sbom;
pub(crate) mod sbom_documents;
pub(crate) mod trust;
pub(crate) mod verdict;

use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use keelmark_model::{Code, visible};

use crate::error::CliError;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading.
    Text,
    /// For programs, in a versioned form.
    Json,
}

/// Where answers and messages go.
#[derive(Debug)]
pub(crate) struct Output {
    quiet: bool,
    /// Why an answer could not be written.
    lost: std::cell::RefCell<Option<std::io::Error>>,
    pub(crate) verbose: bool,
}

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const UNSURE: Style = AnsiColor::Yellow.on_default();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const STRONG: Style = Style::new().bold();

impl Output {
    pub(crate) fn new(color: Color, quiet: bool, verbose: bool) -> Self {
        let choice = match color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        Self { quiet, lost: None.into(), verbose }
    }

    /// Prints an answer for people, unless `--quiet`.
    pub(crate) fn text(&self, text: &str) {
        if !self.quiet {
            // In one piece: written through anstream, each line would be written by itself.
            match anstream::AutoStream::choice(&std::io::stdout()) {
                anstream::ColorChoice::Never => {
                    self.bytes(anstream::adapter::strip_str(text).to_string().as_bytes());
                }
                _ => self.bytes(text.as_bytes()),
            }
        }
    }

    /// Prints what was asked for byte for byte, `--quiet` or not.
    pub(crate) fn bytes(&self, bytes: &[u8]) {
        let mut stdout = std::io::stdout().lock();
        self.note(stdout.write_all(bytes).and_then(|()| stdout.flush()));
    }

    /// Keeps why an answer was lost; a reader that went away, as `head` does, wanted no more of it.
    fn note(&self, written: std::io::Result<()>) {
        if let Err(error) = written
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            self.lost.replace(Some(error));
        }
    }

    /// Why an answer could not be written, if one could not.
    pub(crate) fn lost(&self) -> Option<std::io::Error> {
        self.lost.take()
    }

    /// Prints a warning.
    pub(crate) fn warning(&self, code: &Code, message: &str) {
        if !self.quiet {
            let message = visible(message);
            anstream::eprintln!("{UNSURE}warning[{code}]{UNSURE:#}: {message}");
            anstream::eprintln!("  {DIM}help:{DIM:#} {}", code.remedy);
        }
    }

    /// Prints an error, `--quiet` or not.
    #[expect(clippy::unused_self, reason = "printing goes through the one who may print")]
    pub(crate) fn error(&self, error: &CliError) {
        let code = match &error.about {
            Some(about) => format!("{}.{}", error.code, visible(about)),
            None => error.code.to_string(),
        };
        anstream::eprintln!("{BAD}error[{code}]{BAD:#}: {}", visible(&error.message));
        if let Some(path) = &error.path {
            let path = visible(path);
            match error.at {
                Some(at) => anstream::eprintln!("  {DIM}-->{DIM:#} {path}:{at}"),
                None => anstream::eprintln!("  {DIM}-->{DIM:#} {path}"),
            }
        }
        anstream::eprintln!("  {DIM}help:{DIM:#} {}", error.code.remedy);
        anstream::eprintln!("  {DIM}more:{DIM:#} keelmark explain {}", error.code);
    }
}

/// A count with its noun: `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A size in bytes for people: `999 B`, `1.5 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_read_well() {
        assert_eq!(super::size(999), "999 B");
        assert_eq!(super::size(1_500_000), "1.5 MB");
        assert_eq!(super::size(999_999), "1.0 MB");
        assert_eq!(super::count(1, "file"), "1 file");
    }
}
