//! Licences as manifests write them, in SPDX terms.
//!
//! Source: SPDX 2.3, annex D (licence expressions): identifiers are matched without regard to case
//! and written as the licence list writes them; operators are upper case.

pub mod manifest;
pub mod policy;
pub mod terms;
pub mod text;

use keelmark_model::Ecosystem;
use keelmark_model::bom::LicenseClaim;
use spdx::{Expression, ParseMode};

use crate::limits;

/// A licence as far as SPDX understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum License {
    /// One identifier of the SPDX licence list: `Apache-2.0`.
    Id(&'static str),
    /// A licence expression that is more than one identifier: `MIT OR Apache-2.0`.
    Expression(String),
    /// Anything else, on one line: `Apache License, Version 2.0`.
    Text(String),
}

/// Version of the SPDX licence list that identifiers are looked up in: `3.29`.
pub fn list_version() -> &'static str {
    let version = spdx::license_version();
    version.rsplit_once('.').map_or(version, |(major_minor, _)| major_minor)
}

/// A licence of the SPDX list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its identifier.
    pub id: &'static str,
    /// Whether the Open Source Initiative approved it, or the Free Software Foundation calls it free.
    pub is_free: bool,
    /// Whether it asks that what is made of the work be licensed alike.
    pub is_copyleft: bool,
}

/// Every licence of the list, by name.
pub fn listed() -> impl Iterator<Item = Listed> {
    let ids = spdx::identifiers::LICENSES.iter().filter(|license| is_listed(license.name));
    ids.filter_map(|license| spdx::license_id(license.name)).map(|id| Listed {
        id: id.name,
        is_free: id.is_osi_approved() || id.is_fsf_free_libre(),
        is_copyleft: id.is_copyleft(),
    })
}

impl License {
    /// The licence `text` means; `None` when it says nothing.
    ///
    /// Deprecated identifiers stay as declared: `GPL-2.0` does not become `GPL-2.0-only`, which
    /// its author may not have meant. `/` means `OR` to Cargo alone, as its manual once said.
    pub fn parse(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        match ecosystem {
            Ecosystem::Cargo => Self::read(text, &text.replace('/', " OR ")),
            Ecosystem::Npm | Ecosystem::Python => Self::stated(text),
        }
    }

    /// The licence `text` means by the rules of SPDX alone; `None` when it says nothing.
    pub fn stated(text: &str) -> Option<Self> {
        Self::read(text, text)
    }

    /// The licence `text`, which as an expression is written `expression`.
    fn read(text: &str, expression: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(id) = identifier(text) {
            return Some(Self::Id(id));
        }
        match canonical(expression) {
            Some(expression) => Some(match identifier(&expression) {
                Some(id) => Self::Id(id),
                None => Self::Expression(expression),
            }),
            None => named(text).map(Self::Id).or_else(|| one_line(text).map(Self::Text)),
        }
    }

    /// The licence whose text is published at `url`, for the addresses manifests use most.
    ///
    /// Those of GNU licences are not among them: a text alone leaves open whether later versions may
    /// be chosen.
    pub fn at(url: &str) -> Option<Self> {
        let url = url.trim();
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
        let rest = [".txt", ".html", ".php", ".htm"]
            .iter()
            .fold(rest, |rest, end| rest.strip_suffix(end).unwrap_or(rest));
        let listed = rest.strip_prefix("spdx.org/licenses/");
        let listed = listed.or_else(|| rest.strip_prefix("opensource.org/licenses/"));
        let listed = listed.or_else(|| rest.strip_prefix("opensource.org/license/"));
        if let Some(License::Id(id)) = listed.and_then(Self::stated) {
            return Some(Self::Id(id));
        }
        let (_, id) = ADDRESSES.iter().find(|(known, _)| known.eq_ignore_ascii_case(rest))?;
        Some(Self::Id(id))
    }

    /// The licence as a valid SPDX expression, if it is one.
    pub fn expression(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id),
            Self::Expression(expression) => Some(expression),
            Self::Text(_) => None,
        }
    }

    /// The `LicenseRef-…` identifiers used, which an SPDX document has to define.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        let text = self.expression().unwrap_or_default();
        text.split([' ', '(', ')']).filter(|word| word.starts_with(REFERENCE))
    }
}

