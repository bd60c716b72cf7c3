//! Paths as URI references: relative where they are, with `/`, and escaped.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path segment of a URI may contain unescaped, by RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns a name as one folder or file name without separators.
pub fn segment(name: &str) -> String {
    let name: String = name.chars().map(|one| if one == '/' || one == '\\' { '_' } else { one }).collect();
    if name.chars().all(|letter| letter == '.') { "_".to_owned() } else { name }
}

/// Returns the reference of a file: relative, unless the path is absolute.
pub fn reference(file: &str) -> String {
    let path = file.replace('\\', "/");
    let plain = path.strip_prefix("./").unwrap_or(&path);
    let escaped: Vec<String> =
        plain.split('/').map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
    let joined = escaped.join("/");
    if plain.starts_with('/') { format!("file://{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references_wherever_they_lead() {
        assert_eq!(reference("./k8s/a b#1.yaml"), "k8s/a%20b%231.yaml");
        assert_eq!(reference("/tmp/a.yaml"), "file:///tmp/a.yaml");
        assert_eq!(reference(r"k8s\a.yaml"), "k8s/a.yaml");
    }

    #[test]
    fn a_name_is_one_segment_and_never_the_folder_above() {
        assert_eq!([segment("a/b"), segment("..")], ["a_b", "_"]);
    }
}
