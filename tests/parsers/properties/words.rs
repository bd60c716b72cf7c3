//! Properties of single values: dates, durations, versions, images, addresses, paths, and levels.

use super::private::{image, span};
use fnsec::engine::mesh::{generate, paths, schema};
use fnsec::engine::network::{AddressBlock, address};
use fnsec::engine::pod_security;
use fnsec::model::calendar::Day;
use fnsec::model::external_reports;
use fnsec::model::platform;
use regex::Regex;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

/// A day that is read is printed as the same text, and days are counted one by one.
pub fn dates(text: &str) {
    if let Some(day) = Day::parse(text) {
        assert_eq!(day.to_string(), text);
        assert_eq!(Day::of_seconds(day.number() * 86_400), day);
        let next = day.after(1);
        assert!(next.number() == day.number() + 1 || next == Day::new(9999, 12, 31), "{day} {next}");
    }
    if let Ok(seconds) = text.parse::<i64>() {
        let day = Day::of_seconds(seconds);
        assert!(Day::of_seconds(seconds.saturating_add(1)) >= day);
        assert!(day.year < 0 || Day::parse(&day.to_string()) == Some(day), "{day}");
    }
}

/// A duration of the command line is the sum of its parts, and the server's seconds are those of its numbers.
pub fn durations(text: &str) {
    if let Ok(found) = span::parse(text) {
        assert_eq!(span::parse(&format!(" {text}\n")), Ok(found));
        let again = format!("{}s", found.as_secs());
        // With a unit, a duration has an end; a bare number has not.
        let is_long = found.as_secs() > 600_000_000_000;
        assert!(is_long || span::parse(&again).map(|one| one.as_secs()) == Ok(found.as_secs()), "{text:?}");
    } else if let Ok(seconds) = text.trim().parse::<u32>() {
        panic!("{seconds} seconds are not read");
    }
    let _ = schema::seconds(text);
    if let (Ok(whole), Some(seconds)) =
        (span::parse(text), text.strip_suffix('s').and_then(|n| n.parse().ok()))
    {
        assert_eq!(whole, Duration::from_secs(seconds));
        assert!(seconds > 9_000_000_000 || schema::seconds(text) == i64::try_from(seconds).ok(), "{text:?}");
    }
}

/// A version that is read is printed as text that is read as the same version.
pub fn platform_versions(text: &str) {
    if let Some(version) = platform::Version::parse(text) {
        assert_eq!(platform::Version::parse(&version.to_string()), Some(version));
        assert_eq!(platform::Version::parse(&format!("v{version}-rc1")), Some(version));
    }
    if let Some(level) = pod_security::Level::parse(text) {
        assert_eq!(level.to_string(), text);
    }
    if let Some(version) = pod_security::Version::parse(text) {
        assert!(version.includes(0));
        let again = pod_security::Version::parse(&version.to_string());
        assert_eq!(again, Some(version));
    }
}

/// Labels of a namespace give a policy whatever they are; an error names a label that exists, with its value.
pub fn namespace_labels(text: &str) {
    let pairs = text.lines().filter_map(|line| line.split_once(": "));
    let map: BTreeMap<String, String> = pairs
        .map(|(key, value)| (format!("pod-security.kubernetes.io/{}", key.trim()), value.to_owned()))
        .collect();
    let policy = pod_security::labels(&map);
    for error in &policy.errors {
        assert_eq!(map.get(error.label), Some(&error.value));
    }
    if let Some(level) = map.get("pod-security.kubernetes.io/enforce") {
        let read = pod_security::Level::parse(level);
        assert_eq!(policy.enforce.0, read.unwrap_or(pod_security::Level::Restricted));
        let named = policy.errors.iter().any(|error| error.label == "pod-security.kubernetes.io/enforce");
        assert_eq!(named, read.is_none());
    } else {
        assert_eq!(policy.enforce.0, pod_security::Level::Privileged);
    }
}