impl From<License> for LicenseClaim {
    fn from(license: License) -> Self {
        match license {
            License::Id(id) => Self::Expression(id.to_owned()),
            License::Expression(expression) => Self::Expression(expression),
            License::Text(text) => Self::Name(text),
        }
    }
}

/// Addresses of texts, without scheme, `www.` and extension.
const ADDRESSES: [(&str, &str); 14] = [
    ("apache.org/licenses/LICENSE-1.1", "Apache-1.1"),
    ("apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
    ("creativecommons.org/publicdomain/zero/1.0", "CC0-1.0"),
    ("creativecommons.org/publicdomain/zero/1.0/legalcode", "CC0-1.0"),
    ("eclipse.org/legal/epl-2.0", "EPL-2.0"),
    ("eclipse.org/legal/epl-v10", "EPL-1.0"),
    ("eclipse.org/legal/epl-v20", "EPL-2.0"),
    ("eclipse.org/org/documents/edl-v10", "BSD-3-Clause"),
    ("eclipse.org/org/documents/epl-v10", "EPL-1.0"),
    ("mozilla.org/MPL/2.0", "MPL-2.0"),
    ("mozilla.org/en-US/MPL/2.0", "MPL-2.0"),
    ("opensource.org/licenses/mit-license", "MIT"),
    ("repository.jboss.org/licenses/apache-2.0", "Apache-2.0"),
    ("unlicense.org", "Unlicense"),
];

/// Names that manifests give licences, each of which means one of the list, white space and case aside. A
/// name that leaves the version or the kind open (`BSD`, `Apache`) is none of them.
const NAMES: [(&str, &str); 48] = [
    ("apache 2", "Apache-2.0"),
    ("apache 2.0", "Apache-2.0"),
    ("apache license 2.0", "Apache-2.0"),
    ("apache license version 2.0", "Apache-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    ("apache software license 2.0", "Apache-2.0"),
    ("apache software license, version 2.0", "Apache-2.0"),
    ("apache-2", "Apache-2.0"),
    ("the apache license, version 2.0", "Apache-2.0"),
    ("the apache software license, version 2.0", "Apache-2.0"),
    ("boost software license 1.0", "BSL-1.0"),
    ("boost software license - version 1.0", "BSL-1.0"),
    ("2-clause bsd license", "BSD-2-Clause"),
    ("bsd 2-clause", "BSD-2-Clause"),
    ("bsd 2-clause license", "BSD-2-Clause"),
    ("simplified bsd license", "BSD-2-Clause"),
    ("the 2-clause bsd license", "BSD-2-Clause"),
    ("3-clause bsd license", "BSD-3-Clause"),
    ("bsd 3-clause", "BSD-3-Clause"),
    ("bsd 3-clause license", "BSD-3-Clause"),
    ("modified bsd license", "BSD-3-Clause"),
    ("new bsd license", "BSD-3-Clause"),
    ("revised bsd license", "BSD-3-Clause"),
    ("the 3-clause bsd license", "BSD-3-Clause"),
    ("the bsd 3-clause license", "BSD-3-Clause"),
    ("the new bsd license", "BSD-3-Clause"),
    ("cc0 1.0 universal", "CC0-1.0"),
    ("eclipse distribution license - v 1.0", "BSD-3-Clause"),
    ("eclipse public license - v 1.0", "EPL-1.0"),
    ("eclipse public license 1.0", "EPL-1.0"),
    ("eclipse public license v1.0", "EPL-1.0"),
    ("eclipse public license - v 2.0", "EPL-2.0"),
    ("eclipse public license 2.0", "EPL-2.0"),
    ("eclipse public license v2.0", "EPL-2.0"),
    ("isc license", "ISC"),
    ("isc license (iscl)", "ISC"),
    ("the isc license", "ISC"),
    ("mit license", "MIT"),
    ("the mit license", "MIT"),
    ("the mit license (mit)", "MIT"),
    ("mozilla public license 2.0", "MPL-2.0"),
    ("mozilla public license 2.0 (mpl 2.0)", "MPL-2.0"),
    ("mozilla public license version 2.0", "MPL-2.0"),
    ("mozilla public license, version 2.0", "MPL-2.0"),
    ("mpl 2.0", "MPL-2.0"),
    ("the unlicense", "Unlicense"),
    ("the unlicense (unlicense)", "Unlicense"),
    ("zlib license", "Zlib"),
];

/// The identifier of the licence that is called `text`.
fn named(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let name = words.join(" ");
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, id)| *id)
}

