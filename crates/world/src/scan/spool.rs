//! An archive within another, laid by so that it can be read from its end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::limits;

/// What was laid by: a small one in memory, a large one in a file without a name.
#[derive(Debug)]
pub(super) enum Spool {
    Memory(Cursor<Vec<u8>>),
    File(BufReader<File>),
}

impl Spool {
    /// All of `content`, which is known to be bounded.
    pub(super) fn of(content: &mut dyn Read) -> io::Result<Self> {
        let mut memory = Vec::new();
        content.take(limits::SPOOL_MEMORY_BYTES).read_to_end(&mut memory)?;
        if (memory.len() as u64) < limits::SPOOL_MEMORY_BYTES {
            return Ok(Self::Memory(Cursor::new(memory)));
        }
        let mut file = nameless()?;
        file.write_all(&memory)?;
        drop(memory);
        io::copy(content, &mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self::File(BufReader::new(file)))
    }
}

/// A file that is gone as soon as it is closed, however that comes.
pub(super) fn nameless() -> io::Result<File> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let folder = std::env::temp_dir();
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".keelmark-{}-{number}", std::process::id()));
        let opened =
            OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path);
        match opened {
            // Another process may have had the number before.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1 << 20 => {}
            Err(error) => return Err(error),
            Ok(file) => {
                fs::remove_file(&path)?;
                return Ok(file);
            }
        }
    }
}

impl Read for Spool {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Memory(memory) => memory.read(buffer),
            Self::File(file) => file.read(buffer),
        }
    }
}

impl Seek for Spool {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Memory(memory) => memory.seek(to),
            Self::File(file) => file.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, SeekFrom};

    use super::Spool;
    use crate::limits::SPOOL_MEMORY_BYTES;

    #[test]
    fn small_and_large_are_kept_whole() {
        for (length, in_memory) in [(0, true), (100, true), (SPOOL_MEMORY_BYTES + 5, false)] {
            let mut spool = Spool::of(&mut std::io::repeat(7).take(length)).unwrap();
            assert_eq!(matches!(spool, Spool::Memory(_)), in_memory);
            assert_eq!(spool.seek(SeekFrom::End(0)).unwrap(), length);
            spool.seek(SeekFrom::Start(0)).unwrap();
            let mut bytes = Vec::new();
            spool.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes.len() as u64, length);
        }
    }
}
