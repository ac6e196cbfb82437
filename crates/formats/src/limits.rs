//! Every limit on untrusted documents.

/// Largest document read into memory, in bytes.
pub const DOCUMENT_BYTES: usize = 64 << 20;

/// Largest TOML document, or part of one, that is held as a tree at once, in bytes. A tree takes up
/// to a hundred times the memory of its text.
pub const TOML_TREE_BYTES: usize = 4 << 20;

/// Most keys of the objects that are open at one place of a JSON document: they are kept to find
/// duplicates.
pub const DOCUMENT_KEYS: usize = 5 * PACKAGES;

/// Deepest nesting of arrays and objects in a JSON or TOML document.
pub const DOCUMENT_DEPTH: usize = 96;

/// Most packages one lockfile may name.
pub const PACKAGES: usize = 200_000;

/// Most dependency edges one lockfile may imply.
pub const EDGES: usize = 2_000_000;

/// Most pairs of a reason the root needs something for (an extra, a group) and a package: what in the
/// worst case is walked, and kept, to tell when each package is in use.
pub const USES: usize = 4_000_000;

/// Most files and subjects one evidence index may name.
pub const INDEX_ENTRIES: usize = 10_000;

/// Most signatures one envelope may have.
pub const SIGNATURES: usize = 64;

/// Most log entries, and most timestamps, one bundle may have.
pub const BUNDLE_PROOFS: usize = 32;

/// Longest identifier of a transparency log, in bytes; all known are SHA-256 digests or begin one.
pub const LOG_ID_BYTES: usize = 64;

/// Longest kind, and longest version, of a log entry, in bytes.
pub const LOG_KIND_BYTES: usize = 64;

/// Longest signature by a log over an entry, in bytes; ML-DSA-87 makes 4,627.
pub const LOG_SIGNATURE_BYTES: usize = 16 << 10;

/// Longest body of a log entry, in bytes. Rekor keeps hashes of what was signed, not the whole; a body
/// has some thousand, and with 64 signatures under certificates, some hundred thousand.
pub const LOG_BODY_BYTES: usize = 1 << 20;

/// Most hashes in a proof of inclusion: the height of a tree of 2^63 leaves, and one to spare.
pub const INCLUSION_HASHES: usize = 64;

/// Longest checkpoint, in bytes.
pub const CHECKPOINT_BYTES: usize = 128 << 10;

/// Most signatures of one checkpoint; C2SP signed-note asks for at least 16.
pub const CHECKPOINT_SIGNATURES: usize = 64;

/// Longest line that names a note's key, in bytes; an ML-DSA-87 key has 3,500 in base64.
pub const NOTE_KEY_BYTES: usize = 8 << 10;

/// Largest file of published proofs, in bytes. A bundle has some ten thousand; with an SBOM as its
/// payload, some million.
///
/// With this and the limits on what a proof holds, one file is verified or refused in at most four
/// times its length of memory, and each of its parts is walked at most four times: the file, the
/// strings in it that are written with escapes, the payload in base64, and what is kept of both. A bill of
/// materials in it is read where one is demanded, and only there; of 160,000 components with nothing but
/// names that takes seven times the length of the file besides.
pub const PROOF_BYTES: usize = 16 << 20;

/// Most values in one JSON document of proofs. A bundle has a hundred, and gh's report of one has
/// those of its predicate besides.
pub const PROOF_VALUES: usize = 1_000_000;

/// Most keys of the objects that are open at one place of such a document.
pub const PROOF_KEYS: usize = 1 << 16;

/// Longest string of a proof that is not what was signed, in bytes: twice the largest body of a log
/// entry, which is written in base64.
pub const PROOF_TEXT_BYTES: usize = 2 * LOG_BODY_BYTES;

/// Most values in a statement that a proof holds. An SBOM of the largest proof has half as many.
pub const STATEMENT_VALUES: usize = 1_000_000;