/// Identifiers that are deprecated mean what they meant.
const DEPRECATED: ParseMode =
    ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };

const REFERENCE: &str = "LicenseRef-";

/// `text` as the licence list has it, if it is exactly one identifier. The library's own look-up
/// overlooks a final `+`, which would turn "or later" into "only".
fn identifier(text: &str) -> Option<&'static str> {
    let name = spdx::license_id(text)?.name;
    (name == text && is_listed(name)).then_some(name)
}

/// The first line that says something, without control characters.
fn one_line(text: &str) -> Option<String> {
    const CHARACTERS: usize = 200;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let line: String = line.chars().filter(|c| !c.is_control()).take(CHARACTERS).collect();
    (!line.is_empty()).then_some(line)
}

/// `text` with the case of the licence list and upper-case operators, if it is an expression.
fn canonical(text: &str) -> Option<String> {
    if text.len() > limits::LICENSE_EXPRESSION_BYTES {
        return None;
    }
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut words = Vec::new();
    for word in spaced.split_ascii_whitespace() {
        let after_with = words.last().is_some_and(|last| last == "WITH");
        words.push(if after_with { exception(word)?.to_owned() } else { term(word)? });
    }
    let mut expression = words.join(" ").replace("( ", "(").replace(" )", ")");
    // npm asks for parentheses around every expression.
    if let Some(inner) = expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && !inner.contains(['(', ')'])
    {
        expression = inner.to_owned();
    }
    Expression::parse_mode(&expression, DEPRECATED).is_ok().then_some(expression)
}

fn term(word: &str) -> Option<String> {
    for operator in ["AND", "OR", "WITH", "(", ")"] {
        if word.eq_ignore_ascii_case(operator) {
            return Some(operator.to_owned());
        }
    }
    if let Some(name) = word.strip_prefix(REFERENCE) {
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        return (!name.is_empty() && name.chars().all(legal)).then(|| word.to_owned());
    }
    by_any_case(word)
        .map(str::to_owned)
        .or_else(|| by_any_case(word.strip_suffix('+')?).map(|id| format!("{id}+")))
}

fn by_any_case(word: &str) -> Option<&'static str> {
    let mut names = spdx::identifiers::LICENSES.iter().map(|license| license.name);
    names.find(|name| name.eq_ignore_ascii_case(word) && is_listed(name))
}

fn exception(word: &str) -> Option<&'static str> {
    let mut names = spdx::identifiers::EXCEPTIONS.iter().map(|exception| exception.name);
    names.find(|name| name.eq_ignore_ascii_case(word))
}

/// Whether SPDX itself lists `name`: the library's table also has a placeholder and the stems of
/// the GFDL's variants.
fn is_listed(name: &str) -> bool {
    name != "NOASSERTION" && !name.ends_with("invariants")
}

#[cfg(test)]
mod tests {
    use super::License;
    use keelmark_model::Ecosystem::{Cargo, Npm, Python};
    use proptest::prelude::*;

    fn expression(text: &str) -> Option<String> {
        License::parse(Python, text)?.expression().map(str::to_owned)
    }

    #[test]
    fn identifiers_take_the_case_of_the_list() {
        assert_eq!(License::parse(Python, " apache-2.0 "), Some(License::Id("Apache-2.0")));
        assert_eq!(License::parse(Npm, "(MIT)"), Some(License::Id("MIT")));
        assert_eq!(License::parse(Python, "GPL-3.0"), Some(License::Id("GPL-3.0")));
    }

    #[test]
    fn names_stand_for_identifiers() {
        for (name, id) in super::NAMES {
            assert_eq!(super::identifier(id), Some(id), "{name}");
            assert_eq!(License::parse(Npm, name), Some(License::Id(id)), "{name}");
        }
    }

