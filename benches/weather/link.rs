//! A link between the program and a server: as fast and as far as it is told, counted, and cut on demand.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How fast and how far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Speed {
    /// Bytes in a second; none means all at once.
    pub rate: Option<u64>,
    /// Each way.
    pub delay: Duration,
}

/// What one direction has carried, and when it is free again.
struct Way {
    speed: Speed,
    free: Mutex<Instant>,
}

pub struct Link {
    pub address: String,
    state: Arc<State>,
}

struct State {
    upstream: String,
    is_up: AtomicBool,
    connections: AtomicU64,
    bytes: AtomicU64,
    open: Mutex<VecDeque<TcpStream>>,
}

impl Link {
    pub fn to(upstream: &str, speed: Speed) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let state = Arc::new(State {
            upstream: upstream.to_owned(),
            is_up: AtomicBool::new(true),
            connections: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            open: Mutex::default(),
        });
        let way = || Arc::new(Way { speed, free: Mutex::new(Instant::now()) });
        let (there, back, shared) = (way(), way(), Arc::clone(&state));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                if shared.is_up.load(Ordering::Relaxed) {
                    connect(stream, &shared, &there, &back);
                }
            }
        });
        Self { address, state }
    }

    /// Connections that were opened or tried.
    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// Both ways.
    pub fn bytes(&self) -> u64 {
        self.state.bytes.load(Ordering::Relaxed)
    }

    /// Ends all connections, and takes no new ones until `mend`.
    pub fn cut(&self) {
        self.state.is_up.store(false, Ordering::Relaxed);
        for stream in self.state.open.lock().expect("free").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub fn mend(&self) {
        self.state.is_up.store(true, Ordering::Relaxed);
    }
}

fn connect(stream: TcpStream, state: &Arc<State>, there: &Arc<Way>, back: &Arc<Way>) {
    let Ok(server) = TcpStream::connect(&state.upstream) else { return };
    let clone = |one: &TcpStream| one.try_clone().expect("a handle");
    let mut open = state.open.lock().expect("free");
    open.push_back(clone(&stream));
    open.push_back(clone(&server));
    drop(open);
    carry(clone(&stream), clone(&server), state, there);
    carry(server, stream, state, back);
}

/// Carries what comes in to the other end, each part when it would have arrived.
fn carry(mut from: TcpStream, mut to: TcpStream, state: &Arc<State>, way: &Arc<Way>) {
    let (out, parts) = channel::<(Instant, Vec<u8>)>();
    let (state, way) = (Arc::clone(state), Arc::clone(way));
    std::thread::spawn(move || {
        let mut room = vec![0; 16 << 10];
        while let Ok(count @ 1..) = from.read(&mut room) {
            state.bytes.fetch_add(count as u64, Ordering::Relaxed);
            let due = way.due(count as u64);
            // Nobody sends faster than the line takes it.
            std::thread::sleep(due.saturating_duration_since(Instant::now() + Duration::from_millis(200)));
            if out.send((due + way.speed.delay, room[..count].to_vec())).is_err() {
                break;
            }
        }
    });
    std::thread::spawn(move || {
        for (due, part) in parts {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&part).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

impl Way {
    /// When a part of this size is through.
    fn due(&self, count: u64) -> Instant {
        let Some(rate) = self.speed.rate else { return Instant::now() };
        let mut free = self.free.lock().expect("free");
        *free = (*free).max(Instant::now()) + Duration::from_secs_f64(count as f64 / rate as f64);
        *free
    }
}
