//! Fixes of whole folders: where new files go, what they are called, who may read them, and what cannot be written.

use super::run::{FUNCTION, World, finish};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Shaped like real ones; they open nothing.
const VALUE: &str = "kT9vQ2xLm8zRw4pJ";

fn function(namespace: &str, name: &str) -> String {
    FUNCTION
        .replace("namespace: shop", &format!("namespace: {namespace}"))
        .replace("name: orders", &format!("name: {name}"))
}

fn with_password(text: &str) -> String {
    text.replace("  source:\n", &format!("  env:\n  - name: DB_PASSWORD\n    value: {VALUE}\n  source:\n"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("readable");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

#[test]
fn two_namespaces_in_one_folder_get_a_file_each() {
    let world = World::new();
    let both: Vec<String> =
        ["one", "two"].iter().map(|name| function(name, &format!("pay-{name}"))).collect();
    world.file("k8s/all.yaml", &both.join("---\n"));
    let run = world.run("fix no-ingress-restriction -f k8s --apply --yes");
    assert_eq!(run.code, 0, "{}", run.err);
    let new: Vec<String> = names(&world.path().join("k8s"));
    assert_eq!(new.iter().filter(|name| name.starts_with("fnsec-networkpolicy-one-")).count(), 1, "{new:?}");
    assert_eq!(new.iter().filter(|name| name.starts_with("fnsec-networkpolicy-two-")).count(), 1, "{new:?}");
    assert_eq!(world.run("scan -f k8s --check no-ingress-restriction").code, 0);
    assert!(world.run("fix no-ingress-restriction -f k8s --apply --yes").err.contains("nothing to fix"));
}

#[test]
fn a_file_of_somebody_else_is_left_alone_and_one_with_the_object_is_named() {
    let world = World::new();
    world.file("a.yaml", &function("one", "pay"));
    let fix = || world.run("fix no-ingress-restriction -f a.yaml --apply --yes");
    assert_eq!(fix().code, 0);
    let name = names(world.path()).into_iter().find(|name| name.starts_with("fnsec-")).expect("a new file");
    let again = fix();
    assert!(again.code == 5 && again.err.contains("already") && again.err.contains(&name), "{}", again.err);
    world.file(&name, "kind: ConfigMap\napiVersion: v1\nmetadata: {name: other}\n");
    assert_eq!(fix().code, 0);
    assert!(world.read(&name).contains("other"));
    assert!(names(world.path()).contains(&name.replace(".yaml", "-2.yaml")), "{:?}", names(world.path()));
}

#[test]
fn a_new_file_is_put_beside_what_it_is_about_and_listed_there() {
    let world = World::new();
    world.file("repo/apps/one/fn.yaml", &function("one", "pay"));
    world.file("repo/apps/one/kustomization.yaml", "# ours\nresources:\n- fn.yaml # the Function\n");
    world.file("repo/apps/two/fn.yaml", &function("two", "pay"));
    world.file("repo/apps/kustomization.yaml", "resources:\n- one\n- two/fn.yaml\n");
    world.file("repo/apps/three/fn.yaml", &function("three", "pay"));
    world.file("repo/apps/three/kustomization.yaml", "commonAnnotations: {team: pay}\n");
    let run = world.run("fix no-ingress-restriction -f repo --apply --yes");
    assert_eq!(run.code, 0, "{}", run.err);
    let new = |folder: &str| {
        let all = names(&world.path().join("repo/apps").join(folder));
        all.into_iter().find(|name| name.starts_with("fnsec-")).unwrap_or_default()
    };
    let (one, two, three) = (new("one"), new("two"), new("three"));
    assert!(![&one, &two, &three].iter().any(|name| name.is_empty()), "{}", run.err);
    let list = world.read("repo/apps/one/kustomization.yaml");
    assert_eq!(list, format!("# ours\nresources:\n- fn.yaml # the Function\n- {one}\n"));
    let list = world.read("repo/apps/kustomization.yaml");
    assert_eq!(list, format!("resources:\n- one\n- two/fn.yaml\n- two/{two}\n"));
    assert!(run.err.contains(&format!("- {three}")), "the line to add is printed: {}", run.err);
    assert_eq!(names(&world.path().join("repo")), ["apps"]);
}

#[test]
fn a_credential_goes_into_a_file_only_with_a_warning_and_for_the_owner_only() {
    let world = World::new();
    let path = world.file("k8s/fn.yaml", &with_password(&function("shop", "orders")));
    fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("set");
    world.file("k8s/kustomization.yaml", "resources: [fn.yaml]\n");
    let run = world.run("fix credentials-in-function -f k8s --apply --yes");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!run.all().contains(VALUE), "{}", run.all());
    let folder = world.path().join("k8s");
    let name =
        names(&folder).into_iter().find(|name| name.starts_with("fnsec-secret-shop-")).expect("a new file");
    assert_eq!((mode(&folder.join(&name)), mode(&path)), (0o600, 0o640));
    for said in [
        format!("k8s/{name} contains the value: do not commit it."),
        "kubectl create secret generic".into(),
        "--from-literal=DB_PASSWORD=\"$DB_PASSWORD\"".into(),
        "is not listed in k8s/kustomization.yaml".into(),
    ] {
        assert!(run.err.contains(&said), "{said}: {}", run.err);
    }
    assert!(world.read(&format!("k8s/{name}")).contains(VALUE) && !world.read("k8s/fn.yaml").contains(VALUE));
    assert_eq!(world.read("k8s/kustomization.yaml"), "resources: [fn.yaml]\n");
}

#[test]
fn what_cannot_be_rewritten_is_named_before_and_the_rest_is_done() {
    let world = World::new();
    let old = |namespace: &str| function(namespace, "pay").replace("nodejs22", "nodejs18");
    world.file("k8s/good.yaml", &old("good"));
    let latin = world.file("k8s/latin.yaml", "");
    let mut bytes = b"# caf\xe9\n".to_vec();
    bytes.extend(old("latin").into_bytes());
    fs::write(&latin, &bytes).expect("written");
    let closed = world.file("k8s/closed.yaml", &old("closed"));
    fs::set_permissions(&closed, Permissions::from_mode(0o444)).expect("set");
    let (one, two) = (world.file("k8s/one.yaml", &old("linked")), world.path().join("other-name"));
    fs::hard_link(&one, &two).expect("linked");
    let run = world.run("fix runtime-end-of-life -f k8s --apply --yes");
    assert_eq!(run.code, 5, "{}", run.err);
    for said in [
        "latin.yaml cannot be rewritten: it is not UTF-8",
        "closed.yaml cannot be rewritten: it is read-only",
        "one.yaml cannot be rewritten: it has 2 names",
    ] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
        let named = run.err.find(said).expect("there");
        assert!(named < run.err.find("+++").expect("a diff"), "named before: {}", run.err);
    }
    assert!(!world.read("k8s/good.yaml").contains("nodejs18"));
    assert_eq!(fs::read(&latin).expect("read"), bytes);
    assert!(
        world.read("k8s/closed.yaml").contains("nodejs18") && world.read("other-name").contains("nodejs18")
    );
}

#[test]
fn a_folder_that_takes_no_file_is_named_before_and_the_rest_is_done() {
    let world = World::new();
    world.file("k8s/one/fn.yaml", &function("one", "pay"));
    world.file("k8s/two/fn.yaml", &function("two", "pay"));
    let closed = world.path().join("k8s/one");
    fs::set_permissions(&closed, Permissions::from_mode(0o555)).expect("set");
    let is_root = fs::write(closed.join("probe"), "").is_ok();
    let run = world.run("fix no-ingress-restriction -f k8s --apply --yes");
    fs::set_permissions(&closed, Permissions::from_mode(0o755)).expect("set");
    assert_eq!(run.code, if is_root { 0 } else { 5 }, "{}", run.err);
    assert_eq!(names(&world.path().join("k8s/two")).len(), 2, "{}", run.err);
}

#[test]
fn a_name_that_leads_elsewhere_writes_nothing_there_and_stops_nobody() {
    let world = World::new();
    world.file("k8s/odd.yaml", &function("\"../up\"", "pay"));
    world.file("k8s/even.yaml", &function("even", "pay"));
    let run = world.run("fix no-ingress-restriction -f k8s --apply --yes");
    assert_eq!(run.code, 5, "{}", run.err);
    let new: Vec<String> = names(&world.path().join("k8s"));
    assert_eq!(new.len(), 3, "{new:?}");
    assert!(new.iter().any(|name| name.starts_with("fnsec-networkpolicy-even-")), "{new:?}");
    assert!(names(world.path()).iter().all(|name| !name.starts_with("fnsec-")), "{}", run.err);
}

#[test]
fn two_runs_on_one_file_lose_nothing() {
    let world = World::new();
    let text = function("shop", "pay").replace("nodejs22", "nodejs18");
    let weak = "  containerSecurityContext:\n    privileged: true\n    allowPrivilegeEscalation: true\n";
    let text = text.replace("  source:\n", &format!("{weak}  source:\n"));
    for round in 0..6 {
        world.file("a.yaml", &text);
        let checks = ["runtime-end-of-life", "weak-security-context"];
        let both: Vec<_> = checks
            .map(|check| {
                world.command(&format!("fix {check} -f a.yaml --apply --yes")).spawn().expect("started")
            })
            .into_iter()
            .map(|child| child.wait_with_output().expect("ended"))
            .collect();
        let after = world.read("a.yaml");
        let done = [!after.contains("nodejs18"), !after.contains("privileged")];
        for (nth, run) in both.iter().enumerate() {
            let said = String::from_utf8_lossy(&run.stderr);
            assert_eq!(run.status.success(), done[nth], "round {round}, {}: {said}\n{after}", checks[nth]);
            assert!(run.status.success() || said.contains("nothing was written to it"), "{said}");
        }
        assert!(done.contains(&true), "round {round}");
    }
    assert_eq!(names(world.path()).iter().filter(|name| name.starts_with(".fnsec")).count(), 0);
}

#[test]
fn empty_mappings_are_not_left_behind() {
    let world = World::new();
    let weak = "  containerSecurityContext: # why\n    privileged: true\n    allowPrivilegeEscalation: true\n    capabilities: {add: [SYS_ADMIN]} # caps\n";
    let before = function("shop", "pay");
    world.file("a.yaml", &before.replace("  source:\n", &format!("{weak}  source:\n")));
    let run = world.run("fix weak-security-context -f a.yaml --apply --yes");
    assert_eq!((run.code, world.read("a.yaml")), (0, before), "{}", run.err);
    let partly = "  containerSecurityContext:\n    capabilities: {add: [SYS_ADMIN], drop: [ALL]} # caps\n";
    world.file("a.yaml", &function("shop", "pay").replace("  source:\n", &format!("{partly}  source:\n")));
    assert_eq!(world.run("fix weak-security-context -f a.yaml --apply --yes").code, 0);
    assert!(
        world.read("a.yaml").contains("    capabilities: {drop: [ALL]} # caps\n"),
        "{}",
        world.read("a.yaml")
    );
}

#[test]
fn what_is_about_to_be_deleted_gets_nothing_new() {
    let world = World::new();
    let space = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  deletionTimestamp: \"2026-11-01T00:00:00Z\"\n---\n";
    world.file("a.yaml", &format!("{space}{FUNCTION}"));
    let run = world.run("fix no-ingress-restriction -f a.yaml");
    assert_eq!(run.code, 5, "{}", run.all());
    assert!(
        run.err.contains("namespace shop is being deleted") && run.out.trim().is_empty(),
        "{}",
        run.all()
    );
}

#[test]
fn an_older_version_gets_no_value_it_does_not_know() {
    let world = World::new();
    let old = "apiVersion: serverless.kyma-project.io/v1alpha1\nkind: Function\nmetadata: {name: pay, namespace: shop}\nspec:\n  runtime: nodejs12\n  source: \"module.exports = { main: () => 'ok' }\"\n";
    world.file("a.yaml", old);
    let run = world.run("fix runtime-end-of-life -f a.yaml --apply --yes");
    assert!(run.code == 1 && run.err.contains("no automatic fix"), "{} {}", run.code, run.err);
    assert_eq!(world.read("a.yaml"), old);
}

#[test]
fn a_missing_home_is_no_reason_to_fail() {
    let world = World::new();
    world.file("a.yaml", &function("shop", "pay").replace("nodejs22", "nodejs18"));
    let mut command = world.command("fix runtime-end-of-life -f a.yaml --apply --yes");
    command.env_remove("HOME").env_remove("FNSEC_STATE");
    assert_eq!(finish(command).code, 0);
}
