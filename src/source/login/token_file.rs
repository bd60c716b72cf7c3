//! A file with a token, read again every minute: tokens of pods and of many tools are replaced in place.

use super::header;
use crate::source::kubeconfig::FieldPlace;
use crate::source::{Trouble, files, message};
use http::HeaderValue;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The largest token file; servers do not accept headers of this size.
pub const LARGEST: usize = 128 << 10;
/// How long a token is used before the file is read again, as in client-go.
const FRESH: Duration = Duration::from_secs(60);

pub struct TokenFile {
    path: PathBuf,
    last: Mutex<(HeaderValue, Instant)>,
}

impl TokenFile {
    /// Reads the file of a user.
    ///
    /// # Errors
    /// If the file contains no token.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    pub fn of(path: PathBuf, at: &FieldPlace) -> Result<Self, Trouble> {
        Self::open(&path).map_err(|why| at.refuse("tokenFile", why))
    }

    /// # Errors
    /// Why the file contains no token, and its path.
    pub fn open(path: &Path) -> Result<Self, String> {
        let token =
            read(path).map_err(|why| format!("{}: {why}", message::line(&path.display().to_string())))?;
        Ok(Self { path: path.to_owned(), last: Mutex::new((token, Instant::now())) })
    }

    /// Returns the current token; if the file is gone or being written, the last token stays in use.
    pub fn header(&self) -> HeaderValue {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.1.elapsed() >= FRESH {
            let token = read(&self.path).unwrap_or_else(|_| last.0.clone());
            *last = (token, Instant::now());
        }
        last.0.clone()
    }
}

fn read(path: &Path) -> Result<HeaderValue, String> {
    let text = files::text(path, LARGEST)?;
    Ok(header::bearer(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("token");
        std::fs::write(&path, text).expect("written");
        (folder, path)
    }

    #[test]
    fn line_ends_do_not_belong_to_a_token() {
        let (_folder, path) = file(b"abc.def\r\n\n");
        assert_eq!(
            TokenFile::open(&path).map(|file| file.header()).ok(),
            Some("Bearer abc.def".parse().expect("one"))
        );
    }

    #[test]
    fn an_empty_and_a_large_file_are_refused() {
        for text in [&b""[..], b"\n", &vec![b'x'; LARGEST + 1], b"\xff\xfe\xfd", b"a\nb"] {
            let (_folder, path) = file(text);
            assert!(TokenFile::open(&path).is_err());
        }
    }

    #[test]
    fn a_new_token_is_taken_up_and_a_lost_file_keeps_the_last() {
        let (_folder, path) = file(b"one");
        let tokens = TokenFile::open(&path).unwrap_or_else(|why| panic!("{why}"));
        std::fs::write(&path, "two").expect("written");
        assert_eq!(tokens.header(), "Bearer one");
        let past = || Instant::now().checked_sub(FRESH).expect("a clock that runs for a minute");
        tokens.last.lock().expect("free").1 = past();
        assert_eq!(tokens.header(), "Bearer two");
        std::fs::remove_file(&path).expect("removed");
        tokens.last.lock().expect("free").1 = past();
        assert_eq!(tokens.header(), "Bearer two");
    }
}
