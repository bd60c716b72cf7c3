//! The engines that read single pods and texts: Pod Security, credentials, packages, code.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use divan::{Bencher, black_box};
use fnsec::engine::pod_security::{Level, Version, evaluate};
use fnsec::engine::{code, credentials, packages};
use fnsec::model::parallel;
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

/// A Function of 80 lines: twenty routes of which one is flawed.
fn function() -> String {
    let routes = (0..19).map(|at| {
        format!(
            "  if (request.path === \"/{at}\") {{\n    const id{at} = Number(request.query.id);\n    return (await pool.query(\"select * from t{at} where id = $1\", [id{at}])).rows;\n  }}\n"
        )
    });
    let routes: String = routes.collect();
    format!(
        "const {{ Pool }} = require(\"pg\");\nconst pool = new Pool();\nmodule.exports.main = async (event) => {{\n  const request = event.extensions.request;\n{routes}  return (await pool.query(`select * from t where a = '${{request.query.a}}'`)).rows;\n}};\n"
    )
}

/// One changed Function.
#[divan::bench]
fn code_of_eighty_lines(bencher: Bencher<'_, '_>) {
    let text = function();
    bencher.bench(|| code::analyse(code::Language::JavaScript, black_box(&text)));
}

/// The same in Python, with what a caller sends in a log.
fn snake() -> String {
    let routes = (0..17).map(|at| {
        format!(
            "    if request.path == \"/{at}\":\n        wanted = int(request.query.get(\"id\", \"0\"))\n        cursor.execute(\"select * from t{at} where id = %s\", (wanted,))\n        return cursor.fetchall()\n"
        )
    });
    let routes: String = routes.collect();
    format!(
        "import os\nimport logging\nimport psycopg2\n\nlog = logging.getLogger(__name__)\n\n\ndef main(event, context):\n    request = event[\"extensions\"][\"request\"]\n    cursor = psycopg2.connect(os.environ[\"DATABASE\"]).cursor()\n{routes}    log.info(\"no route for %s\", len(request.path))\n    return []\n"
    )
}

#[divan::bench]
fn code_of_eighty_lines_of_python(bencher: Bencher<'_, '_>) {
    let text = snake();
    bencher.bench(|| code::analyse(code::Language::Python, black_box(&text)));
}

/// Twenty thousand Functions, every other one in Python.
fn cluster() -> Vec<(code::Language, String)> {
    let (script, snake) = (function(), snake());
    let one = |at: usize| match at % 2 {
        0 => (code::Language::JavaScript, script.clone()),
        _ => (code::Language::Python, snake.clone()),
    };
    (0..20_000).map(one).collect()
}

/// All Functions of a large cluster, from scratch, on one thread.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn code_of_twenty_thousand_functions(bencher: Bencher<'_, '_>) {
    let all = cluster();
    bencher.bench(|| all.iter().filter(|(language, text)| code::analyse(*language, text).is_ok()).count());
}

/// The same on all processors.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn code_of_twenty_thousand_functions_on_all_processors(bencher: Bencher<'_, '_>) {
    let all = cluster();
    bencher.bench(|| parallel::map(&all, |(language, text)| code::analyse(*language, text).is_ok()).len());
}
