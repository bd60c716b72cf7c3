//! Values that must not be seen are not seen, whatever is asked for.

use super::run::{CHECK, FUNCTION, OPEN, SPACE, World};
use super::server::Server;

/// Shaped like real ones, so that they would be found; they open nothing.
const VALUES: [&str; 3] = ["kT9vQ2xLm8zRw4pJ", "a1Q5dlEyeExtOHpSdzRwSg==", "Zq7RtY3wPn5KdX8vLb2M"];

fn texts() -> String {
    let function = FUNCTION.replace(
        "  source:\n",
        &format!("  env:\n    - name: DB_PASSWORD\n      value: {}\n    - name: API_TOKEN\n      value: {}\n  source:\n", VALUES[0], VALUES[2]),
    );
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: shop\ndata:\n  password: {}\n",
        VALUES[1]
    );
    [SPACE, &function, &secret, OPEN].join("---\n")
}

fn assert_silent(words: &str, text: &str) {
    for value in VALUES {
        assert!(!text.contains(value), "{words} shows {value}");
    }
}

#[test]
fn no_output_of_any_command_holds_a_value() {
    let world = World::new();
    world.file("all.yaml", &texts());
    for format in ["table", "json", "jsonl"] {
        let words = format!("scan -f all.yaml -o {format}");
        assert_silent(&words, &world.run(&words).all());
    }
    for check in fnsec::checks::ALL {
        for format in ["yaml", "diff", "kubectl", "kustomize", "json"] {
            let words = format!("fix {} -f all.yaml -o {format}", check.id);
            assert_silent(&words, &world.run(&words).all());
        }
    }
}

#[test]
fn neither_the_journal_nor_its_listings_hold_a_value() {
    let server = Server::of(&[&texts()]);
    let world = World::with_cluster(&server.address);
    for check in fnsec::checks::ALL {
        let words = format!("fix {} --apply --yes", check.id);
        assert_silent(&words, &world.run(&words).all());
    }
    assert!(world.read("state/audit.jsonl").contains(CHECK));
    assert_silent("the journal", &world.read("state/audit.jsonl"));
    for format in ["table", "json", "md"] {
        let words = format!("changes -o {format}");
        assert_silent(&words, &world.run(&words).all());
    }
}