/// Most values in SLSA provenance that a proof holds; a dependency has eight. What was asked of the build is
/// held as a tree, which takes up to 400 bytes for each.
pub const PROVENANCE_VALUES: usize = 100_000;

/// Most keys of the objects that are open at one place of a statement that a proof holds.
pub const STATEMENT_KEYS: usize = 1 << 16;

/// Most bundles one file may have. GitHub gives at most 1,000 for an artifact.
pub const BUNDLES: usize = 1_000;

/// Most certificates the chain of one bundle may have.
pub const CERTIFICATES: usize = 16;

/// Longest name of a distribution's file, in bytes; file systems allow 255.
pub const FILE_NAME_BYTES: usize = 1_024;

/// Largest timestamp response, in bytes. Those of Sigstore have less than 2 KiB, those that come with
/// a chain of certificates about 6 KiB.
pub const TIMESTAMP_BYTES: usize = 64 << 10;

/// Most keys one role of TUF metadata, or one file of it, may have.
pub const TUF_KEYS: usize = 64;

/// Most roles one role of TUF metadata may delegate to.
pub const TUF_ROLES: usize = 64;

/// Most files one file of TUF metadata may name.
pub const TUF_FILES: usize = 10_000;

/// Most keys one registry may have.
pub const REGISTRY_KEYS: usize = 256;

/// Most publishers of one file on PyPI.
pub const PUBLISHERS: usize = 16;

/// Most attestations of one file by one publisher on PyPI.
pub const PUBLISHER_ATTESTATIONS: usize = 64;

/// Most digests of one subject, each by another algorithm.
pub const SUBJECT_DIGESTS: usize = 16;

/// Most subjects one statement may have.
pub const SUBJECTS: usize = 10_000;

/// Most defects of one SBOM that are reported.
pub const SBOM_DEFECTS: usize = 100;

/// Most fields of one SBOM that are named when what stands in them is not kept.
pub const SBOM_LOSSES: usize = 200;

/// Most parts of one file whose defects are told of one by one.
pub const FILE_GAPS: usize = 1_000;

/// Most comparisons of values with rules when a document is checked against its schema. A document of
/// 64 MiB takes some 20 million.
pub const SCHEMA_STEPS: usize = 200_000_000;

/// Most packages in one part of a lockfile, which tools write one to a part: the line of each is
/// counted from the start of its part.
pub const PART_PACKAGES: usize = 1_000;

/// Most packages of one name in a lockfile: they are told apart one by one for each dependency.
pub const NAMESAKES: usize = 1_000;

/// Largest archive in a cache of a package manager that is hashed, in bytes. It is held in memory; of larger
/// ones a bill does without the digest.
pub const KEPT_ARCHIVE_BYTES: usize = 256 << 20;

/// Largest answer of a registry about one version, in bytes.
pub const REGISTRY_ANSWER_BYTES: u64 = 16 << 20;

/// Most files, or versions, that an index may state of one package: PyPI's largest projects have some 20,000.
pub const INDEX_FILES: usize = 200_000;

/// Largest answer of an index about all files of a package, in bytes.
pub const INDEX_ANSWER_BYTES: u64 = 64 << 20;

/// Deepest path of a package in a lockfile, in folders.
pub const PATH_SEGMENTS: usize = 128;

/// Largest licence text that is compared with known ones, in bytes. The longest known has 60,000.
pub const LICENSE_TEXT_BYTES: usize = 256 << 10;

/// Longest reason or owner in keelmark.toml, in bytes: it is shown in reports.
pub const SETTING_TEXT_BYTES: usize = 1024;

/// Most bytes of licence texts that a notice copies; of those beyond it says that they are not at hand.
pub const NOTICE_BYTES: usize = 64 << 20;

/// Longest licence expression tried, in bytes; longer text is a licence's text, not its name.
pub const LICENSE_EXPRESSION_BYTES: usize = 1024;

