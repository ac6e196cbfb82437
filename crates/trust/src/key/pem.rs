//! The PEM around keys (RFC 7468, strict): read in constant time, and cleared from memory.

use pkcs8::der::pem;
use zeroize::Zeroizing;

use crate::KeyError;
use crate::limits;

/// The label and content of the one block in `text`.
///
/// `openssl ecparam -genkey` puts an `EC PARAMETERS` block before the key; it is passed over.
pub(super) fn parse(text: &[u8]) -> Result<(&str, Zeroizing<Vec<u8>>), KeyError> {
    if text.len() > limits::KEY_FILE_BYTES {
        let (size, most) = (text.len(), limits::KEY_FILE_BYTES);
        return Err(KeyError::format(format!("{size} bytes; a key file has at most {most}")));
    }
    if text.starts_with(b"\xef\xbb\xbf") {
        let message = "it begins with a byte order mark: save it as UTF-8 without one";
        return Err(KeyError::format(message));
    }
    if text.starts_with(b"\x30") && str::from_utf8(text).is_err() {
        let message = "it is in DER: `openssl pkey -inform DER -in FILE` writes it in PEM, with \
                       `-pubin` a public key";
        return Err(KeyError::format(message));
    }
    let text = text.trim_ascii();
    let after = text
        .starts_with(b"-----BEGIN EC PARAMETERS-----")
        .then(|| find(text, b"-----END EC PARAMETERS-----"))
        .flatten();
    let text = after.map_or(text, |rest| rest.trim_ascii_start());
    let (label, content) = pem::decode_vec(text)
        .map_err(|error| KeyError::format(format!("not a PEM key: {error}")))?;
    Ok((label, Zeroizing::new(content)))
}

/// What follows the first `mark` in `text`.
fn find<'t>(text: &'t [u8], mark: &[u8]) -> Option<&'t [u8]> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    Some(&text[at + mark.len()..])
}

/// One block, lines of 64 characters, newline at the end.
pub(super) fn render(label: &'static str, content: &[u8]) -> Result<Zeroizing<String>, KeyError> {
    pem::encode_string(label, pem::LineEnding::LF, content)
        .map(Zeroizing::new)
        .map_err(|error| KeyError::format(format!("PEM: {error}")))
}
