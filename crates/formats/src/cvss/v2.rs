//! CVSS v2.0, base score: Complete Guide, sections 2.4 and 3.2.1.

use keelmark_model::advisory::Score;

use super::{Metric, Metrics, tenths};

/// Base, temporal and environmental metrics; the latter are read and have no part in the base score.
pub(super) const METRICS: &[Metric] = &[
    ("AV", "L A N", true),
    ("AC", "H M L", true),
    ("Au", "M S N", true),
    ("C", "N P C", true),
    ("I", "N P C", true),
    ("A", "N P C", true),
    ("E", "U POC F H ND", false),
    ("RL", "OF TF W U ND", false),
    ("RC", "UC UR C ND", false),
    ("CDP", "N L LM MH H ND", false),
    ("TD", "N L M H ND", false),
    ("CR", "L M H ND", false),
    ("IR", "L M H ND", false),
    ("AR", "L M H ND", false),
];

const IMPACTS: &[(&str, f64)] = &[("P", 0.275), ("C", 0.660)];

pub(super) fn score(metrics: &Metrics) -> Score {
    let unharmed: f64 =
        ["C", "I", "A"].iter().map(|name| 1.0 - metrics.weight(name, IMPACTS)).product();
    let impact = 10.41 * (1.0 - unharmed);
    let exploitability = 20.0
        * metrics.weight("AV", &[("L", 0.395), ("A", 0.646), ("N", 1.0)])
        * metrics.weight("AC", &[("H", 0.35), ("M", 0.61), ("L", 0.71)])
        * metrics.weight("Au", &[("M", 0.45), ("S", 0.56), ("N", 0.704)]);
    let factor = if impact == 0.0 { 0.0 } else { 1.176 };
    let score = ((0.6 * impact) + (0.4 * exploitability) - 1.5) * factor;
    // What is exactly half way in decimals may be a little less in binary.
    tenths((score * 10.0 + 1e-9).round())
}
