//! No change to a bundle is accepted that changes what it says.
//!
//! The bundles are the cases of sigstore-conformance that hold, in the folder that `KEELMARK_DATA`
//! names, and, with `KEELMARK_BUNDLES`, the test data of others in that folder (the scripts of
//! tests/interop fetch them into target/peers/bundles). Each is taken to pieces, down to the DER in
//! the PEM in the JSON of its log entries; of every piece each bit is flipped, and every value is
//! dropped, repeated, moved, written in another form, and exchanged for others and for what stands in
//! the same place of other bundles.
//!
//! Of the flipped bits, a sample is tried, spread evenly and always the same; `KEELMARK_MUTANTS`
//! says how many of them, or `all`. `KEELMARK_MUTANTS_OUT` names a file for a
//! sample of the mutants and of keelmark's answers, which tests/interop/mutants.py puts to other
//! verifiers.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells its counts"
)]

mod corpus;
#[path = "../../../formats/tests/common/data.rs"]
mod data;
mod document;
mod meaningless;
mod mutations;
mod real;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use std::{env, fs};

use rayon::prelude::*;

use corpus::{Answer, Case};
use document::Layer;
use meaningless::{MEANINGLESS, Table};
use mutations::{Mutant, Pieces, Values, flipped};

/// How many bits are flipped when nobody says.
const USUAL: usize = 10_000;

/// How many mutants are written for other verifiers.
const SAMPLE: usize = 5_000;

#[test]
fn no_change_that_means_something_is_accepted() {
    let Some(conformance) = data::folder("sigstore/conformance") else { return };
    let mut cases = corpus::conformance(&conformance);
    match env::var_os("KEELMARK_BUNDLES") {
        Some(folder) => cases.extend(real::cases(Path::new(&folder))),
        None => println!("skipped: the bundles of others; set KEELMARK_BUNDLES"),
    }
    let began = Instant::now();
    let wanted = match env::var("KEELMARK_MUTANTS") {
        Ok(text) if text == "all" => usize::MAX,
        Ok(text) => text.parse().expect("KEELMARK_MUTANTS is `all` or a number"),
        Err(_) => USUAL,
    };
    let trial = Trial::new(cases, wanted);
    let tally = (0..trial.count()).into_par_iter().map(|at| trial.judge(at));
    let tally = tally.fold(Tally::default, Tally::with).reduce(Tally::default, Tally::and);
    if let Some(path) = env::var_os("KEELMARK_MUTANTS_OUT") {
        trial.write(Path::new(&path));
    }
    tally.print();
    let (count, bundles) = (trial.count(), trial.cases.len());
    println!(
        "{count} mutants of {bundles} bundles in {:.1?}, of {} bits",
        began.elapsed(),
        trial.bits
    );
    let complete = wanted == usize::MAX && env::var_os("KEELMARK_BUNDLES").is_some();
    tally.finish(complete);
}

/// Every mutant, by its number: first those made beforehand, then the flipped bits.
struct Trial {
    cases: Vec<Case>,
    /// What each case proves.
    proven: Vec<String>,
    made: Vec<(usize, Mutant)>,
    /// Layers with their case and the number of bits before them.
    layers: Vec<(usize, usize, Arc<Layer>)>,
    bits: usize,
    /// Bits from one that is flipped to the next.
    step: usize,
    table: Table,
}

impl Trial {
    fn new(cases: Vec<Case>, wanted: usize) -> Self {
        let proven = cases.iter().map(|case| match case.ask(&case.text) {
            Answer::Accepts(proven) => proven,
            Answer::Refuses(code) => panic!("{} does not hold: {code}", case.name),
        });
        let proven = proven.collect();
        let pieces: Vec<Pieces> = cases.iter().map(|case| Pieces::of(&case.text)).collect();
        let mut values = Values::new();
        pieces.iter().for_each(|pieces| pieces.collect(&mut values));
        let donors = if wanted > USUAL { usize::MAX } else { 1 };
        let (mut made, mut layers, mut bits) = (Vec::new(), Vec::new(), 0);
        for (case, pieces) in pieces.iter().enumerate() {
            made.extend(pieces.mutants(&values, case, donors).into_iter().map(|one| (case, one)));
            for layer in &pieces.layers {
                layers.push((case, bits, Arc::clone(layer)));
                bits += layer.bytes.len() * 8;
            }
        }
        let step = bits.div_ceil(wanted.max(1)).max(1);
        Self { cases, proven, made, layers, bits, step, table: Table::new() }
    }

    fn count(&self) -> usize {
        self.made.len() + self.bits / self.step
    }

    /// Does something with the case and the mutant of a number.
    fn with<T>(&self, at: usize, act: impl FnOnce(usize, &Mutant) -> T) -> T {
        if let Some((case, mutant)) = self.made.get(at) {
            return act(*case, mutant);
        }
        let number = at - self.made.len();
        // Not always the same bit of a byte.
        let bit = number * self.step + number.wrapping_mul(7919) % self.step;
        let layer = self.layers.partition_point(|(_, before, _)| *before <= bit) - 1;
        let (case, before, layer) = &self.layers[layer];
        act(*case, &flipped(layer, bit - before))
    }