/// Most memory a compiled pattern for a version may take, in bytes.
pub const PATTERN_BYTES: usize = 1 << 20;

/// Most dependencies that one manifest's groups may declare, those they include counted again.
pub const GROUP_DEPENDENCIES: usize = 100_000;

/// Longest chain of dependency groups that include each other.
pub const GROUP_DEPTH: usize = 64;

/// Deepest nesting of `overrides` in a `package.json`.
pub const OVERRIDE_DEPTH: usize = 32;

/// Longest dependency specifier in a Python manifest, in bytes.
pub const REQUIREMENT_BYTES: usize = 4096;

/// Depth of parentheses in an environment marker. Markers that tools write have two or three.
pub const MARKER_DEPTH: usize = 64;

/// Nodes of the decision diagrams of all markers that are compared with each other: a lock of 500 packages
/// needs some thousand.
pub const MARKER_NODES: usize = 1 << 18;

/// Sets of conflicting extras and groups that may follow from those stated and from groups that include
/// others; real projects have some ten.
pub const CONFLICT_SETS: usize = 4096;

/// Largest certificate, in bytes. Fulcio's have less than 2,000; ML-DSA adds 6,000.
pub const CERTIFICATE_BYTES: usize = 64 << 10;

/// Most extensions of one certificate. Fulcio's have 27.
pub const CERTIFICATE_EXTENSIONS: usize = 64;

/// Most promises of certificate transparency logs in one certificate.
pub const CERTIFICATE_PROMISES: usize = 32;

/// Most names in the subject alternative name of one certificate.
pub const ALTERNATIVE_NAMES: usize = 256;

/// Most attributes in one name of a certificate.
pub const NAME_ATTRIBUTES: usize = 32;

/// Largest file of trusted roots, in bytes. GitHub's has 32,000.
pub const TRUSTED_ROOT_BYTES: usize = 4 << 20;

/// Most trusted roots in one file, one a line.
pub const TRUSTED_ROOTS: usize = 64;

/// Most entries in one list of a trusted root: logs or authorities. Sigstore's has fewer than ten, and each
/// authority of one name with a certificate's issuer is a chain that may have to be verified.
pub const TRUSTED_ROOT_ENTRIES: usize = 64;

/// Largest SSH signature with its armor, in bytes: three times that of an RSA key of 8192 bits.
pub const SSH_SIGNATURE_BYTES: usize = 16 << 10;

/// Largest file of SSH keys, in bytes.
pub const SSH_SIGNERS_BYTES: usize = 1 << 20;

/// Longest list of patterns in a file of SSH keys, in bytes.
pub const SSH_PATTERNS_BYTES: usize = 4096;

/// Longest name of a type of SSH key (RFC 4251 section 6), in bytes.
pub const SSH_NAME_BYTES: usize = 64;

/// Largest public key or signature of minisign, in bytes; its own limit for a trusted comment is 8192.
pub const MINISIGN_BYTES: usize = 16 << 10;

/// Largest file that holds only a signature, in bytes: twice one by ML-DSA-87 in base64.
pub const DETACHED_SIGNATURE_BYTES: usize = 16 << 10;

/// Most versions one description of a registry's may have. npm's largest have some ten thousand.
pub const REGISTRY_VERSIONS: usize = 100_000;

/// Largest package of npm, inflated, that is looked into, in bytes.
pub const TARBALL_BYTES: usize = 512 << 20;

/// How much of a package of npm is held to find its gzip header in, in bytes: one that says nothing but a
/// file's name has less than 300.
pub const TARBALL_GZIP_BYTES: usize = 128 << 10;

/// Largest manifest in a package of npm, in bytes.
pub const TARBALL_MANIFEST_BYTES: usize = 4 << 20;

/// Largest extended header or long name in the archive of a package of npm, in bytes. npm's library
/// passes over those that are larger.
pub const TARBALL_HEADER_BYTES: usize = 1 << 20;

