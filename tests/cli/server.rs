//! The embedded server on a loopback port, so that the built program can talk to it.

use fnsec::source::embedded::{Embedded, Fault};
use http::Request;
use http_body_util::BodyExt;
use kube::client::Body;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// Answers until the test's process ends.
pub struct Server {
    pub embedded: Embedded,
    pub address: String,
}

impl Server {
    pub fn of(texts: &[&str]) -> Self {
        let embedded = Embedded::new();
        for doc in texts.iter().flat_map(|text| fnsec::yaml::parse(text).expect("YAML")) {
            assert!(embedded.seed(doc.value), "every object has its place");
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let shared = embedded.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let embedded = shared.clone();
                std::thread::spawn(move || serve(stream, &embedded));
            }
        });
        Self { embedded, address }
    }

    pub fn fault(self, fault: Fault) -> Self {
        self.embedded.fault(fault);
        self
    }
}

/// One request a connection; the body of the answer in chunks, as it comes.
fn serve(stream: TcpStream, embedded: &Embedded) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let request = read(&mut reader)?;
    let mut out = stream;
    Runtime::new().ok()?.block_on(async move {
        let answer = embedded.client("default").send(request).await.ok()?;
        let mut head =
            format!("HTTP/1.1 {}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n", answer.status());
        for (name, value) in answer.headers() {
            head = format!("{head}{name}: {}\r\n", value.to_str().ok()?);
        }
        out.write_all(format!("{head}\r\n").as_bytes()).ok()?;
        let mut body = answer.into_body();
        while let Some(frame) = body.frame().await {
            let data = frame.ok()?.into_data().ok()?;
            if !data.is_empty() {
                out.write_all(format!("{:x}\r\n", data.len()).as_bytes()).ok()?;
                out.write_all(&data).ok()?;
                out.write_all(b"\r\n").ok()?;
            }
        }
        out.write_all(b"0\r\n\r\n").ok()
    })
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request<Body>> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let mut request = Request::builder().method(words.next()?).uri(words.next()?);
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        }
        request = request.header(name, value);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body(Body::from(body)).ok()
}
