//! `keelmark db update` of a server on this machine that breaks off, is busy, and knows what it gave before.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use common::{Ran, Sandbox};
use keelmark_formats::hash::sha256;
use serde_json::Value;

/// What the server does with one request.
#[derive(Clone)]
enum Answer {
    /// The whole file under an entity tag, or 304 to who has it, or the rest of it.
    Whole(&'static str),
    /// As [`Answer::Whole`], but the connection breaks after so many bytes.
    Broken(&'static str, usize),
    /// Another part than was asked for.
    OtherPart,
    Status(u16),
}

struct Server {
    address: String,
    answers: Arc<Mutex<Vec<Answer>>>,
    /// The headers of each request, in lower case.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(content: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (answers, asked) = (Arc::default(), Arc::default());
        let server = Self { address, answers: Arc::clone(&answers), asked: Arc::clone(&asked) };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let next = |list: &Mutex<Vec<Answer>>| list.lock().unwrap().remove(0);
                let head = head(stream.as_ref().unwrap());
                asked.lock().unwrap().push(head.clone());
                let _ = answer(&mut stream.unwrap(), &head, &next(&answers), &content);
            }
        });
        server
    }

    fn answer(&self, answers: &[Answer]) {
        *self.answers.lock().unwrap() = answers.to_vec();
        self.asked.lock().unwrap().clear();
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn head(mut stream: &TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).to_ascii_lowercase()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn answer(stream: &mut TcpStream, head: &str, answer: &Answer, all: &[u8]) -> std::io::Result<()> {
    let (tag, most) = match answer {
        Answer::Status(status) => {
            return write!(
                stream,
                "HTTP/1.1 {status} X\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
        Answer::OtherPart => {
            return write!(
                stream,
                "HTTP/1.1 206 X\r\nContent-Range: bytes 1-1/9\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"
            );
        }
        Answer::Whole(tag) => (tag, usize::MAX),
        Answer::Broken(tag, most) => (tag, *most),
    };
    let tag = format!("\"{tag}\"");
    if header(head, "if-none-match") == Some(&tag) {
        return write!(stream, "HTTP/1.1 304 X\r\nETag: {tag}\r\nConnection: close\r\n\r\n");
    }
    let first = header(head, "range")
        .and_then(|it| it.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let first: usize = first.filter(|_| header(head, "if-range") == Some(&tag)).unwrap_or(0);
    let (rest, last) = (&all[first..], all.len() - 1);
    let status = match first {
        0 => "200 X".to_owned(),
        _ => format!("206 X\r\nContent-Range: bytes {first}-{last}/{}", all.len()),
    };
    let length = rest.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nETag: {tag}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&rest[..rest.len().min(most)])
}

fn advisory() -> Vec<u8> {
    let text = r#"{"id": "PYSEC-2026-1", "modified": "2026-11-01T00:00:00Z", "summary": "six is wrong",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "six"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.17.0"}]}]}]}"#;
    format!("{text}{}", " ".repeat(200_000)).into_bytes()
}

fn update(sandbox: &Sandbox, from: &str, more: &[&str], exit: i32) -> Ran {
    let args = [&["db", "update", "--from", from], more].concat();
    sandbox.run(&sandbox.path("home"), &args).expect(exit)
}

fn database(sandbox: &Sandbox) -> Vec<u8> {
    fs::read(sandbox.path("home/data/keelmark/advisories.db")).unwrap()
}

#[test]
fn what_did_not_change_is_not_sent_and_what_broke_off_goes_on() {
    let (sandbox, server) = (Sandbox::new(), Server::new(advisory()));
    let from = format!("{}/PYSEC-2026-1.json", server.address);
    server.answer(&[Answer::Status(503), Answer::Broken("a", 90_000), Answer::Whole("a")]);
    let ran = update(&sandbox, &from, &[], 0);
    assert!(ran.stdout.contains("PYSEC-2026-1.json: fetched\n"), "{}", ran.stdout);
    let asked = server.asked();
    assert_eq!(
        (header(&asked[1], "range"), header(&asked[2], "range")),
        (None, Some("bytes=90000-"))
    );
    assert_eq!(header(&asked[2], "if-range"), Some("\"a\""));
    let made = database(&sandbox);
    server.answer(&[Answer::Whole("a")]);
    let ran = update(&sandbox, &from, &[], 0);
    assert!(ran.stdout.contains("PYSEC-2026-1.json: unchanged\n"), "{}", ran.stdout);
    assert_eq!(header(&server.asked()[0], "if-none-match"), Some("\"a\""));
    assert_eq!(database(&sandbox), made);
    // Of a file that changed meanwhile nothing is kept.
    server.answer(&[Answer::Broken("b", 9), Answer::Whole("c")]);
    update(&sandbox, &from, &[], 0);
    server.answer(&[Answer::Broken("d", 9), Answer::OtherPart, Answer::Whole("d")]);
    update(&sandbox, &from, &[], 0);
    assert_eq!(header(&server.asked()[2], "range"), None);
    assert_eq!(database(&sandbox), made);
}

#[test]
fn the_database_stays_as_it_is_when_anything_cannot_be_had() {
    let (sandbox, server) = (Sandbox::new(), Server::new(advisory()));
    let from = format!("{}/PYSEC-2026-1.json", server.address);
    server.answer(&[Answer::Whole("a")]);
    update(&sandbox, &from, &["--sha256", &sha256(&advisory()).hex()], 0);
    let made = database(&sandbox);
    let code = |more: &[&str], exit| {
        let ran = update(&sandbox, &from, more, exit);
        assert_eq!(database(&sandbox), made);
        ran.code().unwrap().to_owned()
    };
    server.answer(&[Answer::Status(404)]);
    assert_eq!(code(&[], 2), "fetch.failed");
    server.answer(&vec![Answer::Status(500); 5]);
    assert_eq!(code(&[], 2), "fetch.failed");
    assert_eq!(server.asked().len(), 5);
    server.answer(&[Answer::Whole("a")]);
    assert_eq!(code(&["--sha256", &"0".repeat(64)], 2), "db.digest");
    for address in ["http://example.com/all.zip", "ftp://localhost/all.zip"] {
        let refused = update(&sandbox, address, &[], 2);
        assert_eq!(refused.code(), Some("fetch.address"), "{address}");
    }
}

#[test]
fn a_file_an_export_and_a_mirror_work_the_same() {
    let (sandbox, server) = (Sandbox::new(), Server::new(advisory()));
    let file = sandbox.path("PYSEC-2026-1.json");
    fs::write(&file, advisory()).unwrap();
    update(&sandbox, file.to_str().unwrap(), &[], 0);
    let made = database(&sandbox);
    let export = sandbox.path("a.db");
    fs::write(&export, &made).unwrap();
    fs::remove_file(sandbox.path("home/data/keelmark/advisories.db")).unwrap();
    update(&sandbox, export.to_str().unwrap(), &[], 0);
    assert_eq!(database(&sandbox), made);
    let shared = Server::new(made.clone());
    shared.answer(&[Answer::Whole("a")]);
    let ran = update(&sandbox, &format!("{}/a.db", shared.address), &["--format", "json"], 0);
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap()["advisories"], 1);
    assert_eq!(database(&sandbox), made);
    server.answer(&[Answer::Status(404)]);
    let mirror = format!("{}/osv/", server.address);
    update(&sandbox, &mirror, &["--ecosystem", "Rocky Linux"], 2);
    assert!(
        server.asked()[0].starts_with("get /osv/rocky%20linux/all.zip "),
        "{:?}",
        server.asked()
    );
    assert!(Path::new(&sandbox.path("home/.cache/keelmark/advisories")).is_dir());
}