/// Largest manifest or record of one package, in bytes: `control`, `copyright`, `.PKGINFO`.
pub const MANIFEST_BYTES: usize = 8 << 20;

/// Largest file of a few settings, in bytes: `os-release`.
pub const SETTINGS_BYTES: usize = 64 << 10;

/// Most needs of one package. Those of Debian have a few hundred, those of RPM a few thousand.
pub const PACKAGE_NEEDS: usize = 20_000;

/// Most licences one package may declare.
pub const PACKAGE_LICENSES: usize = 1_000;

/// Largest metadata of an installed Python package, in bytes, its description among it.
pub const METADATA_BYTES: usize = 16 << 20;

/// Largest note that an installer leaves beside a package, in bytes.
pub const NOTE_BYTES: usize = 64 << 10;

/// Most needs of one lock that are stated once and met by another build for each platform, beyond the first. Those
/// beyond are not told.
pub const PLATFORM_NEEDS: usize = 100_000;

/// Most needs that one package may state.
pub const NEEDS: usize = 10_000;

/// Most files that a file of requirements may take over, by itself and by those. Large projects have ten.
pub const INCLUSIONS: usize = 100;

/// Most files that one package's record may name. Those of the largest Python packages have 30,000.
pub const OWNED_FILES: usize = 1_000_000;

/// Most authors of one package that are kept.
pub const AUTHORS: usize = 100;

/// Most licence files of one package that are kept.
pub const LICENSE_FILES: usize = 1_000;

/// Most members of one archive. Images of whole systems have some 500,000 files.
pub const ARCHIVE_ENTRIES: usize = 4_000_000;

/// Most bytes one compressed stream may become.
pub const ARCHIVE_BYTES: u64 = 64 << 30;

/// Most bytes that one compressed byte may become, once the free ones are used up. Deflate reaches
/// 1,032 for zeros; layers of images stay below 20.
pub const ARCHIVE_RATIO: u64 = 250;

/// Decompressed bytes for which the ratio does not matter: a file of zeros is no bomb.
pub const ARCHIVE_RATIO_FREE_BYTES: u64 = 128 << 20;

/// Longest name of a member, in bytes: `PATH_MAX` of Linux.
pub const ARCHIVE_NAME_BYTES: usize = 4096;

/// Deepest folder of a member.
pub const ARCHIVE_NAME_SEGMENTS: usize = 256;

/// Largest extended header of one member of a tar archive, in bytes.
pub const ARCHIVE_HEADER_BYTES: u64 = 1 << 20;

/// Most further blocks that describe where a sparse member of a tar archive has data.
pub const SPARSE_BLOCKS: usize = 1 << 16;

/// How much of an archive is decompressed at once, in bytes: a decoder copies what it looks back to,
/// unless it lies in front of it.
pub const ARCHIVE_BLOCK_BYTES: usize = 256 << 10;

/// How much is read of an archive at once, in bytes.
pub const ARCHIVE_BUFFER_BYTES: usize = 64 << 10;

/// Largest window of a Zstandard frame, as a power of two: what its own tool accepts.
pub const ZSTD_WINDOW_LOG: u32 = 27;

/// Most memory for one xz stream, in KiB: a dictionary of 64 MiB, as `xz -9` has, and some more.
pub const XZ_MEMORY_KIB: u32 = 66 << 10;

/// Most elements of one XML document. The largest manifests have some ten thousand.
pub const XML_ELEMENTS: usize = 200_000;

/// Most rounds in which a property of a manifest stands for another.
pub const PROPERTY_DEPTH: usize = 16;

/// Longest value a manifest's properties may make, in bytes.
pub const PROPERTY_BYTES: usize = 4096;

/// Largest program or library looked into, in bytes.
pub const MACHINE_CODE_BYTES: usize = 512 << 20;

