//! Images in registries: what a server on this machine gives, right and wrong.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use common::archives::{Tar, gzip};
use common::{Folder, config, options, told};
use keelmark_formats::hash::sha256;
use keelmark_formats::oci::Platform;
use keelmark_model::bom::ComponentKind;
use keelmark_world::scan::{Options, Target, scan};

/// A request: its path with the query, and its headers, whose names are in lower case.
struct Request {
    path: String,
    headers: HashMap<String, String>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

enum Answer {
    /// Status, further headers with `\r\n` behind each, and content.
    Whole(u16, String, Vec<u8>),
    /// Content that goes on for as long as anybody listens.
    Endless,
    /// Content that ends before its length.
    Cut(Vec<u8>),
}

fn ok(content: &[u8]) -> Answer {
    Answer::Whole(200, String::new(), content.to_vec())
}

fn status(status: u16, headers: &str) -> Answer {
    Answer::Whole(status, headers.to_owned(), Vec::new())
}

type Handler = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// Serves until the test ends; gives its port.
fn serve(handler: Handler) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let handler = Arc::clone(&handler);
            thread::spawn(move || drop(stream.map(|stream| answer(stream, &handler))));
        }
    });
    port
}

fn answer(mut stream: TcpStream, handler: &Handler) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let headers =
        pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    match handler(&Request { path, headers }) {
        Answer::Whole(status, headers, content) => {
            let length = content.len();
            write!(
                stream,
                "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
            )?;
            stream.write_all(&content)
        }
        Answer::Endless => {
            write!(stream, "HTTP/1.1 200 X\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[b' '; 4096])?;
            }
        }
        Answer::Cut(content) => {
            let length = content.len() + 100;
            write!(
                stream,
                "HTTP/1.1 200 X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            )?;
            stream.write_all(&content)
        }
    }
}

/// An image by its parts, each under the path a registry has it at.
struct Image {
    parts: HashMap<String, Vec<u8>>,
    /// Digest of the index.
    index: String,
    /// Path of the layer.
    layer: String,
}

fn image() -> Image {
    let plain = Tar::default().file("PACKAGE", b"served").end();
    let stored = gzip(&plain);
    let mut parts = HashMap::new();
    let mut keep = |kind: &str, bytes: Vec<u8>| {
        let digest = sha256(&bytes);
        let text = format!(r#"{{"mediaType":"x","digest":"{digest}","size":{}"#, bytes.len());
        parts.insert(format!("/v2/team/app/{kind}/{digest}"), bytes);
        text
    };
    let platform: Platform = "linux/amd64".parse().unwrap();
    let config = config(&platform, &[format!("\"{}\"", sha256(&plain))]);
    let config = keep("blobs", config.into_bytes());
    let layer = keep("blobs", stored.clone());
    let manifest = format!(r#"{{"schemaVersion":2,"config":{config}}},"layers":[{layer}}}]}}"#);
    let manifest = keep("manifests", manifest.into_bytes());
    let platform = r#","platform":{"os":"linux","architecture":"amd64"}}"#;
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{manifest}{platform}]}}"#);
    let digest = sha256(index.as_bytes()).to_string();
    keep("manifests", index.clone().into_bytes());
    parts.insert("/v2/team/app/manifests/1.0".to_owned(), index.into_bytes());
    let layer = format!("/v2/team/app/blobs/{}", sha256(&stored));
    Image { parts, index: digest, layer }
}

fn target(port: u16, key: &str) -> Target {
    Target::parse(&format!("registry:localhost:{port}/team/app{key}")).unwrap()
}

fn amd64() -> Options {
    Options { platform: Some("linux/amd64".parse().unwrap()), ..options() }
}

#[test]
fn an_image_is_read_by_its_digest_with_a_token_and_from_elsewhere() {
    let image = image();
    let (index, parts, layer) = (image.index, image.parts, image.layer);
    let busy = AtomicUsize::new(0);
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&seen);
    let handler = move |request: &Request| {
        let path = request.path.as_str();
        let authorization = request.header("authorization");
        log.lock().unwrap().push(format!("{path} {}", authorization.unwrap_or("-")));
        if path.starts_with("/token") {
            return ok(br#"{"token":"secret"}"#);
        }
        if path == "/elsewhere" {
            return ok(&parts[&layer]);
        }
        if authorization != Some("Bearer secret") {
            let port = request.header("host").unwrap().rsplit(':').next().unwrap().to_owned();
            let realm = format!(
                "WWW-Authenticate: Bearer realm=\"http://127.0.0.1:{port}/token\",service=\"s\"\r\n"
            );
            return status(401, &realm);
        }
        if path == layer && busy.fetch_add(1, Ordering::Relaxed) == 0 {
            return status(429, "Retry-After: 0\r\n");
        }
        if path == layer {
            let port = request.header("host").unwrap().rsplit(':').next().unwrap().to_owned();
            return status(307, &format!("Location: http://127.0.0.1:{port}/elsewhere\r\n"));
        }
        parts.get(path).map_or_else(|| status(404, ""), |bytes| ok(bytes))
    };
    let port = serve(Arc::new(handler));
    let target = target(port, &format!("@{index}"));
    let found = scan(&target, &amd64()).unwrap();
    assert_eq!(found.files.len(), 1);
    assert_eq!(found.files[0].extract.packages[0].component.name, "served");
    assert_eq!(found.root.kind, ComponentKind::Container);
    assert_eq!(found.root.name, format!("localhost:{port}/team/app"));
    let reference = format!("localhost:{port}/team/app@{index}");
    assert_eq!(found.root.properties["image:reference"], reference);
    let seen = seen.lock().unwrap();
    let asked = "/token?scope=repository%3Ateam%2Fapp%3Apull&service=s -";
    assert_eq!(seen.iter().filter(|line| *line == asked).count(), 1, "{seen:?}");
    assert!(seen.contains(&"/elsewhere -".to_owned()), "nobody else learns the token: {seen:?}");
}

