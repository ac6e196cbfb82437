//! What came of the proofs of one artifact, and what they come to together.
//!
//! A folder may hold many proofs of every artifact. Those that hold and the one that comes nearest are
//! kept whole, a line of some others, and of the rest how many they are and what weighs most.

use keelmark_model::{Check, Code, Outcome};
use keelmark_trust::codes;

use super::bundles::Kind;

/// Proofs of one artifact that are told one by one.
const TOLD: usize = 16;

/// One proof and what came of it; nothing of the proof is held.
pub(super) struct ProofReport {
    pub(super) source: String,
    pub(super) checks: Vec<Check>,
    /// What it proves, where all of it holds.
    pub(super) proven: Option<Kind>,
    /// Whether npm's registry made it.
    pub(super) by_registry: bool,
    /// Whether it contradicts itself, rather than to be by somebody else or not to be decided.
    pub(super) is_broken: bool,
}

/// What a proof that does not decide came to, in a line.
struct Aside {
    source: String,
    outcome: Outcome,
    code: Option<&'static Code>,
    why: String,
    is_broken: bool,
}

/// The reports of the proofs of one artifact.
#[derive(Default)]
pub(super) struct Reports {
    /// Those of npm's registry.
    pub(super) by_registry: Gathered,
    pub(super) others: Gathered,
}

/// Some of them.
#[derive(Default)]
pub(super) struct Gathered {
    held: Vec<ProofReport>,
    /// What is proven, by those that are not told one by one too.
    kinds: Vec<Kind>,
    /// Of those that do not hold, the one with the fewest checks that do not, and of those the first.
    nearest: Option<ProofReport>,
    aside: Vec<Aside>,
    /// How many are told neither whole nor in a line, and of those the one that weighs most.
    more: usize,
    heaviest: Option<Aside>,
}

/// What the proofs of one artifact came to.
pub(super) struct Judged {
    /// The checks that decide: those of the proofs that hold, or of all where none does.
    pub(super) checks: Vec<Check>,
    /// What is proven.
    pub(super) proven: Vec<Kind>,
}

impl Reports {
    pub(super) fn add(&mut self, report: ProofReport) {
        if report.by_registry { &mut self.by_registry } else { &mut self.others }.add(report);
    }

    pub(super) fn append(&mut self, other: Self) {
        self.by_registry.append(other.by_registry);
        self.others.append(other.others);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_registry.is_empty() && self.others.is_empty()
    }

    /// Puts before the checks of each proof that holds which it is, where several do.
    pub(super) fn tell_apart(&mut self, name: &str) {
        if self.by_registry.held.len() + self.others.held.len() < 2 {
            return;
        }
        for one in self.by_registry.held.iter_mut().chain(&mut self.others.held) {
            if let Some(kind) = one.proven {
                let detail = format!("{}: {}", one.source, kind.name());
                one.checks.insert(0, Check::pass("proof", name, detail));
            }
        }
    }
}

impl Extend<ProofReport> for Reports {
    fn extend<I: IntoIterator<Item = ProofReport>>(&mut self, reports: I) {
        reports.into_iter().for_each(|report| self.add(report));
    }
}

impl Gathered {
    fn add(&mut self, report: ProofReport) {
        let Some(kind) = report.proven else {
            match &self.nearest {
                Some(nearest) if nearest.wrong() <= report.wrong() => {
                    self.set_aside(report.aside());
                }
                _ => {
                    let before = self.nearest.replace(report);
                    self.aside.extend(before.map(|before| before.aside()));
                    self.crop();
                }
            }
            return;
        };
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
        if self.held.len() < TOLD { self.held.push(report) } else { self.more += 1 }
    }

    fn append(&mut self, other: Self) {
        other.held.into_iter().chain(other.nearest).for_each(|report| self.add(report));
        other.aside.into_iter().for_each(|aside| self.set_aside(aside));
        let kinds = other.kinds.into_iter();
        let new: Vec<Kind> = kinds.filter(|kind| !self.kinds.contains(kind)).collect();
        self.kinds.extend(new);
        self.more += other.more;
        other.heaviest.into_iter().for_each(|aside| self.weigh(aside));
    }

    fn set_aside(&mut self, aside: Aside) {
        self.aside.push(aside);
        self.crop();
    }

    fn crop(&mut self) {
        if self.aside.len() > TOLD
            && let Some(last) = self.aside.pop()
        {
            self.more += 1;
            self.weigh(last);
        }
    }

