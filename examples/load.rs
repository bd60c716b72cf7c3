//! Loads a generated estate into an API server, to measure against it.
//!
//! `cargo run --release --example load -- --kubeconfig FILE --functions 20200`
// A tool for our own servers; the program itself reads kubeconfigs with one reader.
#![allow(clippy::print_stderr, clippy::print_stdout, clippy::disallowed_types)]

use clap::Parser;
use fnsec::model::ObjectRef;
use fnsec::source::generate::{Size, estate};
use futures::{StreamExt, stream};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use serde_json::Value;
use std::path::PathBuf;

#[derive(Parser)]
struct Wanted {
    #[arg(long)]
    kubeconfig: PathBuf,
    #[arg(long, default_value_t = 20_200)]
    functions: usize,
    #[arg(long, default_value_t = 1_021)]
    namespaces: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

const AT_ONCE: usize = 16;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let wanted = Wanted::parse();
    let kubeconfig = Kubeconfig::read_from(&wanted.kubeconfig)?;
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await?;
    let client = Client::try_from(config)?;
    let size = Size { functions: wanted.functions, namespaces: wanted.namespaces, seed: wanted.seed };
    // Namespaces must be there before anything is put into them, and accounts before pods.
    let order = |kind: &str| match kind {
        "Namespace" => 0,
        "ServiceAccount" => 1,
        _ => 2,
    };
    for stage in 0..3 {
        let here = estate(size).filter(|object| order(kind(object)) == stage);
        let answers = stream::iter(here).map(|object| post(&client, object)).buffer_unordered(AT_ONCE);
        let (made, there) = answers
            .fold((0_u32, 0_u32), |(made, there), answer| async move {
                match answer {
                    Ok(true) => (made + 1, there),
                    Ok(false) => (made, there + 1),
                    Err(why) => {
                        eprintln!("{why}");
                        (made, there)
                    }
                }
            })
            .await;
        println!("stage {stage}: {made} made, {there} there already");
    }
    Ok(())
}

fn kind(object: &Value) -> &str {
    object["kind"].as_str().unwrap_or_default()
}

/// True when it was made, false when it was there.
async fn post(client: &Client, object: Value) -> Result<bool, Failure> {
    let (path, what) = path(&object).ok_or("an object of a kind that is not read")?;
    let request = http::Request::post(path)
        .header("content-type", "application/json")
        .body(plain(object).to_string().into_bytes())?;
    match client.request::<Value>(request).await {
        Ok(_) => Ok(true),
        Err(kube::Error::Api(status)) if status.code == 409 => Ok(false),
        Err(why) => Err(format!("{what}: {why}").into()),
    }
}

fn path(object: &Value) -> Option<(String, String)> {
    let text = |field: &str| {
        object.pointer(&format!("/metadata/{field}")).and_then(Value::as_str).unwrap_or_default()
    };
    let api = object["apiVersion"].as_str()?;
    let target = ObjectRef::of(api, kind(object), text("namespace"), text("name"));
    let info = target.known()?.info();
    let root = if info.group.is_empty() { "/api" } else { "/apis" };
    let space = if info.namespaced() { format!("/namespaces/{}", target.namespace) } else { String::new() };
    Some((format!("{root}/{api}{space}/{}", info.plural), target.to_string()))
}

/// Without what only a server may write; owners that are not there would have the object collected.
fn plain(mut object: Value) -> Value {
    if let Some(meta) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        for field in ["uid", "creationTimestamp", "managedFields", "ownerReferences", "generation"] {
            meta.remove(field);
        }
    }
    object
}
