//! The engines that read single pods and texts: Pod Security, credentials, packages.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use divan::{Bencher, black_box};
use fnsec::engine::pod_security::{Level, Version, evaluate};
use fnsec::engine::{credentials, packages};
use fnsec::model::pod_spec::PodTemplate;

fn main() {
    divan::main();
}

const POD: &str = r#"{"metadata":{"annotations":{"a":"b"}},"spec":{"initContainers":[{"name":"istio-proxy","image":"p","restartPolicy":"Always","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"runAsNonRoot":true}}],"containers":[{"name":"function","image":"f","ports":[{"containerPort":8080}],"securityContext":{"capabilities":{"add":["SYS_TIME"]},"privileged":false}}],"volumes":[{"name":"sources","emptyDir":{}},{"name":"host","hostPath":{"path":"/etc"}}],"securityContext":{"seccompProfile":{"type":"RuntimeDefault"},"sysctls":[{"name":"net.ipv4.ip_forward","value":"1"}]}}}"#;

#[divan::bench(args = ["baseline", "restricted"])]
fn pod(bencher: Bencher<'_, '_>, level: &str) {
    let pod: PodTemplate = serde_json::from_str(POD).expect("a pod");
    let level = Level::parse(level).expect("a level");
    bencher.bench(|| evaluate(black_box(&pod), level, Version::Latest));
}

/// A source of a thousand lines with two credentials in it.
fn source() -> String {
    let mut lines: Vec<String> = (0..1_000)
        .map(|at| format!("const value{at} = await fetch(`${{base}}/orders/{at}?page=${{page}}`);"))
        .collect();
    lines.insert(500, "const password = \"Tr0ub4dor&3-and-more\";".into());
    lines.insert(700, "const url = \"postgres://shop:hunter2hunter2@db/orders\";".into());
    lines.join("\n")
}

#[divan::bench]
fn credentials_in_a_thousand_lines(bencher: Bencher<'_, '_>) {
    let text = source();
    bencher.bench(|| credentials::scan(black_box(&text)));
}

#[divan::bench]
fn npm_of_fifty_packages(bencher: Bencher<'_, '_>) {
    let all: Vec<String> = (0..50).map(|at| format!("\"package-{at}\": \"^{at}.2.3\"")).collect();
    let text = format!("{{\"dependencies\": {{{}}}}}", all.join(", "));
    bencher.bench(|| packages::npm(black_box(&text)));
}

#[divan::bench]
fn python_of_fifty_packages(bencher: Bencher<'_, '_>) {
    let all: Vec<String> =
        (0..50).map(|at| format!("package-{at}[extra]>={at}.2,<{at}.9; python_version > '3.8'")).collect();
    let text = all.join("\n");
    bencher.bench(|| packages::python(black_box(&text)));
}
