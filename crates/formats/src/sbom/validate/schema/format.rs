//! Forms of text that schemas ask for by name.

/// RFC 3339, 5.6: a date and a time with its offset.
pub(in crate::sbom::validate) fn is_date_time(text: &str) -> bool {
    let has_date = text.get(..10).is_some_and(is_date);
    let rest = text.get(10..).unwrap_or_default();
    let is_separated = rest.starts_with(['T', 't']);
    has_date && is_separated && !text.contains('[') && text.parse::<jiff::Timestamp>().is_ok()
}

/// RFC 3339, `full-date`: a day of the calendar.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// RFC 3987, 2.2, as far as it can be told without a scheme's own rules.
pub(in crate::sbom::validate) fn is_iri_reference(text: &str) -> bool {
    let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (before, query) = before.split_once('?').unwrap_or((before, ""));
    let may_have = |part: &str, further: &str| {
        part.chars().all(|c| is_iri_character(c) || further.contains(c)) && is_escaped_well(part)
    };
    if !may_have(fragment, "/?:@") || !may_have(query, "/?:@") {
        return false;
    }
    let (scheme, rest) = split_scheme(before);
    match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            is_authority(authority) && may_have(path, "/:@")
        }
        // Without a scheme, a colon in the first segment would make it one.
        None => {
            let first = rest.split('/').next().unwrap_or_default();
            may_have(rest, "/:@") && (scheme.is_some() || !first.contains(':'))
        }
    }
}

/// RFC 3986, 3.1.
fn split_scheme(text: &str) -> (Option<&str>, &str) {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, text),
    }
}

/// RFC 3986, 3.2: `[user@]host[:port]`.
fn is_authority(text: &str) -> bool {
    let (user, rest) = text.rsplit_once('@').unwrap_or(("", text));
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (rest, ""),
    };
    let is_literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match is_literal {
        Some(address) => is_ipv6_address(address),
        None => host.chars().all(is_iri_character) && is_escaped_well(host),
    };
    let is_user = user.chars().all(|c| is_iri_character(c) || c == ':') && is_escaped_well(user);
    is_host && is_user && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 3986, `IPv6address`, but for the rules of where `::` may stand beside eight groups.
fn is_ipv6_address(text: &str) -> bool {
    let is_group = |group: &str| {
        group.len() <= 4 && group.bytes().all(|byte| byte.is_ascii_hexdigit())
            || group.contains('.')
    };
    let groups = text.split(':').count();
    (3..=9).contains(&groups) && text.split(':').all(is_group) && !text.contains(":::")
}

/// `iunreserved`, `sub-delims` and the sign that an escape begins with.
fn is_iri_character(c: char) -> bool {
    match c {
        '%' | '-' | '.' | '_' | '~' => true,
        '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=' => true,
        // Private characters and noncharacters are not among `ucschar`.
        '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{ffff}' => false,
        '\u{a0}'..='\u{d7ff}' | '\u{f900}'..='\u{ffef}' => true,
        '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}' => false,
        '\u{10000}'..='\u{efffd}' => u32::from(c) & 0xfffe != 0xfffe,
        c => c.is_ascii_alphanumeric(),
    }
}

/// Whether two hexadecimal digits follow each `%`.
fn is_escaped_well(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        after.get(..2).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })
}

/// RFC 6531 as far as everybody agrees: something, `@`, and something, without white space.
pub(in crate::sbom) fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let is_written =
        |text: &str| !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    parts.is_some_and(|(user, host)| is_written(user) && is_written(host))
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_date_time, is_email, is_iri_reference};

    #[test]
    fn forms_are_told() {
        type Form = fn(&str) -> bool;
        let cases: [(Form, &[&str], &[&str]); 4] = [
            (
                is_date_time,
                &["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+02:00", "2026-01-02t03:04:05z"],
                &[
                    "",
                    "yesterday",
                    "2026-01-02",
                    "2026-13-02T03:04:05Z",
                    "2026-01-02 03:04:05Z",
                    "2026-01-02T03:04:05",
                    "2026-01-02T03:04:05Z[UTC]",
                ],
            ),
            (is_date, &["2026-02-28"], &["2026-02-30", "2026-2-3", "20260228"]),
            (
                is_iri_reference,
                &[
                    "",
                    "https://a.example/b?c=d#e",
                    "urn:cdx:1/2#3",
                    "git+https://a.example:8080/b@c",
                    "../x",
                    "https://[::1]/",
                    "https://ä.example/ö",
                    "mailto:a@b",
                    "#a",
                ],
                &[
                    "a b",
                    "http://a b/",
                    "a%zz",
                    "a#b#c",
                    "<a>",
                    "http://a:b/",
                    "http://[x]/",
                    ":a",
                    "a\\b",
                ],
            ),
            (is_email, &["a@b", "ä@ö.example"], &["a", "@b", "a@", "a b@c"]),
        ];
        for (form, held, refused) in cases {
            held.iter().for_each(|text| assert!(form(text), "{text}"));
            refused.iter().for_each(|text| assert!(!form(text), "{text}"));
        }
    }
}
