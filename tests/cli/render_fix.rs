//! Fixes of what was rendered: in the base, by a patch of the overlay, in lines of a template; and patches for git.

use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const LEVEL: &str = "namespace-level-missing";

fn program(world: &World, name: &str, script: &str) {
    let path = world.file(&format!("bin/{name}"), &format!("#!/bin/bash\n{script}"));
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("executable");
}

fn run(world: &World, words: &str) -> Run {
    let mut command = world.command(words);
    command.env("PATH", format!("{}/bin:/usr/bin:/bin", world.path().display()));
    finish(command)
}

/// Prints the files of the base with their origins; a patch of the overlay adds its lines below `metadata:`.
const KUSTOMIZE: &str = r#"
real=$(sed -n 's/^- \(.*overlays.*\)$/\1/p' kustomization.yaml)
for name in space rule fn; do
  echo "---"
  sed "s|^metadata:|metadata:\n  annotations:\n    config.kubernetes.io/origin: \"path: $real/../../base/$name.yaml\"|" \
    $real/../../base/$name.yaml > one.yaml
  if [ $name = space ] && grep -q 'path: fnsec-namespace-shop.yaml' $real/kustomization.yaml; then
    sed -n '/^  labels:/,$p' $real/fnsec-namespace-shop.yaml >> one.yaml
  fi
  cat one.yaml
done
"#;

fn overlays() -> World {
    let world = World::new();
    world.file("r/base/kustomization.yaml", "resources: [space.yaml, rule.yaml, fn.yaml]\n");
    world.file("r/base/space.yaml", SPACE);
    world.file("r/base/rule.yaml", OPEN);
    world.file("r/base/fn.yaml", FUNCTION);
    for overlay in ["dev", "prod"] {
        let text = format!("# {overlay}\nresources:\n- ../../base\n");
        world.file(&format!("r/overlays/{overlay}/kustomization.yaml"), &text);
    }
    program(&world, "kustomize", KUSTOMIZE);
    world
}

fn findings(world: &World) -> usize {
    let run = run(world, &format!("scan -f . --render always --check {LEVEL} -o json"));
    run.json()["findings"].as_array().expect("findings").len()
}

fn git(world: &World, words: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.args(words).current_dir(world.path()).env("HOME", world.path());
    command.env("GIT_CONFIG_NOSYSTEM", "1").output().expect("git").status.success()
}

