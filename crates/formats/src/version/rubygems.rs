//! Versions of Ruby gems: runs of digits and of letters, a letter making it a pre-release.
//!
//! Source: RubyGems' `Gem::Version`, "Versions" in its Guides. A run that is missing is zero, on either side, so
//! that `1` and `1.0` are one version, and `1.0.a` is before both.

use super::Scheme;
use super::key::Key;
use super::scan::{Fault, Scan, is_zero, trim_zeros};

/// Versions of RubyGems.
pub static SCHEME: Scheme = Scheme {
    id: "rubygems",
    name: "RubyGems",
    ecosystems: &["RubyGems"],
    purl_types: &["gem"],
    key,
};

// How a version goes on. All that is missing is zero: so zeros are before the end of the version or after
// it as what follows them is, and counted so that more of them are nearer to it.
const LETTERS: u8 = 1;
const ZEROS_THEN_LETTERS: u8 = 2;
const END: u8 = 3;
const ZEROS_THEN_NUMBER: u8 = 4;
const NUMBER: u8 = 5;

fn key(text: &str, key: &mut Key) -> Result<(), Fault> {
    let runs = runs(text)?;
    let is_number = |run: &&[u8]| run.first().is_some_and(u8::is_ascii_digit);
    let split = runs.iter().take_while(|run| is_number(run)).count();
    let (numbers, rest) = runs.split_at_checked(split).unwrap_or((&runs, &[]));
    let (mut numbers, mut rest) = (numbers.to_vec(), rest.to_vec());
    trim_zeros(&mut numbers);
    while rest.last().is_some_and(|run| is_number(run) && is_zero(run)) {
        rest.pop();
    }
    let mut zeros = 0;
    for run in numbers.into_iter().chain(rest) {
        match (is_number(&run), zeros) {
            (true, _) if is_zero(run) => {
                zeros += 1;
                continue;
            }
            (true, 0) => key.tag(NUMBER),
            (true, zeros) => {
                key.tag(ZEROS_THEN_NUMBER);
                key.descending(zeros);
            }
            (false, 0) => key.tag(LETTERS),
            (false, zeros) => {
                key.tag(ZEROS_THEN_LETTERS);
                key.ascending(zeros);
            }
        }
        zeros = 0;
        if is_number(&run) { key.number(run) } else { key.text(run) }
    }
    key.tag(END);
    Ok(())
}

/// Runs of digits and of letters; a hyphen begins a pre-release, as `.pre.` does.
fn runs(text: &str) -> Result<Vec<&[u8]>, Fault> {
    let mut scan = Scan::new(text);
    scan.take(u8::is_ascii_whitespace);
    let mut runs = Vec::new();
    loop {
        match scan.peek() {
            Some(b'0'..=b'9') => runs.push(scan.digits()),
            Some(b'a'..=b'z' | b'A'..=b'Z') => runs.push(scan.take(u8::is_ascii_alphabetic)),
            Some(b'-') => {
                runs.push(b"pre".as_slice());
                scan.eat(b"-");
            }
            Some(b'.') if !runs.is_empty() => drop(scan.eat(b".")),
            _ => break,
        }
    }
    if runs.is_empty() {
        return Err(scan.fault("a number is missing"));
    }
    scan.take(u8::is_ascii_whitespace);
    scan.finish()?;
    Ok(runs)
}