    fn judge(&self, at: usize) -> Judged {
        self.with(at, |case, mutant| {
            let text = mutant.text();
            let (what, kind) = (
                format!("{}: {}: {}", self.cases[case].name, mutant.kind, mutant.path),
                mutant.kind,
            );
            let answer = catch_unwind(AssertUnwindSafe(|| self.cases[case].ask(&text)));
            let judgement = match answer {
                Ok(Answer::Refuses(code)) => Judgement::Refused(code),
                Ok(Answer::Accepts(proven)) if proven != self.proven[case] => {
                    Judgement::Other(what)
                }
                Ok(Answer::Accepts(_)) => Judgement::Accepted(
                    what,
                    self.table.rows(&self.cases[case], kind, &mutant.path),
                ),
                Err(_) => Judgement::Panicked(what),
            };
            Judged { kind, judgement }
        })
    }

    /// Writes a sample, chosen as if by chance but always the same.
    fn write(&self, path: &Path) {
        let mut file = std::io::BufWriter::new(fs::File::create(path).expect("a file to write to"));
        let mut seed: u64 = 0x6b65_656c;
        let (mut written, mut seen) = (0, BTreeSet::new());
        while written < SAMPLE && seen.len() < self.count() {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = (seed >> 33) as usize % self.count();
            if !seen.insert(at) {
                continue;
            }
            let Some(line) = self.with(at, |case, mutant| self.cases[case].line(mutant)) else {
                continue;
            };
            writeln!(file, "{line}").expect("a file to write to");
            written += 1;
        }
        println!("{written} mutants written to {}", path.display());
    }
}

impl Case {
    /// A question for other verifiers, with keelmark's answer; nothing where they cannot be asked it.
    fn line(&self, mutant: &Mutant) -> Option<String> {
        let text = mutant.text();
        let keelmark = match self.ask(&text) {
            Answer::Accepts(_) => "accepts".to_owned(),
            Answer::Refuses(code) => format!("refuses: {code}"),
        };
        let digest = self.subject.digests.first()?;
        let line = serde_json::json!({
            "bundle": String::from_utf8(text).ok()?,
            "trusted_root": self.root_path,
            "digest": digest.to_string(),
            "identity": self.identity,
            "issuer": self.issuer,
            "mutation": format!("{}: {} of {}", mutant.kind, mutant.path, self.name),
            "keelmark": keelmark,
        });
        self.is_common.then(|| line.to_string())
    }
}

struct Judged {
    kind: &'static str,
    judgement: Judgement,
}

enum Judgement {
    Refused(&'static str),
    /// Accepted, as rows of the table say it may be.
    Accepted(String, Vec<usize>),
    /// Accepted, and proves something else.
    Other(String),
    Panicked(String),
}

#[derive(Default)]
struct Tally {
    /// By kind: how many there were, and how many were accepted.
    kinds: BTreeMap<&'static str, [usize; 2]>,
    codes: BTreeMap<&'static str, usize>,
    rows: BTreeMap<usize, usize>,
    /// Accepted without a row.
    wrong: Vec<String>,
}

impl Tally {
    fn with(mut self, Judged { kind, judgement }: Judged) -> Self {
        let [count, accepted] = self.kinds.entry(kind).or_default();
        *count += 1;
        match judgement {
            Judgement::Refused(code) => *self.codes.entry(code).or_default() += 1,
            Judgement::Accepted(what, rows) => {
                *accepted += 1;
                if rows.is_empty() {
                    self.wrong.push(format!("accepted: {what}"));
                }
                rows.into_iter().for_each(|row| *self.rows.entry(row).or_default() += 1);
            }
            Judgement::Other(what) => {
                self.wrong.push(format!("accepted as something else: {what}"));
            }
            Judgement::Panicked(what) => self.wrong.push(format!("panicked: {what}")),
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        for (kind, [count, accepted]) in other.kinds {
            let sum = self.kinds.entry(kind).or_default();
            *sum = [sum[0] + count, sum[1] + accepted];
        }
        other
            .codes
            .into_iter()
            .for_each(|(code, count)| *self.codes.entry(code).or_default() += count);
        other.rows.into_iter().for_each(|(row, count)| *self.rows.entry(row).or_default() += count);
        self.wrong.extend(other.wrong);
        self
    }

    fn print(&self) {
        for (kind, [count, accepted]) in &self.kinds {
            println!("{count:>9} {kind}, {accepted} accepted");
        }
        for (code, count) in &self.codes {
            println!("{count:>9} refused: {code}");
        }
        for (row, count) in &self.rows {
            let row = &MEANINGLESS[*row];
            println!("{count:>9} accepted: {} of {}: {}", row.kinds, row.path, row.why);
        }
    }

    fn finish(self, complete: bool) {
        let shown: Vec<&String> = self.wrong.iter().take(200).collect();
        assert!(shown.is_empty(), "{} mutants: {shown:#?}", self.wrong.len());
        let unused: Vec<&str> = (0..MEANINGLESS.len())
            .filter(|row| !self.rows.contains_key(row))
            .map(|row| MEANINGLESS[row].path)
            .collect();
        assert!(!complete || unused.is_empty(), "rows that no mutant needs: {unused:#?}");
    }
}
