//! CVSS v4.0: Specification Document, section 8.
//!
//! A vector is of a macro vector: six classes, of which each has a number. The score of the macro vector, from
//! [`super::table`], is that of its worst vectors; from there to the next macro vectors it goes down in proportion to
//! how far the vector is from the worst.

use keelmark_model::advisory::Score;

use super::table::SCORES;
use super::{Metric, Metrics, tenths};

pub(super) const METRICS: &[Metric] = &[
    ("AV", "N A L P", true),
    ("AC", "L H", true),
    ("AT", "N P", true),
    ("PR", "N L H", true),
    ("UI", "N P A", true),
    ("VC", "H L N", true),
    ("VI", "H L N", true),
    ("VA", "H L N", true),
    ("SC", "H L N", true),
    ("SI", "H L N", true),
    ("SA", "H L N", true),
    ("E", "X A P U", false),
    ("CR", "X H M L", false),
    ("IR", "X H M L", false),
    ("AR", "X H M L", false),
    ("MAV", "X N A L P", false),
    ("MAC", "X L H", false),
    ("MAT", "X N P", false),
    ("MPR", "X N L H", false),
    ("MUI", "X N P A", false),
    ("MVC", "X H L N", false),
    ("MVI", "X H L N", false),
    ("MVA", "X H L N", false),
    ("MSC", "X H L N", false),
    ("MSI", "X S H L N", false),
    ("MSA", "X S H L N", false),
    ("S", "X N P", false),
    ("AU", "X N Y", false),
    ("R", "X A U I", false),
    ("V", "X D C", false),
    ("RE", "X L M H", false),
    ("U", "X Clear Green Amber Red", false),
];

/// Values of a metric from the worst on: how far each is from it.
const STEPS: &[(&str, &str)] = &[
    ("AV", "N A L P"),
    ("PR", "N L H"),
    ("UI", "N P A"),
    ("AC", "L H"),
    ("AT", "N P"),
    ("VC", "H L N"),
    ("VI", "H L N"),
    ("VA", "H L N"),
    ("SC", "S H L N"),
    ("SI", "S H L N"),
    ("SA", "S H L N"),
    ("CR", "H M L"),
    ("IR", "H M L"),
    ("AR", "H M L"),
];

/// The worst vectors of each class, and how many steps it has.
type Class = (&'static [&'static str], u8);

const EQ1: [Class; 3] = [
    (&["AV:N/PR:N/UI:N"], 1),
    (&["AV:A/PR:N/UI:N", "AV:N/PR:L/UI:N", "AV:N/PR:N/UI:P"], 4),
    (&["AV:P/PR:N/UI:N", "AV:A/PR:L/UI:P"], 5),
];
const EQ2: [Class; 2] = [(&["AC:L/AT:N"], 1), (&["AC:H/AT:N", "AC:L/AT:P"], 2)];
/// Classes 3 and 6 go together: class 3, then class 6.
const EQ36: [[Class; 2]; 3] = [
    [
        (&["VC:H/VI:H/VA:H/CR:H/IR:H/AR:H"], 7),
        (&["VC:H/VI:H/VA:L/CR:M/IR:M/AR:H", "VC:H/VI:H/VA:H/CR:M/IR:M/AR:M"], 6),
    ],
    [
        (&["VC:L/VI:H/VA:H/CR:H/IR:H/AR:H", "VC:H/VI:L/VA:H/CR:H/IR:H/AR:H"], 8),
        (
            &[
                "VC:L/VI:H/VA:L/CR:H/IR:M/AR:H",
                "VC:L/VI:H/VA:H/CR:H/IR:M/AR:M",
                "VC:H/VI:L/VA:H/CR:M/IR:H/AR:M",
                "VC:H/VI:L/VA:L/CR:M/IR:H/AR:H",
                "VC:L/VI:L/VA:H/CR:H/IR:H/AR:M",
            ],
            8,
        ),
    ],
    [(&[], 0), (&["VC:L/VI:L/VA:L/CR:H/IR:H/AR:H"], 10)],
];
const EQ4: [Class; 3] =
    [(&["SC:H/SI:S/SA:S"], 6), (&["SC:H/SI:H/SA:H"], 5), (&["SC:L/SI:L/SA:L"], 4)];

/// The numbers of the six classes.
type MacroVector = [usize; 6];

/// The metrics with what their environment changes and what is not defined put in.
struct Effective<'a>(&'a Metrics);

