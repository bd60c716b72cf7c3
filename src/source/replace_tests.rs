use super::*;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use tempfile::TempDir;

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

fn bits(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

fn names(folder: &TempDir) -> usize {
    fs::read_dir(folder.path()).expect("readable").count()
}

#[test]
fn a_file_keeps_its_mode_and_its_link_and_nothing_is_left_beside_it() {
    let folder = folder();
    let (file, link) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
    fs::write(&file, "old").expect("written");
    fs::set_permissions(&file, Permissions::from_mode(0o640)).expect("set");
    symlink("a.yaml", &link).expect("linked");
    replace(&link, "new", For::Anybody).expect("replaced");
    assert_eq!((fs::read_to_string(&file).expect("read").as_str(), bits(&file)), ("new", 0o640));
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    assert_eq!(names(&folder), 2);
    replace(&link, "own", For::Owner).expect("replaced");
    assert_eq!(bits(&file), 0o600);
}

#[test]
fn links_that_wait_at_a_name_are_not_followed() {
    let folder = folder();
    let (victim, file) = (folder.path().join("victim"), folder.path().join("a.yaml"));
    fs::write(&victim, "precious").expect("written");
    fs::write(&file, "old").expect("written");
    let guessed = format!(".a.yaml.fnsec-{}", std::process::id());
    symlink(&victim, folder.path().join(guessed)).expect("linked");
    replace(&file, "new", For::Anybody).expect("replaced");
    symlink(&victim, folder.path().join("new.yaml")).expect("linked");
    assert!(create(&folder.path().join("new.yaml"), "text", For::Anybody).is_err());
    symlink("nowhere", folder.path().join("loose.yaml")).expect("linked");
    assert!(replace(&folder.path().join("loose.yaml"), "text", For::Anybody).is_err());
    assert!(create(&folder.path().join("loose.yaml"), "text", For::Anybody).is_err());
    assert!(!folder.path().join("nowhere").exists());
    assert_eq!(fs::read_to_string(&victim).expect("read"), "precious");
    assert!(!fs::symlink_metadata(&file).expect("there").is_symlink());
}

#[test]
fn a_new_file_of_the_owner_is_closed_to_others() {
    let folder = folder();
    let file = folder.path().join("secret.yaml");
    create(&file, "text", For::Owner).expect("created");
    assert_eq!(bits(&file), 0o600);
    assert!(create(&file, "again", For::Owner).is_err());
}

#[test]
fn what_is_read_only_or_has_several_names_is_refused() {
    let folder = folder();
    let (closed, one, two) = ("closed", "one", "two");
    let at = |name: &str| folder.path().join(name);
    for name in [closed, one] {
        fs::write(at(name), "old").expect("written");
    }
    fs::set_permissions(at(closed), Permissions::from_mode(0o444)).expect("set");
    fs::hard_link(at(one), at(two)).expect("linked");
    for (name, why) in [(closed, "read-only"), (one, "hard links"), (two, "hard links")] {
        for said in [obstacle(&at(name)), replace(&at(name), "new", For::Anybody).err()] {
            assert!(said.is_some_and(|said| said.to_string().contains(why)), "{name}");
        }
        assert_eq!(fs::read_to_string(at(name)).expect("read"), "old");
    }
    assert_eq!(fs::metadata(at(one)).expect("there").nlink(), 2);
    assert_eq!(names(&folder), 3);
}

#[test]
fn an_edit_between_reading_and_writing_is_kept() {
    let folder = folder();
    let file = folder.path().join("a.yaml");
    fs::write(&file, "theirs").expect("written");
    let said = rewrite(&file, b"old", "new", For::Anybody).expect_err("refused").to_string();
    assert!(said.contains("changed after it was read"), "{said}");
    assert_eq!(fs::read_to_string(&file).expect("read"), "theirs");
    rewrite(&file, b"theirs", "new", For::Anybody).expect("written");
    assert_eq!(fs::read_to_string(&file).expect("read"), "new");
}

#[test]
fn of_many_writers_that_read_the_same_text_one_wins() {
    let folder = folder();
    let file = folder.path().join("a.yaml");
    for round in 0..20 {
        fs::write(&file, "old").expect("written");
        let won: Vec<bool> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8)
                .map(|nth| {
                    let file = &file;
                    scope
                        .spawn(move || rewrite(file, b"old", &format!("{round} {nth}"), For::Anybody).is_ok())
                })
                .collect();
            all.into_iter().map(|thread| thread.join().expect("ended")).collect()
        });
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "round {round}");
    }
}
