//! SHA-256 of canonical text.

use std::fmt;
use std::io;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash (FIPS 180-4), written as 64 hexadecimal digits.
///
/// ```
/// use crosstie::manifest::Digest;
///
/// let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// let digest: Digest = text.parse()?;
/// assert_eq!(digest.to_string(), text);
/// assert!("e3b0".parse::<Digest>().is_err());
/// # Ok::<(), crosstie::manifest::DigestError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// A text that is no hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a SHA-256 hash; write its 64 hexadecimal digits in lower case")]
pub struct DigestError {
    given: String,
}

impl Digest {
    /// The 32 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Of the text `{"crosstie":what,"schema":1,"content":content}` as compact JSON.
    pub(super) fn of(what: &str, content: &impl Serialize) -> Self {
        let mut hash = Hashing(Sha256::new());
        let tagged = Tagged { crosstie: what, schema: SCHEMA, content };
        // Our contents are structures of texts and whole numbers, with texts for keys: nothing of theirs has no JSON,
        // and hashing does not fail. What would is no JSON, and equals no hash of content.
        if let Err(error) = serde_json::to_writer(&mut hash, &tagged) {
            hash.0.update(error.to_string().as_bytes());
        }
        Self(hash.0.finalize().into())
    }
}

/// The schema of the texts.
const SCHEMA: u32 = 1;

/// What is hashed: the name of the kind first, so that no two kinds share a text.
#[derive(Serialize)]
struct Tagged<'a, T: Serialize> {
    crosstie: &'a str,
    schema: u32,
    content: &'a T,
}

struct Hashing(Sha256);

impl io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let refused = || DigestError { given: text.chars().take(80).collect() };
        let digits = text.as_bytes();
        let good = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 64 || !digits.iter().all(good) {
            return Err(refused());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| refused())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| refused())?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn the_hash_is_that_of_the_text() {
        // printf '{"crosstie":"test","schema":1,"content":["a",2]}' | sha256sum
        let digest = Digest::of("test", &("a", 2));
        assert_eq!(digest.to_string(), HASH);
    }

    const HASH: &str = "2c9d7a89eb3e43bf7053693a31d177ebe0e0b43b26272be9eb179fa3de8c4b77";
}
