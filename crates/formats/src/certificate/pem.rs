//! The PEM around certificates (RFC 7468).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{ParseError, codes, limits};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
const LABEL: &str = "CERTIFICATE";

/// The content of each certificate's block.
pub(super) fn blocks(text: &[u8]) -> Result<Vec<Vec<u8>>, ParseError> {
    if text.len() > limits::CERTIFICATE_FILE_BYTES {
        let most = limits::CERTIFICATE_FILE_BYTES;
        return Err(refused(format!("{} bytes; certificates have at most {most}", text.len())));
    }
    let text = std::str::from_utf8(text).map_err(|_| refused("not text, and so not PEM"))?;
    let mut lines = text.lines().map(str::trim_end);
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        let Some(label) = line.strip_prefix(BEGIN) else { continue };
        if label.strip_suffix(DASHES) != Some(LABEL) {
            let label = keelmark_model::visible(label.trim_end_matches('-'));
            return Err(refused(format!("a block `{label}` is not a certificate")));
        }
        if blocks.len() == limits::CERTIFICATES_IN_FILE {
            return Err(refused(format!("more than {} certificates", blocks.len())));
        }
        blocks.push(content(&mut lines)?);
    }
    if blocks.is_empty() {
        return Err(refused("no certificate in PEM"));
    }
    Ok(blocks)
}

/// The content of the block whose first line was read.
fn content<'t>(lines: &mut impl Iterator<Item = &'t str>) -> Result<Vec<u8>, ParseError> {
    let mut base64 = String::new();
    for line in lines {
        let Some(label) = line.strip_prefix(END) else {
            base64.push_str(line);
            continue;
        };
        if label.strip_suffix(DASHES) != Some(LABEL) {
            break;
        }
        return STANDARD
            .decode(base64)
            .map_err(|error| refused(format!("a certificate is not base64: {error}")));
    }
    Err(refused("a certificate has no end"))
}

fn refused(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::CERTIFICATE_PEM, message)
}

#[cfg(test)]
mod tests {
    use super::blocks;

    fn read(text: &str) -> Result<Vec<Vec<u8>>, String> {
        blocks(text.as_bytes()).map_err(|error| error.message)
    }

    #[test]
    fn every_block_is_read_and_text_is_passed_over() {
        let text = "subject: x\r\n-----BEGIN CERTIFICATE-----\r\nAAEC\r\nAwQ=\r\n-----END CERTIFICATE-----\r\n\
                    \n-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----";
        assert_eq!(read(text), Ok(vec![vec![0, 1, 2, 3, 4], vec![]]));
    }

    #[test]
    fn anything_else_is_refused() {
        let cases = [
            ("", "no certificate in PEM"),
            ("-----BEGIN CERTIFICATE-----\nAAEC\n", "a certificate has no end"),
            ("-----BEGIN CERTIFICATE-----\nAAEC\n-----END KEY-----\n", "a certificate has no end"),
            (
                "-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----\n",
                "a block `PRIVATE KEY` is not a certificate",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(read(text), Err(message.to_owned()));
        }
        let not_base64 = "-----BEGIN CERTIFICATE-----\nAAE\n-----END CERTIFICATE-----";
        assert!(read(not_base64).is_err_and(|message| message.contains("not base64")));
        let many = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".repeat(300);
        assert_eq!(read(&many), Err("more than 256 certificates".to_owned()));
    }
}
