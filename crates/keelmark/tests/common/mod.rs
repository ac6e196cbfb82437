//! The binary run in a world of its own: a folder, a home, and no variable that was not asked for.
#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(unreachable_pub, reason = "a module of each test binary")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it cannot go on")]

pub mod schema;
pub mod sigstore;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Seek};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// No run may take longer; a machine under load has some hundred times what a run needs.
const TIME: Duration = Duration::from_secs(30);

/// The time every document is given, unless a test says otherwise.
pub const EPOCH: &str = "1700000000";

/// A folder of its own, removed at the end.
pub struct Sandbox {
    root: PathBuf,
    _folder: tempfile::TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Sandbox {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("home")).unwrap();
        Self { root, _folder: folder }
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A copy of a project from `testdata/project`, built, in the folder `name`.
    pub fn project(&self, fixture: &str, name: &str) -> PathBuf {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/project").join(fixture);
        let to = self.path(name);
        copy(&from, &to);
        for (path, content) in built(fixture) {
            let path = to.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        to
    }

    /// A built project with its evidence, signed by the sandbox's own key.
    pub fn release(&self, fixture: &str, name: &str) -> PathBuf {
        let project = self.project(fixture, name);
        self.run(&project, &["attest"]).expect(0);
        project
    }

    /// The command in `folder`, not yet run.
    pub fn command(&self, folder: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keelmark"));
        command.args(args).current_dir(folder);
        self.isolate(&mut command);
        command.env("SOURCE_DATE_EPOCH", EPOCH);
        command
    }

    /// Runs the command in `folder`.
    pub fn run(&self, folder: &Path, args: &[&str]) -> Ran {
        run(&mut self.command(folder, args))
    }

    /// The command run by a user whom file modes bind, which they do not bind root; nothing when
    /// root may not become one, or he may not run the binary.
    pub fn unprivileged(&self, folder: &Path, args: &[&str]) -> Option<Command> {
        const NOBODY: u32 = 65_534;
        let command = |args: &[&str]| {
            let mut command = self.command(folder, args);
            if self.root.metadata().unwrap().uid() == 0 {
                command.uid(NOBODY).gid(NOBODY);
            }
            command
        };
        fs::set_permissions(&self.root, fs::Permissions::from_mode(0o755)).unwrap();
        let runs = command(&["--version"]).output().is_ok_and(|output| output.status.success());
        runs.then(|| command(args))
    }

    fn isolate(&self, command: &mut Command) {
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path("home"))
            .env("XDG_DATA_HOME", self.path("home/data"))
            .env("NO_COLOR", "1")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::null());
    }

    /// git in `folder`, with one author at one time, so that commits have one name each.
    pub fn git(&self, folder: &Path, args: &[&str]) {
        let mut command = Command::new("git");
        command.args(args).current_dir(folder);
        self.isolate(&mut command);
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "Demo")
                .env(format!("GIT_{who}_EMAIL"), "demo@example.com")
                .env(format!("GIT_{who}_DATE"), "2024-03-01T12:00:00Z");
        }
        let ran = run(&mut command);
        assert_eq!(ran.exit, 0, "git {args:?}: {}", ran.stderr);
    }

    /// A repository with one tagged commit of what is in `folder`, but for what is built.
    pub fn repository(&self, folder: &Path, tag: &str) {
        fs::write(folder.join(".gitignore"), "dist/\ntarget/\n*.tgz\nevidence/\n").unwrap();
        self.git(folder, &["init", "--quiet", "--initial-branch=main"]);
        self.git(folder, &["remote", "add", "origin", "https://git.example/demo.git"]);
        self.git(folder, &["add", "."]);
        self.git(folder, &["commit", "--quiet", "--message=first"]);
        self.git(folder, &["tag", tag]);
    }

    /// `text` with what differs between two runs of the tests written as a word.
    pub fn plain(&self, text: &str) -> String {
        let text = text.replace(&self.root.display().to_string(), "ROOT");
        [
            (r"\b[0-9a-f]{128}\b", "<sha512>"),
            (r"\b[0-9a-f]{64}\b", "<sha256>"),
            (r"[A-Za-z0-9+/]{43}=", "<base64>"),
        ]
        .iter()
        .fold(text, |text, (pattern, word)| {
            regex::Regex::new(pattern).unwrap().replace_all(&text, *word).into_owned()
        })
    }

    /// A file only its owner may read, as secrets and keys must be.
    pub fn private(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// A key pair `name.key`, `name.pub`.
    pub fn key(&self, name: &str) -> PathBuf {
        self.run(&self.root, &["keys", "generate", "--output-key-prefix", name]).expect(0);
        self.path(&format!("{name}.key"))
    }
}

impl Ran {
    /// Itself, if it ended so.
    #[track_caller]
    pub fn expect(self, exit: i32) -> Self {
        assert_eq!(self.exit, exit, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// The code of the error, with what it is about: `subject.missing.dist/x.whl`.
    pub fn code(&self) -> Option<&str> {
        self.stderr.lines().find_map(|line| {
            let (code, _) = line.strip_prefix("error[")?.split_once("]: ")?;
            Some(code)
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("{error}\nstdout:\n{}\nstderr:\n{}", self.stdout, self.stderr)
        })
    }
}

/// Runs a command, within a time, and checks that it ended by itself and did not panic.
#[track_caller]
pub fn run(command: &mut Command) -> Ran {
    let (mut stdout, mut stderr) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    let mut child = command
        .stdout(stdout.try_clone().unwrap())
        .stderr(stderr.try_clone().unwrap())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > TIME {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("no end after {TIME:?}: {command:?}");
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let text = |file: &mut fs::File| {
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    let (stdout, stderr) = (text(&mut stdout), text(&mut stderr));
    assert!(!stderr.contains("panicked"), "{command:?}\n{stderr}");
    let exit = status.code().unwrap_or_else(|| panic!("ended by a signal: {command:?}\n{stderr}"));
    Ran { exit, stdout, stderr }
}

/// What the build of a fixture leaves.
fn built(fixture: &str) -> &'static [(&'static str, &'static [u8])] {
    match fixture {
        "python" => &[
            ("dist/demo_app-1.2.0-py3-none-any.whl", b"the wheel"),
            ("dist/demo_app-1.2.0.tar.gz", b"the source distribution"),
        ],
        "rust" => &[("src/main.rs", b"fn main() {}\n"), ("target/release/demo", b"the executable")],
        "npm" => &[("demo-app-4.5.6.tgz", b"the package")],
        "declared" => &[("dist/plain-2.0-py3-none-any.whl", b"the wheel")],
        other => panic!("no fixture {other}"),
    }
}

/// Copies a folder and what is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below `folder`, by its path there; links and folders by what they are.
pub fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            let kind = path.symlink_metadata().unwrap().file_type();
            if kind.is_symlink() {
                let to = path.read_link().unwrap().display().to_string();
                found.insert(name, format!("link to {to}").into_bytes());
            } else if kind.is_dir() {
                found.insert(name + "/", Vec::new());
                open.push(path);
            } else {
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// A JSON document of an evidence folder.
pub fn document(project: &Path, name: &str) -> Value {
    let bytes = fs::read(project.join("evidence").join(name)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}
