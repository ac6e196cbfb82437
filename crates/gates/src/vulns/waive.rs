//! Which flaws are waived, and whether the waivers hold.

use keelmark_model::{Finding, Vulnerability, Waiver, Weight};

use crate::codes::{VULNS_WAIVER_EXPIRED, VULNS_WAIVER_UNUSED};

/// Waivers while they are applied.
pub(super) struct Waived<'a> {
    waivers: &'a [Waiver],
    target: &'a str,
    today: &'a str,
    used: Vec<bool>,
}

impl<'a> Waived<'a> {
    pub(super) fn new(waivers: &'a [Waiver], target: &'a str, today: &'a str) -> Self {
        Self { waivers, target, today, used: vec![false; waivers.len()] }
    }

    /// Marks the waivers that name a flaw as used.
    pub(super) fn note(&mut self, vulnerability: &Vulnerability) {
        for (waiver, used) in self.waivers.iter().zip(&mut self.used) {
            *used |= is_meant(waiver, vulnerability, self.target);
        }
    }

    /// Why a flaw is waived; nothing if no waiver names it.
    ///
    /// # Errors
    /// Why the waiver that names it does not hold.
    pub(super) fn covers(&self, vulnerability: &Vulnerability) -> Result<Option<String>, String> {
        let named = self.waivers.iter().filter(|it| is_meant(it, vulnerability, self.target));
        let mut refused = None;
        for waiver in named {
            match refusal(waiver, vulnerability, self.today) {
                None => return Ok(Some(reason(waiver))),
                Some(why) => refused = Some(why),
            }
        }
        refused.map_or(Ok(None), Err)
    }

    /// The first waiver that holds for a flaw.
    pub(super) fn holding(&self, vulnerability: &Vulnerability) -> Option<&'a Waiver> {
        let mut named = self.waivers.iter();
        named.find(|it| {
            is_meant(it, vulnerability, self.target)
                && refusal(it, vulnerability, self.today).is_none()
        })
    }

    /// Waivers that expired, and those that no flaw has a use for.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let each = self.waivers.iter().zip(&self.used);
        each.filter_map(|(waiver, is_used)| {
            let Waiver { id, package, expires, .. } = waiver;
            let of = package.as_deref().map(|it| format!(" of `{it}`")).unwrap_or_default();
            let (code, weight, message) = if expires.as_str() < self.today {
                let message = format!("the waiver of {id}{of} expired on {expires}");
                (&VULNS_WAIVER_EXPIRED, Weight::Failure, message)
            } else if !is_used {
                let message = format!("no flaw has a use for the waiver of {id}{of}");
                (&VULNS_WAIVER_UNUSED, Weight::Warning, message)
            } else {
                return None;
            };
            let package = package.as_deref().unwrap_or_default();
            Some(Finding::new(code, weight, message).known_by([id, package]))
        })
        .collect()
    }
}

fn is_meant(waiver: &Waiver, vulnerability: &Vulnerability, target: &str) -> bool {
    let package = &vulnerability.package;
    let is = |asked: Option<&str>, known: &str| asked.is_none_or(|asked| asked == known);
    let of_scan = package.target.as_deref().unwrap_or(target);
    vulnerability.names.contains(&waiver.id)
        && is(waiver.package.as_deref(), &package.name)
        && is(waiver.scope.as_deref(), package.usage.name())
        && waiver.target.as_deref().is_none_or(|asked| asked == of_scan || asked == target)
}

/// Why a waiver does not hold for a flaw.
fn refusal(waiver: &Waiver, vulnerability: &Vulnerability, today: &str) -> Option<String> {
    if waiver.expires.as_str() < today {
        return Some(format!("its waiver expired on {}", waiver.expires));
    }
    let mended = vulnerability.upgrade.as_ref().or(vulnerability.fixed.first())?;
    (!waiver.allow_fixed).then(|| format!("its waiver does not hold: {mended} mends it"))
}

fn reason(waiver: &Waiver) -> String {
    let by = waiver.owner.as_deref().map(|owner| format!(" by {owner}")).unwrap_or_default();
    format!("waived{by} until {}: {}", waiver.expires, waiver.reason)
}
