//! Archives and folders of our own making.

use super::*;
use crate::model::advisories::Registry;
use std::io::Write;
use zip::write::SimpleFileOptions;

const RECORD_TEXT: &str = r#"{"id": "TEST-2026-1", "modified": "2026-10-30T12:00:00Z", "affected": [
    {"package": {"ecosystem": "npm", "name": "left"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]}"#;

fn zipped(path: &Path, entries: &[(&str, &[u8])]) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).expect("created"));
    for (name, content) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).expect("started");
        archive.write_all(content).expect("written");
    }
    archive.finish().expect("finished");
}

fn folder() -> tempfile::TempDir {
    tempfile::TempDir::new().expect("a folder")
}

#[test]
fn records_come_from_archives_and_folders() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("PyPI")).expect("created");
    let python = RECORD_TEXT.replace("npm", "PyPI").replace("left", "Right_Pad");
    std::fs::write(folder.path().join("PyPI/TEST-2.json"), python).expect("written");
    std::fs::write(folder.path().join("README.txt"), "not a record").expect("written");
    zipped(&folder.path().join("all.zip"), &[("TEST-1.json", RECORD_TEXT.as_bytes()), ("notes.txt", b"")]);
    let all = load(folder.path()).expect("read");
    assert_eq!((all.records, &*all.newest, &all.unread), (2, "2026-10-30", &None));
    assert_eq!(&*all.of(Registry::Npm, "left")[0].id, "TEST-2026-1");
    assert_eq!(all.of(Registry::Pypi, "right-pad").len(), 1);
    assert!(all.of(Registry::Npm, "right-pad").is_empty());
    let one = load(&folder.path().join("all.zip")).expect("read");
    assert!(one.covers(Registry::Npm) && !one.covers(Registry::Pypi));
}

#[test]
fn a_record_that_cannot_be_read_is_reported() {
    let folder = folder();
    let path = folder.path().join("all.zip");
    let entries: [(&str, &[u8]); 3] =
        [("a.json", RECORD_TEXT.as_bytes()), ("b.json", b"{"), ("c.json", b"[]")];
    zipped(&path, &entries);
    let all = load(&path).expect("read");
    assert_eq!(all.records, 1);
    let why = all.unread.expect("a reason");
    assert!(why.starts_with("2 records, the first one b.json: not an OSV record"), "{why}");
}

#[test]
fn a_record_larger_than_the_bound_is_reported_whatever_its_archive_declares() {
    let folder = folder();
    let path = folder.path().join("all.zip");
    let large = vec![b' '; RECORD + 1];
    zipped(&path, &[("large.json", &large), ("a.json", RECORD_TEXT.as_bytes())]);
    assert!(path.metadata().expect("there").len() < 100_000);
    let all = load(&path).expect("read");
    assert_eq!(all.unread.as_deref(), Some("large.json: larger than 4 MiB"));
    assert_eq!(all.records, 1);
}

#[test]
fn what_is_no_osv_data_says_what_to_name() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("text.zip"), "not an archive").expect("written");
    std::fs::write(path("data.tar"), "").expect("written");
    std::fs::create_dir(path("empty")).expect("created");
    for (name, why) in [
        ("text.zip", "it is not a ZIP archive"),
        ("data.tar", "it is neither a folder nor a .zip or .json file"),
        ("empty", "it has no records"),
        ("absent.zip", "No such file"),
        ("absent", "no such file"),
    ] {
        let trouble = load(&path(name)).expect_err(name);
        assert!(trouble.why.contains(why), "{name}: {}", trouble.why);
    }
}

#[test]
fn an_archive_that_declares_too_many_entries_is_not_opened() {
    let folder = folder();
    let path = folder.path().join("all.zip");
    // The two records that end an archive with many entries, and nothing before them.
    let mut bytes = b"PK\x06\x06".to_vec();
    bytes.extend([0; 28]);
    bytes.extend(600_000_u64.to_le_bytes());
    bytes.extend([0; 16]);
    bytes.extend(b"PK\x05\x06\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0");
    std::fs::write(&path, bytes).expect("written");
    assert_eq!(load(&path).expect_err("too many").why, "it has more than 500000 entries");
}

#[test]
fn bounds_of_number_and_size_end_the_reading() {
    let mut full = Reading { seen: RECORDS, ..Reading::default() };
    assert!(full.is_full());
    assert_eq!(full.end().unread.as_deref(), Some("more than 500000 records"));
    let mut full = Reading { bytes: TOTAL, ..Reading::default() };
    assert!(full.is_full());
    assert_eq!(full.end().unread.as_deref(), Some("more than 4096 MiB of records"));
    let deep = folder();
    let path = (0..=DEPTH).fold(deep.path().to_owned(), |path, at| path.join(format!("{at}")));
    std::fs::create_dir_all(&path).expect("created");
    std::fs::write(deep.path().join("a.json"), RECORD_TEXT).expect("written");
    let why = load(deep.path()).expect("read").unread.expect("a reason");
    assert!(why.ends_with("deeper than 8 folders"), "{why}");
}

#[test]
fn an_archive_larger_than_the_bound_is_not_read() {
    let folder = folder();
    let path = folder.path().join("all.zip");
    let file = std::fs::File::create(&path).expect("created");
    file.set_len(ARCHIVE + 1).expect("a sparse file");
    assert_eq!(load(&path).expect_err("too large").why, "it is larger than 1024 MiB");
}
