//! Names that imitate others, and names that do not.

use super::*;
use PackageManager::{Npm, Pip};

#[test]
fn names_that_differ_by_a_letter_a_separator_or_a_scope_imitate() {
    let table = [
        (Npm, "expres", "express", NameDifference::Letter),
        (Npm, "expresss", "express", NameDifference::Letter),
        (Npm, "axois", "axios", NameDifference::Letter),
        (Npm, "lodasj", "lodash", NameDifference::Letter),
        (Npm, "node_fetch", "node-fetch", NameDifference::Separator),
        (Npm, "nodefetch", "node-fetch", NameDifference::Separator),
        (Npm, "Express", "express", NameDifference::Separator),
        (Npm, "@aws-skd/client-s3", "@aws-sdk/client-s3", NameDifference::Scope),
        (Npm, "aws-sdk-client-s3", "@aws-sdk/client-s3", NameDifference::Flattened),
        (Npm, "crossenv", "cross-env", NameDifference::Withdrawn),
        (Pip, "reqeusts", "requests", NameDifference::Letter),
        (Pip, "pyyyaml", "pyyaml", NameDifference::Letter),
        (Pip, "pythondateutil", "python-dateutil", NameDifference::Separator),
        (Pip, "colourama", "colorama", NameDifference::Withdrawn),
        (Pip, "python3-dateutil", "python-dateutil", NameDifference::Withdrawn),
    ];
    for (language, name, of, way) in table {
        assert_eq!(imitation(language, name), Some(Imitation { of, way }), "{name}");
    }
}

#[test]
fn real_names_near_a_used_one_do_not_imitate() {
    for name in [
        "lodash-es",
        "node-fetch",
        "pg-pool",
        "pg",
        "ws",
        "mysql",
        "bcryptjs",
        "redux",
        "@acme/axios",
        "@aws-sdk/client-sqs",
        "@types/express",
        "uid",
        "request",
        "isomorphic-fetch",
        "ioredis-mock",
        "rsync",
        "gaxios",
        "tedis",
        "axion",
    ] {
        assert_eq!(imitation(Npm, name), None, "{name}");
    }
    for name in [
        "requests-oauthlib",
        "psycopg",
        "boto",
        "aioredis",
        "redis",
        "panda",
        "pyaml",
        "six",
        "lxml2",
        "bumpy",
        "redio",
        "flash",
    ] {
        assert_eq!(imitation(Pip, name), None, "{name}");
    }
}

#[test]
fn no_listed_name_imitates_and_no_list_repeats_a_name() {
    for (language, used) in [(Npm, &npm::USED), (Pip, &pypi::USED)] {
        let mut seen: Vec<&str> = used.to_vec();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 50);
        for name in used {
            assert_eq!(imitation(language, name), None, "{name}");
            assert_eq!(deprecated(language, name), None, "{name} is used and deprecated");
            assert_eq!(registered(language, name, "1.0.0").as_deref(), Some(*name));
        }
    }
    for (real, withdrawn) in [(npm::REAL, npm::WITHDRAWN), (pypi::REAL, pypi::WITHDRAWN)] {
        assert!(withdrawn.iter().all(|(name, of)| !real.contains(name) && name != of));
    }
}

#[test]
fn the_name_in_the_registry_is_that_of_the_alias_and_normalized() {
    assert_eq!(registered(Npm, "lodash", "npm:loadsh@1.0.0").as_deref(), Some("loadsh"));
    assert_eq!(registered(Npm, "s3", "npm:@aws-sdk/client-s3@^3").as_deref(), Some("@aws-sdk/client-s3"));
    assert_eq!(registered(Npm, "a", "npm:b").as_deref(), Some("b"));
    assert_eq!(registered(Npm, "a", "npm:"), None);
    assert_eq!(registered(Pip, "Python_.Dotenv", "==1").as_deref(), Some("python-dotenv"));
    assert_eq!(registered(Npm, "expres", "github:acme/expres"), None);
    assert_eq!(registered(Pip, "reqests", "https://e.org/a.whl"), None);
    assert_eq!(requested(Npm, "npm:@a/b@^1.2"), "^1.2");
    assert_eq!(requested(Npm, "npm:b"), "");
    assert_eq!(requested(Pip, " ==1.0 "), "==1.0");
}

#[test]
fn a_deprecated_package_names_its_successor() {
    assert_eq!(deprecated(Npm, "node-uuid").map(|one| one.successor), Some("uuid"));
    assert_eq!(deprecated(Pip, "pycrypto").map(|one| one.successor), Some("pycryptodome"));
    assert_eq!(deprecated(Pip, "node-uuid"), None);
}
