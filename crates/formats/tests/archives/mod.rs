//! Archives made by hand, right or wrong in any way a test wants.
#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(unreachable_pub, reason = "a module of each test binary")]

use std::io::Write;

/// A tar archive under construction.
#[derive(Default)]
pub struct Tar(pub Vec<u8>);

impl Tar {
    pub fn file(self, name: &str, content: &[u8]) -> Self {
        self.member(name.as_bytes(), b'0', 0o644, content)
    }

    /// A member of type `flag`; of types without content, `content` is the link.
    pub fn member(self, name: &[u8], flag: u8, mode: u32, content: &[u8]) -> Self {
        let is_link = matches!(flag, b'1' | b'2');
        let (link, content) = if is_link { (content, &b""[..]) } else { (&b""[..], content) };
        self.raw(&header(name, flag, mode, content.len() as u64, link)).raw(content).filled()
    }

    /// A pax header for the next member.
    pub fn pax(self, flag: u8, records: &[(&str, &str)]) -> Self {
        let mut content = String::new();
        for (key, value) in records {
            let rest = format!(" {key}={value}\n");
            let mut length = rest.len();
            while length != rest.len() + length.to_string().len() {
                length = rest.len() + length.to_string().len();
            }
            content.push_str(&format!("{length}{rest}"));
        }
        self.member(b"pax", flag, 0o644, content.as_bytes())
    }

    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    fn filled(mut self) -> Self {
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    pub fn end(self) -> Vec<u8> {
        self.raw(&[0; 1024]).0
    }
}

/// A header of a tar archive, in the form of POSIX.
pub fn header(name: &[u8], flag: u8, mode: u32, size: u64, link: &[u8]) -> [u8; 512] {
    let mut block = [0; 512];
    block[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
    block[100..108].copy_from_slice(format!("{mode:07o}\0").as_bytes());
    block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    block[156] = flag;
    block[157..157 + link.len()].copy_from_slice(link);
    block[257..265].copy_from_slice(b"ustar\x0000");
    sign(&mut block);
    block
}

/// Puts the right checksum into a header.
pub fn sign(block: &mut [u8; 512]) {
    block[148..156].copy_from_slice(b"        ");
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// A member of a zip archive.
pub struct ZipMember {
    /// Name in the directory.
    pub name: Vec<u8>,
    /// Name before the content.
    pub local_name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub checksum: u32,
    pub size: u64,
    pub stored: Vec<u8>,
    /// Mode of Unix.
    pub mode: u32,
    /// Takes the place of another member, by its number.
    pub at: Option<usize>,
}

impl ZipMember {
    pub fn stored(name: &str, content: &[u8]) -> Self {
        Self {
            name: name.into(),
            local_name: name.into(),
            flags: 0,
            method: 0,
            checksum: checksum(content),
            size: content.len() as u64,
            stored: content.to_vec(),
            mode: 0o100_644,
            at: None,
        }
    }

    pub fn deflated(name: &str, content: &[u8]) -> Self {
        let level = flate2::Compression::best();
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
        encoder.write_all(content).unwrap();
        let stored = encoder.finish().unwrap();
        Self { method: 8, stored, ..Self::stored(name, content) }
    }
}

fn checksum(content: &[u8]) -> u32 {
    let mut checksum = flate2::Crc::new();
    checksum.update(content);
    checksum.sum()
}

/// A zip archive of `members`.
pub fn zip(members: &[ZipMember]) -> Vec<u8> {
    zip_behind(&[], members)
}

/// A zip archive of `members` behind other bytes.
pub fn zip_behind(before: &[u8], members: &[ZipMember]) -> Vec<u8> {
    let mut bytes = before.to_vec();
    let mut offsets: Vec<u32> = Vec::new();
    for member in members {
        if let Some(at) = member.at {
            offsets.push(offsets[at]);
            continue;
        }
        offsets.push((bytes.len() - before.len()) as u32);
        bytes.extend(b"PK\x03\x04\x14\0");
        common(&mut bytes, member, &member.local_name);
        bytes.extend(&member.local_name);
        bytes.extend(&member.stored);
    }
    let directory = bytes.len();
    for (member, offset) in members.iter().zip(offsets) {
        bytes.extend(b"PK\x01\x02\x14\x03\x14\0");
        common(&mut bytes, member, &member.name);
        bytes.extend([0; 6]);
        bytes.extend((member.mode << 16).to_le_bytes());
        bytes.extend(offset.to_le_bytes());
        bytes.extend(&member.name);
    }
    let length = (bytes.len() - directory) as u32;
    // Counts of archives with more members would stand in another record.
    let count = members.len() as u16;
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(((directory - before.len()) as u32).to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn common(bytes: &mut Vec<u8>, member: &ZipMember, name: &[u8]) {
    bytes.extend(member.flags.to_le_bytes());
    bytes.extend(member.method.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(member.checksum.to_le_bytes());
    bytes.extend((member.stored.len() as u32).to_le_bytes());
    bytes.extend((member.size as u32).to_le_bytes());
    bytes.extend((name.len() as u16).to_le_bytes());
    bytes.extend(0_u16.to_le_bytes());
}

/// The same archive with its directory told of as one of a large archive.
pub fn zip64(zip: &[u8]) -> Vec<u8> {
    let (content, end) = zip.split_at(zip.len() - 22);
    let number = |at: usize| u64::from(u32::from_le_bytes(end[at..at + 4].try_into().unwrap()));
    let count = u64::from(u16::from_le_bytes(end[10..12].try_into().unwrap()));
    let mut bytes = content.to_vec();
    let at = bytes.len() as u64;
    bytes.extend(b"PK\x06\x06");
    bytes.extend(44_u64.to_le_bytes());
    bytes.extend([45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for field in [count, count, number(12), number(16)] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend(b"PK\x06\x07\0\0\0\0");
    bytes.extend(at.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff");
    bytes.extend([0xff; 8]);
    bytes.extend([0; 2]);
    bytes
}

/// An ar archive.
pub fn ar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, content) in members {
        bytes.extend(format!("{name:<16}{:<32}{:<10}`\n", 0, content.len()).as_bytes());
        bytes.extend(*content);
        bytes.resize(bytes.len().next_multiple_of(2), b'\n');
    }
    bytes
}

/// A cpio archive of the "new ASCII" form.
pub fn cpio(members: &[(&str, u32, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, mode, content) in members.iter().chain(&[("TRAILER!!!", 0, &b""[..])]) {
        let mut fields = [0; 13];
        fields[1] = *mode;
        fields[6] = content.len() as u32;
        fields[11] = name.len() as u32 + 1;
        bytes.extend(b"070701");
        fields.iter().for_each(|field| bytes.extend(format!("{field:08x}").as_bytes()));
        bytes.extend(name.as_bytes());
        bytes.push(0);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes.extend(*content);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    bytes
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// LZMA alone, its length unknown.
pub fn lzma(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::LzmaOptions::with_preset(0);
    let mut writer = lzma_rust2::LzmaWriter::new_use_header(Vec::new(), &options, None).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(0);
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}
