//! Bundles that hold, each with what they are asked.

use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::bundle::{Bundle, Content};
use keelmark_formats::hash::sha2_of;
use keelmark_formats::statement::Statement;
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_model::{Digest, DigestAlgorithm, Subject, Timestamp};
use keelmark_trust::PublicKey;
use keelmark_trust::bundle::Artifact;
use keelmark_trust::policy::{IdentityPolicy, Pattern, Policy, SignerPolicy};
use keelmark_trust::root::TrustRoot;
use keelmark_trust::verify::verify;

const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// After every bundle was made.
const NOW: Timestamp = Timestamp(1_795_000_000);

/// A bundle and the question it is the answer to.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) text: Vec<u8>,
    pub(crate) root_path: PathBuf,
    pub(crate) identity: String,
    pub(crate) issuer: String,
    /// Whether the policy is one that other verifiers have too.
    pub(crate) is_common: bool,
    /// Whether a log promised to take the signature in, and so signed a time.
    pub(crate) is_promised: bool,
    pub(crate) subject: Subject,
    artifact: Option<Vec<u8>>,
    root: TrustRoot,
    policy: Policy,
}

/// What keelmark says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It holds, and proves this.
    Accepts(String),
    /// It does not, first of all for this reason.
    Refuses(&'static str),
}

impl Case {
    pub(crate) fn ask(&self, text: &[u8]) -> Answer {
        let bundle = match Bundle::parse(text) {
            Ok(bundle) => bundle,
            Err(error) => return Answer::Refuses(error.code.id),
        };
        let artifact = Artifact { subject: &self.subject, bytes: self.artifact.as_deref() };
        let report = verify(&bundle, artifact, &self.root, &self.policy, NOW);
        match report.proven {
            Some(proven) => Answer::Accepts(format!("{proven:?}")),
            None => {
                let code = report.verdict.checks.iter().find_map(|check| check.code);
                Answer::Refuses(code.map_or("no code", |code| code.id))
            }
        }
    }
}

/// The cases of sigstore-conformance that must hold.
pub(crate) fn conformance(folder: &Path) -> Vec<Case> {
    let entries = fs::read_dir(folder).expect("sigstore/conformance");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|path| {
        path.join("bundle.sigstore.json").is_file() && !path.to_string_lossy().ends_with("_fail")
    });
    folders.sort();
    let case = |path: PathBuf| {
        let own = |name: &str| Some(path.join(name)).filter(|path| path.is_file());
        let said = |name: &str, usual: &str| {
            own(name).map_or(usual.to_owned(), |path| {
                fs::read_to_string(path).expect("a text").trim().to_owned()
            })
        };
        let key = own("key.pub");
        let artifact = own("artifact").unwrap_or_else(|| folder.join("a.txt"));
        Case::new(Question {
            name: path.file_name().expect("a name").to_string_lossy().into_owned(),
            text: fs::read(path.join("bundle.sigstore.json")).expect("a bundle"),
            artifact: Some(artifact),
            root: own("trusted_root.json").unwrap_or_else(|| embedded("public-good")),
            identity: said("identity", IDENTITY),
            issuer: said("issuer", ISSUER),
            key,
        })
    };
    folders.into_iter().map(case).collect()
}

/// What a case is made of: files, and who must have signed.
pub(crate) struct Question {
    pub(crate) name: String,
    pub(crate) text: Vec<u8>,
    pub(crate) artifact: Option<PathBuf>,
    pub(crate) root: PathBuf,
    pub(crate) identity: String,
    pub(crate) issuer: String,
    pub(crate) key: Option<PathBuf>,
}

/// A root that is part of keelmark, as a file that other verifiers read too.
pub(crate) fn embedded(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("roots").join(format!("{name}.json"))
}

impl Case {
    pub(crate) fn new(question: Question) -> Self {
        let Question { name, text, artifact, root, identity, issuer, key } = question;
        let bundle = Bundle::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let artifact = artifact.map(|path| fs::read(path).expect("an artifact"));
        let digests = match &artifact {
            Some(bytes) => {
                let algorithms =
                    [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
                algorithms.into_iter().filter_map(|one| sha2_of(one, &[bytes])).collect()
            }
            None => vec![digest(&bundle)],
        };
        let bytes = fs::read(&root).expect("a trusted root");
        let trusted = TrustedRoot::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let signer = match &key {
            Some(path) => {
                let key = PublicKey::parse(&fs::read(path).expect("a key")).expect("a key");
                SignerPolicy::Keys(vec![key])
            }
            None => SignerPolicy::Identities(vec![IdentityPolicy {
                identity: Some(Pattern::Exact(identity.clone())),
                issuer: Pattern::Exact(issuer.clone()),
            }]),
        };
        Self {
            subject: Subject { name: "the artifact".to_owned(), size: None, digests },
            is_promised: bundle.log_entries.iter().any(|entry| entry.promise.is_some()),
            is_common: key.is_none(),
            root: TrustRoot::new(vec![("the root".to_owned(), trusted)]).expect("a trusted root"),
            root_path: root.canonicalize().expect("a path"),
            name,
            text,
            identity,
            issuer,
            artifact,
            policy: Policy { signer, ..Policy::default() },
        }
    }
}

/// The artifact's digest as the bundle has it.
fn digest(bundle: &Bundle) -> Digest {
    match &bundle.content {
        Content::Message { digest, .. } => digest.expect("a digest"),
        Content::Dsse(envelope) => {
            let statement = Statement::parse(&envelope.payload).expect("a statement");
            let mut digests = statement.subjects.iter().flat_map(|subject| &subject.digests);
            let is_strong = |digest: &&Digest| digest.algorithm() >= DigestAlgorithm::Sha256;
            *digests.find(is_strong).expect("a digest")
        }
    }
}