    fn weigh(&mut self, aside: Aside) {
        if self.heaviest.as_ref().is_none_or(|heaviest| heaviest.weight() < aside.weight()) {
            self.heaviest = Some(aside);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty() && self.nearest.is_none()
    }

    pub(super) fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// What they come to. One that holds is enough: others may be by and about others. Where none
    /// does, each that fails makes it fail, so that no other can hide it; the nearest is told whole.
    ///
    /// `is_strict` says that all of them were published together, so that one that contradicts itself
    /// fails beside one that holds.
    pub(super) fn conclude(mut self, name: &str, is_strict: bool) -> Judged {
        let held = std::mem::take(&mut self.held);
        if held.is_empty() {
            let nearest = self.nearest.take();
            let mut checks = nearest.map(|nearest| nearest.checks).unwrap_or_default();
            checks.extend(self.rest(name, |_| true));
            return Judged { checks, proven: Vec::new() };
        }
        let proven = std::mem::take(&mut self.kinds);
        let mut checks: Vec<Check> = held.into_iter().flat_map(|one| one.checks).collect();
        checks.extend(self.lines(name, |aside| is_strict && aside.is_broken));
        Judged { checks, proven }
    }

    /// What they add to evidence that holds of the artifact: what those that hold prove. The others decide
    /// nothing, unless one contradicts itself and `is_strict` says that it was published with the rest.
    pub(super) fn beside_evidence(self, name: &str, is_strict: bool) -> Judged {
        if self.holds() {
            return self.conclude(name, is_strict);
        }
        let checks = self.lines(name, |aside| is_strict && aside.is_broken);
        Judged { checks, proven: Vec::new() }
    }

    /// All of them, where they decide nothing.
    pub(super) fn set_all_aside(self, name: &str) -> Vec<Check> {
        self.lines(name, |_| false)
    }

    /// A line for each, which counts where `decides` says so.
    fn lines(mut self, name: &str, decides: impl Fn(&Aside) -> bool) -> Vec<Check> {
        let whole = std::mem::take(&mut self.held).into_iter().chain(self.nearest.take());
        let whole: Vec<Aside> = whole.map(|report| report.aside()).collect();
        let lines = whole.iter().map(|aside| aside.check(name, &decides));
        lines.chain(self.rest(name, &decides)).collect()
    }

    /// A line for each that is not told whole, as far as they are told.
    fn rest(&self, name: &str, decides: impl Fn(&Aside) -> bool) -> Vec<Check> {
        let mut lines: Vec<Check> =
            self.aside.iter().map(|aside| aside.check(name, &decides)).collect();
        if self.more > 0 {
            let detail = format!("and {} more", self.more);
            lines.push(Check::skipped("other proof", name, detail));
            lines.extend(self.heaviest.iter().map(|aside| aside.check(name, &decides)));
        }
        lines
    }
}

impl ProofReport {
    /// The same with no more of its checks than a release shows that is not asked to explain itself: what
    /// went wrong, and of one that holds a line.
    pub(super) fn brief(self) -> Self {
        let line = self.proven.and_then(|kind| self.line(kind));
        let is_wrong = |check: &Check| matches!(check.outcome, Outcome::Fail | Outcome::Unknown);
        let wrong = self.checks.into_iter().filter(is_wrong);
        Self { checks: line.into_iter().chain(wrong).collect(), ..self }
    }

    /// What kind of proof holds, by whom it is, and what provenance says was built.
    fn line(&self, kind: Kind) -> Option<Check> {
        let passed = |name: &str| {
            let mut passed = self.checks.iter().filter(|check| check.outcome == Outcome::Pass);
            passed.find(|check| check.name == name)
        };
        // Who, where a certificate says so; else with which key.
        let who = passed("identity").or_else(|| passed("signature"))?;
        let key = who.facts.iter().find(|fact| fact.name == "key");
        let mut detail = match key {
            Some(key) => format!("signed with the key {}", key.value),
            None => who.detail.clone(),
        };
        if kind == Kind::Provenance
            && let Some(built) = passed(kind.name())
        {
            detail = format!("{detail}; {}", built.detail);
        }
        Some(Check { name: kind.name(), detail, ..who.clone() })
    }

    fn wrong(&self) -> usize {
        let holds = |check: &&Check| matches!(check.outcome, Outcome::Pass | Outcome::Skipped);
        self.checks.len() - self.checks.iter().filter(holds).count()
    }

    /// The proof in a line: what weighs most against it.
    fn aside(&self) -> Aside {
        let first = |outcome| self.checks.iter().find(|check| check.outcome == outcome);
        let against = first(Outcome::Fail).or_else(|| first(Outcome::Unknown));
        Aside {
            source: self.source.clone(),
            outcome: against.map_or(Outcome::Skipped, |check| check.outcome),
            code: against.and_then(|check| check.code),
            why: against.map_or_else(|| "not asked for".to_owned(), |check| check.detail.clone()),
            is_broken: self.is_broken,
        }
    }
}

impl Aside {
    const fn weight(&self) -> (bool, u8) {
        let outcome = match self.outcome {
            Outcome::Fail => 2,
            Outcome::Unknown => 1,
            Outcome::Pass | Outcome::Skipped => 0,
        };
        (self.is_broken, outcome)
    }

    fn check(&self, target: &str, decides: impl Fn(&Self) -> bool) -> Check {
        let line = Check::skipped("other proof", target, format!("{}: {}", self.source, self.why));
        if decides(self) { Check { outcome: self.outcome, code: self.code, ..line } } else { line }
    }
}

/// Codes of proofs that contradict themselves, whoever they are by.
const CONTRADICTIONS: [&Code; 12] = [
    &codes::SIGNATURE_INVALID,
    &codes::MINISIGN_COMMENT,
    &codes::LOG_PROMISE_SIGNATURE,
    &codes::LOG_PROOF_INDEX,
    &codes::LOG_PROOF_LENGTH,
    &codes::LOG_PROOF_ROOT,
    &codes::LOG_CHECKPOINT_ROOT,
    &codes::LOG_CHECKPOINT_SIGNATURE,
    &codes::LOG_BODY_CONTENT,
    &codes::LOG_BODY_DIGEST,
    &codes::LOG_BODY_SIGNATURE,
    &codes::LOG_BODY_VERIFIER,
];

/// Whether checks of one proof say that it contradicts itself.
pub(super) fn is_contradiction(checks: &[Check]) -> bool {
    let mut failed = checks.iter().filter(|check| check.outcome == Outcome::Fail);
    failed.any(|check| check.code.is_some_and(|code| CONTRADICTIONS.contains(&code)))
}