/// The parts of an image reference make up the reference, for both readers, and only a whole digest counts.
pub fn images(text: &str) {
    let Some(found) = image::Image::read(text) else {
        assert!(text.trim().is_empty());
        return;
    };
    assert!(found.digest.is_none_or(image::is_digest));
    let tag = found.tag.map(|tag| format!(":{tag}")).unwrap_or_default();
    let whole = format!("{}{tag}", found.repository);
    let (name, digest) = text.trim().split_once('@').unwrap_or((text.trim(), ""));
    assert_eq!(whole, name);
    assert_eq!(found.digest.is_some(), image::is_digest(digest));
    let other = external_reports::Image::read(text.trim());
    assert!(found.repository.ends_with(&other.repository), "{other:?} in {text:?}");
    assert!(found.tag.is_none_or(|tag| tag == other.tag));
    assert!(other.is(&other) && other.short().len() <= text.len() + ":latest".len());
}

/// A block holds exactly the addresses that share its prefix, except those of its exceptions.
pub fn blocks(text: &str) {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let except: Vec<String> = lines.map(str::to_owned).collect();
    for word in text.split([' ', '\n', '/']) {
        if let Some(found) = address(word) {
            assert_eq!(address(&found.to_string()), Some(found));
        }
    }
    let Some(block) = AddressBlock::read(first, &except) else { return };
    let plain = AddressBlock::read(first, &[]).expect("the same block");
    let (net, length) = first.trim().split_once('/').expect("a block");
    // A leading zero is accepted in a block, as by the API server, and not in an address.
    let (Ok(net), Ok(length)) = (net.parse::<IpAddr>(), length.parse::<u32>()) else { return };
    let samples = ["0.0.0.0", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "2001:db8::7"];
    for one in samples.iter().filter_map(|one| address(one)).chain([net]) {
        assert_eq!(plain.contains(one), shares(net, one, length), "{one} in {first}");
        let outside =
            except.iter().filter_map(|one| AddressBlock::read(one, &[])).any(|block| block.contains(one));
        assert_eq!(block.contains(one), plain.contains(one) && !outside);
    }
}

fn shares(net: IpAddr, one: IpAddr, length: u32) -> bool {
    match (net, one) {
        (IpAddr::V4(net), IpAddr::V4(one)) => {
            (u32::from(net) ^ u32::from(one)).checked_shr(32 - length).unwrap_or_default() == 0
        }
        (IpAddr::V6(net), IpAddr::V6(one)) => {
            (u128::from(net) ^ u128::from(one)).checked_shr(128 - length).unwrap_or_default() == 0
        }
        _ => false,
    }
}

/// What `{*}` and `{**}` match.
const ONE: &str = "([A-Za-z0-9-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+";
const MANY: &str = "([A-Za-z0-9-._~!$&'()*+,;=:@/]|%[0-9a-fA-F]{2})*";

/// A template matches what the expression of the route matches; without operators a path is compared as text;
/// a path that is in a set of paths conflicts with itself.
pub fn path_templates(text: &str) {
    let (pattern, path) = text.split_once('\n').unwrap_or((text, "/a/b"));
    assert!(!paths::without_query(path).contains(['?', '#']));
    let mut set = generate::Trie::default();
    assert!(set.insert(pattern) && !set.insert(pattern), "{pattern:?}");
    let _ = set.insert(path);
    let operators = pattern.matches("{*}").count() + pattern.matches("{**}").count();
    // Each operator multiplies the ways to match.
    if operators > 4 || text.len() > 200 {
        return;
    }
    let found = paths::matches(pattern, path);
    if !paths::is_template(pattern) {
        let star = pattern.matches('*').count();
        assert!(star > 0 || found == (pattern == path));
        return;
    }
    let parts =
        pattern.split("{**}").map(|part| part.split("{*}").map(regex::escape).collect::<Vec<_>>().join(ONE));
    let whole = format!("^(?s:{})$", parts.collect::<Vec<_>>().join(MANY));
    let whole = Regex::new(&whole).expect("an expression");
    assert_eq!(found, whole.is_match(path), "{pattern:?} on {path:?}");
}