    #[test]
    fn expressions_are_canonical() {
        for (text, wanted) in [
            ("mit or apache-2.0", Some("MIT OR Apache-2.0")),
            ("(mit or apache-2.0)", Some("MIT OR Apache-2.0")),
            ("(MIT) OR (ISC)", Some("(MIT) OR (ISC)")),
            ("( mit AND bsd-3-clause )or ISC", Some("(MIT AND BSD-3-Clause) OR ISC")),
            ("apache-2.0 with llvm-exception", Some("Apache-2.0 WITH LLVM-exception")),
            ("MPL-2.0+", Some("MPL-2.0+")),
            ("gpl-2.0+", Some("GPL-2.0+")),
            ("LicenseRef-Proprietary", Some("LicenseRef-Proprietary")),
            ("LicenseRef-a b", None),
            ("LicenseRef-", None),
            ("DocumentRef-x:LicenseRef-y", None),
            ("NOASSERTION", None),
            ("GFDL-1.3-invariants", None),
            ("MIT OR", None),
            ("MIT Apache-2.0", None),
            ("MIT/X11", None),
            ("(MIT", None),
            ("Apache License 2.0", Some("Apache-2.0")),
            ("The Apache Software License,\n  Version 2.0", Some("Apache-2.0")),
            ("3-Clause BSD License", Some("BSD-3-Clause")),
            ("BSD License", None),
            ("Apache Software License", None),
            ("not the MIT License", None),
            ("", None),
        ] {
            assert_eq!(expression(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn addresses_of_texts_are_known() {
        for (url, wanted) in [
            ("http://www.apache.org/licenses/LICENSE-2.0.txt", Some("Apache-2.0")),
            ("https://opensource.org/licenses/BSD-3-Clause", Some("BSD-3-Clause")),
            ("http://www.opensource.org/licenses/mit-license.php", Some("MIT")),
            ("https://spdx.org/licenses/ISC.html", Some("ISC")),
            ("https://www.gnu.org/licenses/old-licenses/gpl-2.0.html", None),
            ("MIT", None),
        ] {
            let license = License::at(url);
            assert_eq!(license.as_ref().and_then(License::expression), wanted, "{url}");
        }
    }

    #[test]
    fn a_slash_means_or_to_cargo_alone() {
        let cargo = License::parse(Cargo, "MIT/Apache-2.0");
        assert_eq!(cargo, Some(License::Expression("MIT OR Apache-2.0".to_owned())));
        let python = License::parse(Python, "MIT/Apache-2.0");
        assert_eq!(python, Some(License::Text("MIT/Apache-2.0".to_owned())));
    }

    #[test]
    fn other_text_stays_as_one_line() {
        assert_eq!(License::parse(Python, " \n "), None);
        let text = "\n  Copyright (c) A\u{7}cme\nAll rights reserved\n";
        let line = License::Text("Copyright (c) Acme".to_owned());
        assert_eq!(License::parse(Python, text), Some(line));
    }

    #[test]
    fn references_are_found_for_the_document_to_define() {
        let license = License::parse(Npm, "(LicenseRef-a.b OR MIT) AND LicenseRef-c");
        let license = license.expect("an expression");
        assert_eq!(license.references().collect::<Vec<_>>(), ["LicenseRef-a.b", "LicenseRef-c"]);
    }

    #[test]
    fn the_list_has_a_version_of_two_numbers() {
        assert_eq!(super::list_version().split('.').count(), 2);
    }

    proptest! {
        #[test]
        fn what_is_written_for_a_licence_is_read_as_that_licence(
            words in proptest::collection::vec(
                prop_oneof![
                    "(mit|Apache-2.0\\+?|gpl-2.0\\+|LicenseRef-[a-z.]{1,3})",
                    "(AND|or|WITH|LLVM-exception|\\(|\\)|/|[A-Z]{1,3})",
                ],
                0..8,
            ),
        ) {
            let license = License::parse(Cargo, &words.join(" "));
            if let Some(expression) = license.as_ref().and_then(License::expression) {
                prop_assert_eq!(&License::parse(Npm, expression), &license);
            }
        }
    }
}