#[test]
fn a_password_is_sent_to_its_registry_when_that_asks() {
    let image = image();
    let (index, parts) = (image.index, image.parts);
    let handler = move |request: &Request| match request.header("authorization") {
        None => status(401, "WWW-Authenticate: Basic realm=\"r\"\r\n"),
        Some("Basic YWRhOnB3") => {
            parts.get(&request.path).map_or_else(|| status(404, ""), |bytes| ok(bytes))
        }
        Some(_) => status(403, ""),
    };
    let port = serve(Arc::new(handler));
    let folder = Folder::new();
    let login = |auth: &str| {
        let config = format!(r#"{{"auths":{{"localhost:{port}":{{{auth}}}}}}}"#);
        Some(folder.write("config.json", config))
    };
    let target = target(port, &format!("@{index}"));
    for (auth, expected) in [
        (r#""auth":"YWRhOnB3""#, "PACKAGE = served"),
        (r#""auth":"YWRhOm5v""#, "error registry.denied"),
        ("", "error registry.denied"),
    ] {
        let options = Options { logins: login(auth), ..amd64() };
        let told = told(&target, &options);
        assert!(told[0].starts_with(expected) && told.len() == 1, "{auth}: {told:?}");
    }
}

#[test]
fn a_tag_is_taken_only_if_that_is_allowed() {
    let image = image();
    let (index, parts) = (image.index, image.parts);
    let handler = move |request: &Request| {
        parts.get(&request.path).map_or_else(|| status(404, ""), |bytes| ok(bytes))
    };
    let port = serve(Arc::new(handler));
    assert_eq!(told(&target(port, ":1.0"), &amd64()), ["error registry.tag"]);
    let allowed = Options { allow_tag: true, ..amd64() };
    let found = scan(&target(port, ":1.0"), &allowed).unwrap();
    let reference = format!("localhost:{port}/team/app@{index}");
    assert_eq!(found.root.properties["image:reference"], reference);
    assert_eq!(told(&target(port, ":2.0"), &allowed), ["error registry.missing"]);
    let arm = Options { platform: Some("linux/arm64".parse().unwrap()), ..allowed };
    assert_eq!(told(&target(port, ":1.0"), &arm), ["error image.platform"]);
}

#[test]
fn nothing_a_server_says_is_believed() {
    type Wrong = fn(&[u8]) -> Answer;
    type Case<'a> = (&'a str, fn(&str) -> bool, Wrong, &'a str);
    let manifest = |path: &str| path.contains("/manifests/");
    let layer = |path: &str| path.contains("/blobs/");
    let cases: [Case<'_>; 10] = [
        ("wrong manifest", manifest, |bytes| ok(&[bytes, b" "].concat()), "image.digest"),
        ("endless manifest", manifest, |_| Answer::Endless, "file.size"),
        ("cut manifest", manifest, |bytes| Answer::Cut(bytes.to_vec()), "fetch.failed"),
        ("wrong part", layer, |_| ok(b"other"), "image.digest"),
        ("longer part", layer, |bytes| ok(&[bytes, b"x"].concat()), "image.digest"),
        (
            "in circles",
            layer,
            |_| status(307, "Location: /v2/team/app/blobs/again\r\n"),
            "fetch.failed",
        ),
        ("into a file", layer, |_| status(307, "Location: file:///etc/passwd\r\n"), "fetch.failed"),
        ("never there", layer, |_| status(503, "Retry-After: 0\r\n"), "fetch.failed"),
        ("unknown", layer, |_| status(404, ""), "registry.missing"),
        ("closed", manifest, |_| status(401, ""), "registry.denied"),
    ];
    for (name, is_meant, wrong, code) in cases {
        let image = image();
        let (index, parts) = (image.index, image.parts);
        let handler = move |request: &Request| {
            let known = parts.get(&request.path);
            if is_meant(&request.path) {
                return wrong(known.map_or(b"", |bytes| bytes));
            }
            known.map_or_else(|| status(404, ""), |bytes| ok(bytes))
        };
        let target = target(serve(Arc::new(handler)), &format!("@{index}"));
        assert_eq!(told(&target, &amd64()), [format!("error {code}")], "{name}");
    }
}

#[test]
fn a_layer_that_does_not_end_as_stated_is_refused() {
    for wrong in [|_: &[u8]| Answer::Endless, |bytes: &[u8]| Answer::Cut(bytes[..9].to_vec())] {
        let image = image();
        let (index, parts, layer) = (image.index, image.parts, image.layer);
        let handler = move |request: &Request| {
            let bytes = &parts[&request.path];
            if request.path == layer { wrong(bytes) } else { ok(bytes) }
        };
        let target = target(serve(Arc::new(handler)), &format!("@{index}"));
        assert_eq!(told(&target, &amd64()), ["error image.digest"]);
    }
}