impl Effective<'_> {
    fn value(&self, name: &str) -> &'static str {
        let modified = match name {
            "E" | "CR" | "IR" | "AR" => "X",
            name => self.0.value(&format!("M{name}")),
        };
        match (name, modified, self.0.value(name)) {
            ("E", _, "X") => "A",
            ("CR" | "IR" | "AR", _, "X") => "H",
            (_, "X", value) => value,
            (_, modified, _) => modified,
        }
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    fn any(&self, list: &[(&str, &str)]) -> bool {
        list.iter().any(|(name, value)| self.is(name, value))
    }

    fn all(&self, list: &[(&str, &str)]) -> bool {
        list.iter().all(|(name, value)| self.is(name, value))
    }

    /// Tables 24 to 29.
    fn macro_vector(&self) -> MacroVector {
        let open = [("AV", "N"), ("PR", "N"), ("UI", "N")];
        let eq1 = match () {
            () if self.all(&open) => 0,
            () if self.any(&open) && !self.is("AV", "P") => 1,
            () => 2,
        };
        let eq2 = usize::from(!self.all(&[("AC", "L"), ("AT", "N")]));
        let eq3 = match () {
            () if self.all(&[("VC", "H"), ("VI", "H")]) => 0,
            () if self.any(&[("VC", "H"), ("VI", "H"), ("VA", "H")]) => 1,
            () => 2,
        };
        let eq4 = match () {
            () if self.any(&[("SI", "S"), ("SA", "S")]) => 0,
            () if self.any(&[("SC", "H"), ("SI", "H"), ("SA", "H")]) => 1,
            () => 2,
        };
        let eq5 = match self.value("E") {
            "A" => 0,
            "P" => 1,
            _ => 2,
        };
        let needed = [("CR", "VC"), ("IR", "VI"), ("AR", "VA")];
        let eq6 = usize::from(
            !needed.iter().any(|(need, harm)| self.is(need, "H") && self.is(harm, "H")),
        );
        [eq1, eq2, eq3, eq4, eq5, eq6]
    }

    /// Steps from a worst vector, if this one is nowhere worse.
    fn steps_from(&self, worst: &str) -> Option<u8> {
        worst.split('/').try_fold(0, |sum, part| {
            let (name, value) = part.split_once(':')?;
            Some(sum + step(name, self.value(name))?.checked_sub(step(name, value)?)?)
        })
    }
}

/// How far a value is from the worst of its metric.
fn step(name: &str, value: &str) -> Option<u8> {
    let (_, values) = STEPS.iter().find(|(known, _)| *known == name)?;
    values.split(' ').position(|it| it == value)?.try_into().ok()
}

pub(super) fn score(metrics: &Metrics) -> Score {
    let effective = Effective(metrics);
    let harms = ["VC", "VI", "VA", "SC", "SI", "SA"];
    if harms.iter().all(|name| effective.is(name, "N")) {
        return Score(0);
    }
    let class = effective.macro_vector();
    let Some(best) = of_macro_vector(class) else { return Score(0) };
    let [eq1, eq2, eq3, eq4, eq5, eq6] = class;
    let classes = [
        (lower(class, 0), EQ1.get(eq1)),
        (lower(class, 1), EQ2.get(eq2)),
        (lower_impact(class), EQ36.get(eq3).and_then(|row| row.get(eq6))),
        (lower(class, 3), EQ4.get(eq4)),
    ];
    let (mut sum, mut count) = (0.0, 0_u32);
    for (next, of) in classes {
        let (Some(next), Some((worst, depth))) = (next, of) else { continue };
        let steps = worst.iter().find_map(|vector| effective.steps_from(vector)).unwrap_or(0);
        sum += f64::from(best.saturating_sub(next)) * f64::from(steps) / f64::from(*depth);
        count += 1;
    }
    // Within class 5 there is nothing to go down by, but it counts.
    let _ = eq5;
    count += u32::from(lower(class, 4).is_some());
    let mean = if count == 0 { 0.0 } else { sum / f64::from(count) };
    // What is exactly half way in decimals may be a little less in binary.
    tenths((f64::from(best) - mean + 1e-6).round())
}

/// The score, in tenths, of the macro vector with the next number in one class, if there is one.
fn lower(mut class: MacroVector, place: usize) -> Option<u8> {
    *class.get_mut(place)? += 1;
    of_macro_vector(class)
}

/// The same for classes 3 and 6: where both can go down, the higher of the two counts.
fn lower_impact(class: MacroVector) -> Option<u8> {
    match class {
        [_, _, 0, _, _, 0] => lower(class, 2).max(lower(class, 5)),
        [_, _, 1, _, _, 0] => lower(class, 5),
        _ => lower(class, 2),
    }
}

/// The score of a macro vector in tenths.
fn of_macro_vector([eq1, eq2, eq3, eq4, eq5, eq6]: MacroVector) -> Option<u8> {
    if eq2 > 1 || eq3 > 2 || eq4 > 2 || eq5 > 2 || eq6 > 1 {
        return None;
    }
    let row = ((eq1 * 2 + eq2) * 3 + eq3) * 2 + eq6;
    let score = SCORES.get(row)?.get(eq4 * 3 + eq5)?;
    (*score != NONE).then_some(*score)
}

/// Stands in the table where there is no such macro vector.
const NONE: u8 = u8::MAX;