#[test]
fn an_overlay_gets_a_patch_and_its_base_stays() {
    let world = overlays();
    assert_eq!(findings(&world), 1);
    let run = run(&world, &format!("fix {LEVEL} -f r --render always --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(world.read("r/base/space.yaml"), SPACE, "other overlays would change as well");
    for overlay in ["dev", "prod"] {
        let patch = world.read(&format!("r/overlays/{overlay}/fnsec-namespace-shop.yaml"));
        assert!(patch.contains("pod-security.kubernetes.io/enforce: baseline"), "{patch}");
        let listed = world.read(&format!("r/overlays/{overlay}/kustomization.yaml"));
        assert!(
            listed.starts_with(&format!("# {overlay}\nresources:\n- ../../base\npatches:\n")),
            "{listed}"
        );
        assert!(run.err.contains(&format!("+++ b/r/overlays/{overlay}/kustomization.yaml")), "{}", run.err);
    }
    assert_eq!(findings(&world), 0, "rendered again, the finding is gone");
}

#[test]
fn a_base_is_changed_where_that_is_asked_for() {
    let world = overlays();
    let run = run(&world, &format!("fix {LEVEL} -f r --render always --in base --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.err.contains("r/base/space.yaml is part of r/overlays/dev and r/overlays/prod."),
        "{}",
        run.err
    );
    let base = world.read("r/base/space.yaml");
    assert!(base.starts_with(SPACE) && base.contains("enforce: baseline"), "{base}");
    assert!(!world.path().join("r/overlays/dev/fnsec-namespace-shop.yaml").exists());
    assert_eq!(findings(&world), 0);
}

#[test]
fn nothing_is_written_when_the_rendering_is_not_the_intended_one() {
    let world = overlays();
    // A program that ignores patches, as if another patch set the field afterwards.
    program(&world, "kustomize", &KUSTOMIZE.replace("sed -n '/^  labels:/,$p'", "true"));
    let run = run(&world, &format!("fix {LEVEL} -f r --render always --apply --yes"));
    assert_eq!(run.code, 5, "{}", run.err);
    assert!(run.err.contains("would not be rendered as intended"), "{}", run.err);
    assert!(!world.path().join("r/overlays/dev/fnsec-namespace-shop.yaml").exists());
}

#[test]
fn a_patch_of_all_files_is_taken_by_git() {
    let world = overlays();
    assert!(git(&world, &["init", "-q"]));
    let run = run(&world, &format!("fix {LEVEL} -f r --render always -o patch=all.patch"));
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(findings(&world), 1, "nothing was written yet");
    assert!(git(&world, &["apply", "--check", "all.patch"]), "{}", world.read("all.patch"));
    assert!(git(&world, &["apply", "all.patch"]));
    assert_eq!(findings(&world), 0);
}

#[test]
fn a_patch_of_plain_files_is_taken_by_git_in_any_folder() {
    let world = World::new();
    assert!(git(&world, &["init", "-q"]));
    let text = format!("{}---\n{FUNCTION}", SPACE.trim_end());
    for (name, text) in [("sub/my app/all.yaml", format!("{SPACE}---\n{FUNCTION}")), ("sub/none.yaml", text)]
    {
        world.file(
            name,
            &text
                .replace("\n---", "\r\n---")
                .replace("shop", if name.contains("my") { "shop" } else { "till" }),
        );
    }
    let mut command = world.command(&format!("fix {LEVEL} -f . -o patch=own.patch"));
    command.current_dir(world.path().join("sub"));
    let run = finish(command);
    assert_eq!(run.code, 0, "{}", run.err);
    let patch = world.read("sub/own.patch");
    assert!(patch.contains("+++ b/my app/all.yaml\t\n"), "{patch}");
    let mut apply = Command::new("git");
    let done =
        apply.args(["apply", "own.patch"]).current_dir(world.path().join("sub")).output().expect("git");
    assert!(done.status.success(), "{patch}{}", String::from_utf8_lossy(&done.stderr));
    assert!(world.read("sub/my app/all.yaml").contains("enforce: baseline"));
}

#[test]
fn a_read_only_file_can_be_patched_and_not_rewritten() {
    let world = World::new();
    let path = world.file("a.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).expect("read-only");
    let run = world.run(&format!("fix {LEVEL} -f a.yaml -o patch"));
    assert!(run.code == 0 && run.out.contains("+++ b/a.yaml\n"), "{}", run.all());
    assert_eq!(world.run(&format!("fix {LEVEL} -f a.yaml --apply --yes")).code, 5);
}

#[test]
fn a_file_with_a_byte_order_mark_keeps_it() {
    let world = World::new();
    world.file("a.yaml", &format!("\u{feff}{SPACE}---\n{FUNCTION}"));
    let run = world.run(&format!("fix {LEVEL} -f a.yaml --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    let text = world.read("a.yaml");
    assert!(text.starts_with("\u{feff}apiVersion: v1\n") && text.contains("enforce: baseline"), "{text}");
}

#[test]
fn a_patch_shows_no_credential_and_is_for_files_only() {
    let world = World::new();
    let secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    world.file("a.yaml", &format!("{SPACE}  annotations:\n    token: {secret}\n---\n{FUNCTION}"));
    let run = world.run(&format!("fix {LEVEL} -f a.yaml -o patch"));
    assert_eq!(run.code, 5, "{}", run.all());
    assert!(
        run.err.contains("a patch would show a credential") && !run.all().contains(secret),
        "{}",
        run.all()
    );
    let run = world.run(&format!("fix {LEVEL} --demo -o patch"));
    assert!(run.code == 2 && run.err.contains("A patch is for files"), "{}", run.err);
}

/// A chart, and a program that replaces its values as helm does.
fn chart() -> World {
    let world = World::new();
    world.file("c/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    world.file("c/values.yaml", "# ours\nhost: orders.example.com\nport: 80   # the Service\n");
    let rule = OPEN.replace("orders.example.com", "{{ .Values.host }}");
    world.file("c/templates/rule.yaml", &rule);
    let script = "host=$(sed -n 's/^host: //p' $2/values.yaml)\nfor one in $2/templates/*.yaml; do echo ---\n\
        echo \"# Source: shop/templates/${one##*/}\"\nsed \"s/{{ .Values.host }}/$host/\" $one; done\n";
    program(&world, "helm", script);
    world
}

const RULE: &str = "jwt-without-authorizations";

#[test]
fn a_literal_line_of_a_template_is_changed() {
    let world = chart();
    let before = world.read("c/templates/rule.yaml");
    let run = run(&world, &format!("fix {RULE} -f c --render always --set audience=shop --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    let after = world.read("c/templates/rule.yaml");
    assert!(after.contains("{{ .Values.host }}") && after.contains("# anyone may read"), "{after}");
    assert!(after.starts_with(before.trim_end()) && after.contains("- audiences:"), "{after}");
}

#[test]
fn a_line_that_is_not_literal_is_left_as_it_is() {
    let world = chart();
    let template = world.read("c/templates/rule.yaml");
    let own = template.replace("jwksUri: https://tenant.example.com", "jwksUri: https://{{ .Values.host }}");
    world.file("c/templates/rule.yaml", &own);
    let run = run(
        &world,
        &format!("fix {RULE} apirule/orders -f c --render always --set audience=shop --apply --yes"),
    );
    assert_eq!(run.code, 5, "{}", run.err);
    assert!(run.err.contains("c/templates/rule.yaml is left as it is"), "{}", run.err);
    assert_eq!(world.read("c/templates/rule.yaml"), own);
}
