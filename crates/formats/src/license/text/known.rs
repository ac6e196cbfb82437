//! The texts compared with: licences that are common, and those that differ from a common one in few
//! words.

use spdx::text::{EXCEPTION_TEXTS, LICENSE_TEXTS};

/// What a licence is called in an expression, and its text.
type Known = (&'static str, &'static str);

/// Picked while compiling, so that the other texts of the list stay out of the program.
pub(super) static KNOWN: &[Known] = &[
    const { ("0BSD", text(LICENSE_TEXTS, "0BSD")) },
    const { ("AFL-2.1", text(LICENSE_TEXTS, "AFL-2.1")) },
    const { ("AFL-3.0", text(LICENSE_TEXTS, "AFL-3.0")) },
    const { ("AGPL-3.0-only", text(LICENSE_TEXTS, "AGPL-3.0-only")) },
    const { ("Apache-1.0", text(LICENSE_TEXTS, "Apache-1.0")) },
    const { ("Apache-1.1", text(LICENSE_TEXTS, "Apache-1.1")) },
    const { ("Apache-2.0", text(LICENSE_TEXTS, "Apache-2.0")) },
    const { ("Artistic-1.0-Perl", text(LICENSE_TEXTS, "Artistic-1.0-Perl")) },
    const { ("Artistic-2.0", text(LICENSE_TEXTS, "Artistic-2.0")) },
    const { ("BSD-1-Clause", text(LICENSE_TEXTS, "BSD-1-Clause")) },
    const { ("BSD-2-Clause", text(LICENSE_TEXTS, "BSD-2-Clause")) },
    const { ("BSD-2-Clause-Patent", text(LICENSE_TEXTS, "BSD-2-Clause-Patent")) },
    const { ("BSD-3-Clause", text(LICENSE_TEXTS, "BSD-3-Clause")) },
    const { ("BSD-3-Clause-Clear", text(LICENSE_TEXTS, "BSD-3-Clause-Clear")) },
    const { ("BSD-3-Clause-LBNL", text(LICENSE_TEXTS, "BSD-3-Clause-LBNL")) },
    const { ("BSD-3-Clause-Modification", text(LICENSE_TEXTS, "BSD-3-Clause-Modification")) },
    const { ("BSD-4-Clause", text(LICENSE_TEXTS, "BSD-4-Clause")) },
    const { ("BSD-4-Clause-UC", text(LICENSE_TEXTS, "BSD-4-Clause-UC")) },
    const { ("BSD-Source-Code", text(LICENSE_TEXTS, "BSD-Source-Code")) },
    const { ("BSL-1.0", text(LICENSE_TEXTS, "BSL-1.0")) },
    const { ("BUSL-1.1", text(LICENSE_TEXTS, "BUSL-1.1")) },
    const { ("BlueOak-1.0.0", text(LICENSE_TEXTS, "BlueOak-1.0.0")) },
    const { ("CC-BY-3.0", text(LICENSE_TEXTS, "CC-BY-3.0")) },
    const { ("CC-BY-4.0", text(LICENSE_TEXTS, "CC-BY-4.0")) },
    const { ("CC-BY-SA-3.0", text(LICENSE_TEXTS, "CC-BY-SA-3.0")) },
    const { ("CC-BY-SA-4.0", text(LICENSE_TEXTS, "CC-BY-SA-4.0")) },
    const { ("CC0-1.0", text(LICENSE_TEXTS, "CC0-1.0")) },
    const { ("CDDL-1.0", text(LICENSE_TEXTS, "CDDL-1.0")) },
    const { ("CDDL-1.1", text(LICENSE_TEXTS, "CDDL-1.1")) },
    const { ("CDLA-Permissive-2.0", text(LICENSE_TEXTS, "CDLA-Permissive-2.0")) },
    const { ("CNRI-Python", text(LICENSE_TEXTS, "CNRI-Python")) },
    const { ("EPL-1.0", text(LICENSE_TEXTS, "EPL-1.0")) },
    const { ("EPL-2.0", text(LICENSE_TEXTS, "EPL-2.0")) },
    const { ("EUPL-1.2", text(LICENSE_TEXTS, "EUPL-1.2")) },
    const { ("Elastic-2.0", text(LICENSE_TEXTS, "Elastic-2.0")) },
    const { ("FSFAP", text(LICENSE_TEXTS, "FSFAP")) },
    const { ("GPL-1.0-only", text(LICENSE_TEXTS, "GPL-1.0-only")) },
    const { ("GPL-2.0-only", text(LICENSE_TEXTS, "GPL-2.0-only")) },
    const { ("GPL-3.0-only", text(LICENSE_TEXTS, "GPL-3.0-only")) },
    const { ("HPND", text(LICENSE_TEXTS, "HPND")) },
    const { ("ICU", text(LICENSE_TEXTS, "ICU")) },
    const { ("IJG", text(LICENSE_TEXTS, "IJG")) },
    const { ("ISC", text(LICENSE_TEXTS, "ISC")) },
    const { ("Info-ZIP", text(LICENSE_TEXTS, "Info-ZIP")) },
    const { ("JSON", text(LICENSE_TEXTS, "JSON")) },
    const { ("LGPL-2.0-only", text(LICENSE_TEXTS, "LGPL-2.0-only")) },
    const { ("LGPL-2.1-only", text(LICENSE_TEXTS, "LGPL-2.1-only")) },
    const { ("LGPL-3.0-only", text(LICENSE_TEXTS, "LGPL-3.0-only")) },
    const { ("Libpng", text(LICENSE_TEXTS, "Libpng")) },
    const { ("MIT", text(LICENSE_TEXTS, "MIT")) },
    const { ("MIT-0", text(LICENSE_TEXTS, "MIT-0")) },
    const { ("MIT-CMU", text(LICENSE_TEXTS, "MIT-CMU")) },
    const { ("MIT-Modern-Variant", text(LICENSE_TEXTS, "MIT-Modern-Variant")) },
    const { ("MIT-advertising", text(LICENSE_TEXTS, "MIT-advertising")) },
    const { ("MIT-feh", text(LICENSE_TEXTS, "MIT-feh")) },
    const { ("MITNFA", text(LICENSE_TEXTS, "MITNFA")) },
    const { ("MPL-1.1", text(LICENSE_TEXTS, "MPL-1.1")) },
    const { ("MPL-2.0", text(LICENSE_TEXTS, "MPL-2.0")) },
    const { ("MS-PL", text(LICENSE_TEXTS, "MS-PL")) },
    const { ("MulanPSL-2.0", text(LICENSE_TEXTS, "MulanPSL-2.0")) },
    const { ("NCSA", text(LICENSE_TEXTS, "NCSA")) },
    const { ("NTP", text(LICENSE_TEXTS, "NTP")) },
    const { ("OFL-1.1", text(LICENSE_TEXTS, "OFL-1.1")) },
    const { ("OLDAP-2.8", text(LICENSE_TEXTS, "OLDAP-2.8")) },
    const { ("OpenSSL", text(LICENSE_TEXTS, "OpenSSL")) },
    const { ("PHP-3.01", text(LICENSE_TEXTS, "PHP-3.01")) },
    const { ("PSF-2.0", text(LICENSE_TEXTS, "PSF-2.0")) },
    const { ("PostgreSQL", text(LICENSE_TEXTS, "PostgreSQL")) },
    const { ("Python-2.0", text(LICENSE_TEXTS, "Python-2.0")) },
    const { ("Ruby", text(LICENSE_TEXTS, "Ruby")) },
    const { ("SGI-B-2.0", text(LICENSE_TEXTS, "SGI-B-2.0")) },
    const { ("SSPL-1.0", text(LICENSE_TEXTS, "SSPL-1.0")) },
    const { ("TCL", text(LICENSE_TEXTS, "TCL")) },
    const { ("UPL-1.0", text(LICENSE_TEXTS, "UPL-1.0")) },
    const { ("Unicode-3.0", text(LICENSE_TEXTS, "Unicode-3.0")) },
    const { ("Unicode-DFS-2016", text(LICENSE_TEXTS, "Unicode-DFS-2016")) },
    const { ("Unlicense", text(LICENSE_TEXTS, "Unlicense")) },
    const { ("Vim", text(LICENSE_TEXTS, "Vim")) },
    const { ("W3C", text(LICENSE_TEXTS, "W3C")) },
    const { ("W3C-20150513", text(LICENSE_TEXTS, "W3C-20150513")) },
    const { ("WTFPL", text(LICENSE_TEXTS, "WTFPL")) },
    const { ("X11", text(LICENSE_TEXTS, "X11")) },
    const { ("ZPL-2.1", text(LICENSE_TEXTS, "ZPL-2.1")) },
    const { ("Zlib", text(LICENSE_TEXTS, "Zlib")) },
    const { ("bzip2-1.0.6", text(LICENSE_TEXTS, "bzip2-1.0.6")) },
    const { ("curl", text(LICENSE_TEXTS, "curl")) },
    const { ("libpng-2.0", text(LICENSE_TEXTS, "libpng-2.0")) },
    const { ("libtiff", text(LICENSE_TEXTS, "libtiff")) },
    const { ("zlib-acknowledgement", text(LICENSE_TEXTS, "zlib-acknowledgement")) },
];

/// The exception of LLVM's licence.
pub(super) const LLVM: &str = const { text(EXCEPTION_TEXTS, "LLVM-exception") };

/// The exception of OpenJDK's licence.
pub(super) const CLASSPATH: &str = const { text(EXCEPTION_TEXTS, "Classpath-exception-2.0") };

/// The one of `texts` that is called `id`.
#[expect(clippy::panic, reason = "an identifier that is not listed stops the build")]
const fn text(texts: &'static [Known], id: &str) -> &'static str {
    let mut at = 0;
    while at < texts.len() {
        if is_same(texts[at].0.as_bytes(), id.as_bytes()) {
            return texts[at].1;
        }
        at += 1;
    }
    panic!("the licence list has no such identifier")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
