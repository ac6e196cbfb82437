//! Every limit on what is read from the system.

use std::time::Duration;

/// Largest key or passphrase file, in bytes.
pub const KEY_FILE_BYTES: u64 = 64 << 10;

/// Largest file read for a version, in bytes.
pub const VERSION_FILE_BYTES: u64 = 1 << 20;

/// Most entries of one evidence folder.
pub const FOLDER_ENTRIES: usize = 10_000;

/// Most bytes of one evidence folder held in memory together.
pub const FOLDER_BYTES: u64 = 512 << 20;

/// Most files and folders one glob may look at.
pub const GLOB_ENTRIES: usize = 1_000_000;

/// Deepest folder `**` descends to, and most folders one glob may name.
pub const GLOB_DEPTH: usize = 64;

/// Most members a workspace may have.
pub const WORKSPACE_MEMBERS: usize = 10_000;

/// Most folders looked at above a project for the root of its workspace.
pub const PARENTS: usize = 64;

/// How long git may take to answer.
pub const GIT_TIME: Duration = Duration::from_secs(60);

/// Most bytes read of one answer of git; a longer list of changes is cut, and stays a change.
pub const GIT_BYTES: u64 = 16 << 20;

/// How long git may take to give the files of a commit that are wanted, which includes reading them.
pub const GIT_CONTENTS_TIME: Duration = Duration::from_secs(600);

/// Longest target of a link in a commit, in bytes.
pub const LINK_BYTES: u64 = 4096;

/// Most files and folders below a folder of releases.
pub const TREE_ENTRIES: usize = 200_000;

/// Deepest folder below a folder of releases.
pub const TREE_DEPTH: usize = 16;

/// Longest that fetching one file may take, in seconds.
pub const FETCH_SECONDS: u64 = 30;

/// Most redirections followed for one file.
pub const FETCH_REDIRECTS: u32 = 4;

/// Largest file of certificates to trust servers by; those of systems have a quarter of a megabyte.
pub const ROOTS_BYTES: u64 = 8 << 20;

/// Most files of certificates taken of one folder; those of systems have some 500.
pub const ROOT_FILES: usize = 4096;

/// Most times a registry is asked for one thing: once to learn who wants to know, and when it is busy.
pub const REGISTRY_ATTEMPTS: u32 = 5;

/// Longest wait before a registry is asked again, in seconds.
pub const REGISTRY_WAIT_SECONDS: u64 = 30;

/// Longest time that one part of an image may take to come, in seconds.
pub const REGISTRY_SECONDS: u64 = 3_600;

/// Largest answer of a server that gives tokens, in bytes.
pub const REGISTRY_TOKEN_BYTES: u64 = 64 << 10;

/// Largest file of names and passwords for registries, in bytes.
pub const REGISTRY_CONFIG_BYTES: u64 = 1 << 20;

/// Longest name of an image, in bytes.
pub const IMAGE_REFERENCE_BYTES: usize = 512;

/// Largest file of trusted roots that is kept, in bytes.
pub const TRUST_FILE_BYTES: u64 = 8 << 20;

/// Most files and folders looked at in one target.
pub const SCAN_ENTRIES: usize = 10_000_000;

/// Most files of one target that are read only because others take them over. Large projects have ten.
pub const INCLUDED_FILES: usize = 1_000;

/// Deepest folder looked into in one target.
pub const SCAN_DEPTH: usize = 256;

/// Most gaps of one target that are told of one by one.
pub const GAPS: usize = 10_000;

/// Most devices, pipes and sockets of one target whose places are kept.
pub const SKIPPED: usize = 100_000;

/// Most further names of files of one layer that its archive is read again for.
pub const LINKS: usize = 100_000;

/// Largest file that several threads may have in memory at once, in bytes; of larger ones there is one.
pub const LARGE_FILE_BYTES: u64 = 4 << 20;

/// Most archives that lie in each other.
pub const NESTED_DEPTH: usize = 4;

/// Most archives within others that are looked into in one target: several times what the largest servers
/// of Java have with all of their plugins.
pub const NESTED_ARCHIVES: usize = 20_000;

/// Largest archive within another that is looked into, in bytes.
pub const NESTED_ARCHIVE_BYTES: u64 = 1 << 30;

/// Most bytes read of all archives within others in one target: what a bomb of archives within
/// archives costs at most.
pub const NESTED_BYTES: u64 = 16 << 30;

/// Largest archive within another that is kept in memory, in bytes.
pub const SPOOL_MEMORY_BYTES: u64 = 8 << 20;

/// Largest entry of the cache of layers, in bytes. That of a distribution with compilers has 7 MiB.
pub const LAYER_ENTRY_BYTES: u64 = 128 << 20;

/// Most bytes of all entries of the cache of layers.
pub const LAYER_CACHE_BYTES: u64 = 1 << 30;

/// Most entries of the cache of layers.
pub const LAYER_ENTRIES: usize = 10_000;

/// Most indexes of images that lead to each other.
pub const IMAGE_INDEX_DEPTH: usize = 4;

/// Most images that are listed by name where it is not known which one is meant.
pub const LISTED_IMAGES: usize = 20;

/// Most files and folders of one source of advisories; all that are published together are some 600,000.
pub const ADVISORY_FILES: usize = 4_000_000;

/// Largest advisory or list of flaws that is read, in bytes, decompressed.
pub const ADVISORY_FILE_BYTES: u64 = 256 << 20;

/// Bytes of advisories unpacked before they are read together.
pub const ADVISORY_BATCH_BYTES: usize = 32 << 20;

/// Largest database of advisories that is copied, in bytes. One of 300,000 advisories has some 150 MiB.
pub const ADVISORY_DATABASE_BYTES: u64 = 4 << 30;

/// Largest published file of advisories that is fetched, in bytes. That of npm has 220 MB.
pub const ADVISORY_DOWNLOAD_BYTES: u64 = 4 << 30;

/// Longest entity tag that is kept, in bytes.
pub const ADVISORY_TAG_BYTES: u64 = 1 << 10;