/// Most bytes kept of a program that is read in pieces. Without its symbols, one of 100 MiB takes 1 MiB.
pub const PROGRAM_PIECES_BYTES: u64 = 8 << 20;

/// Longest number in base 128 that is a length, in bytes: 63 bits.
pub const VARINT_BYTES: usize = 9;

/// Largest list of crates in a program, inflated, in bytes; cargo-auditable's own reader has the same
/// limit.
pub const AUDIT_LIST_BYTES: usize = 8 << 20;

/// Largest database of installed packages, in bytes. One of RPM with some thousand packages has
/// 200 MiB.
pub const PACKAGE_DATABASE_BYTES: usize = 1 << 30;

/// Largest header of an RPM package, in bytes; RPM's own limit.
pub const RPM_HEADER_BYTES: usize = 256 << 20;

/// Most tags of an RPM header; RPM's own limit.
pub const RPM_TAGS: usize = 65_535;

/// Most bytes that the paths of files may have for each byte of the record that lists them. Real records
/// have less than one: they hold digests and times, too.
pub const PATH_RATIO: usize = 4;

/// Bytes of paths that any record may list, however small it is.
pub const PATH_BYTES: usize = 1 << 20;

/// Longest name of a package or an architecture in a distribution of Linux, in bytes.
pub const PACKAGE_NAME_BYTES: usize = 255;

/// Most layers of one image, and most images of one index. Docker builds up to 127 layers.
pub const IMAGE_LAYERS: usize = 1_000;

/// Largest index, manifest or configuration of an image, in bytes: what registries must take.
pub const IMAGE_DOCUMENT_BYTES: usize = 4 << 20;

/// Most nodes of a workflow, those that an alias repeats counted again.
pub const WORKFLOW_NODES: usize = 200_000;

/// Most aliases of a workflow.
pub const WORKFLOW_ALIASES: usize = 256;

/// Largest `package.json`, in bytes. Real ones stay below a tenth of it.
pub const PACKAGE_JSON_BYTES: usize = 4 << 20;

/// Most anchors, and most aliases, of a YAML document that may have any: gems of 2009 with a few
/// dependencies each.
pub const YAML_ALIASES: usize = 1_000;

/// Most values in one YAML document. A lock of ten thousand packages has some 300,000.
pub const YAML_NODES: usize = 4_000_000;

/// Longest version of a package, in bytes. Those of registries have less than 200; versions of container
/// images that are made of branch names, some hundred.
pub const VERSION_BYTES: usize = 16 << 10;

/// Largest advisory, in bytes. Those with every version of a large package have two million.
pub const ADVISORY_BYTES: usize = 16 << 20;

/// Most values in one advisory that is written in YAML.
pub const ADVISORY_NODES: usize = 500_000;

/// Most rows of a list of flaws: one for each there is, of which there are some 300,000.
pub const FLAWS: usize = 4_000_000;

/// Longest title of an advisory that a database keeps, in bytes.
pub const ADVISORY_TITLE_BYTES: usize = 400;

/// Largest header of a database of advisories, in bytes: it lists sources and ecosystems.
pub const DATABASE_HEADER_BYTES: usize = 4 << 20;

/// Largest index or filter of a database of advisories, in bytes. Those of 300,000 advisories have some megabytes.
pub const DATABASE_INDEX_BYTES: usize = 256 << 20;

/// Largest block of a database of advisories, in bytes: one package has all its advisories in one block, which of
/// the kernel are some thousand.
pub const DATABASE_BLOCK_BYTES: usize = 64 << 20;

/// Most values in one file of waivers that is written in YAML.
pub const WAIVER_NODES: usize = 100_000;

/// Longest package URL in a document of VEX, in bytes.
pub const VEX_PURL_BYTES: usize = 4 << 10;

/// Most products that one document of CSAF gives reasons to, each counted once for each group it is named in.
pub const VEX_PRODUCTS: usize = 1_000_000;
