//! The embedded server on a loopback port, so that the built program can talk to it.

use fnsec::source::embedded::{Embedded, ServerFault};
use http::Request;
use http_body_util::BodyExt;
use kube::client::Body;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

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
        Self::around(embedded)
    }

    /// Serves a cluster that is there already.
    pub fn around(embedded: Embedded) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("it may wait");
        let address = listener.local_addr().expect("an address").to_string();
        let shared = embedded.clone();
        std::thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(listen(listener, shared));
        });
        Self { embedded, address }
    }

    pub fn fault(self, fault: ServerFault) -> Self {
        self.embedded.fault(fault);
        self
    }
}

async fn listen(listener: std::net::TcpListener, embedded: Embedded) {
    let listener = TcpListener::from_std(listener).expect("a listener");
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, embedded.clone()));
    }
}

/// One request a connection; a watch whose reader went away ends with it.
async fn serve(stream: TcpStream, embedded: Embedded) -> Option<()> {
    let (reader, out) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let request = read(&mut reader).await?;
    let mut rest = [0; 1];
    tokio::select! {
        done = answer(request, &embedded, out) => done,
        _ = reader.read(&mut rest) => None,
    }
}

/// The body of the answer goes out in chunks, as it comes.
async fn answer(request: Request<Body>, embedded: &Embedded, mut out: OwnedWriteHalf) -> Option<()> {
    let answer = embedded.client("default").send(request).await.ok()?;
    let mut head =
        format!("HTTP/1.1 {}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n", answer.status());
    for (name, value) in answer.headers() {
        head = format!("{head}{name}: {}\r\n", value.to_str().ok()?);
    }
    out.write_all(format!("{head}\r\n").as_bytes()).await.ok()?;
    let mut body = answer.into_body();
    while let Some(frame) = body.frame().await {
        let data = frame.ok()?.into_data().ok()?;
        if !data.is_empty() {
            out.write_all(format!("{:x}\r\n", data.len()).as_bytes()).await.ok()?;
            out.write_all(&data).await.ok()?;
            out.write_all(b"\r\n").await.ok()?;
        }
    }
    out.write_all(b"0\r\n\r\n").await.ok()
}

async fn read(reader: &mut BufReader<OwnedReadHalf>) -> Option<Request<Body>> {
    let mut line = String::new();
    reader.read_line(&mut line).await.ok()?;
    let mut words = line.split(' ');
    let mut request = Request::builder().method(words.next()?).uri(words.next()?);
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).await.ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        }
        request = request.header(name, value);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await.ok()?;
    request.body(Body::from(body)).ok()
}

/// A server that gives one answer to everything, and remembers what it was asked.
pub struct Heard {
    pub address: String,
    requests: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
}

impl Heard {
    /// Answers with this head, and no body.
    pub fn answering(head: &str) -> Self {
        let text = format!("{head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        Self::with(move |stream| drop(std::io::Write::write_all(stream, text.as_bytes())))
    }

    /// Begins an answer that never ends.
    pub fn endless() -> Self {
        Self::with(|stream| {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[";
            let mut sent = std::io::Write::write_all(stream, head.as_bytes());
            let part = vec![b' '; 1 << 16];
            while sent.is_ok() {
                sent = std::io::Write::write_all(stream, &part);
            }
        })
    }

    fn with(answer: impl Fn(&mut std::net::TcpStream) + Clone + Send + 'static) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let requests = std::sync::Arc::<std::sync::Mutex<Vec<String>>>::default();
        let all = requests.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (all, answer) = (all.clone(), answer.clone());
                std::thread::spawn(move || {
                    all.lock().expect("free").push(head(&mut stream));
                    answer(&mut stream);
                });
            }
        });
        Self { address, requests }
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("free").clone()
    }
}

/// A request up to its body.
fn head(stream: &mut std::net::TcpStream) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") && std::io::Read::read(stream, &mut byte).is_ok_and(|count| count > 0)
    {
        text.extend_from_slice(&byte);
    }
    String::from_utf8_lossy(&text).into_owned()
}
