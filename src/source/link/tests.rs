use super::*;
use crate::source::message;
use crate::source::network;
use crate::source::trouble::TroubleKind;
use proptest::prelude::*;
use std::path::PathBuf;

fn kubeconfig(text: &str) -> Result<Kubeconfig, Trouble> {
    let mut config = Kubeconfig::default();
    config.add_text(PathBuf::from("/home/me/.kube/config"), text.to_owned())?;
    Ok(config)
}

/// Does everything up to the first request; a plugin is not run, as when another context is opened.
fn link(text: &str) -> Result<(ServerLink, Vec<String>), Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut notes = Vec::new();
        let wanted = SourceRequest { opening: Opening::Switch, ..SourceRequest::default() };
        let link = from_kubeconfig(&wanted, &kubeconfig(text)?, &mut notes).await?;
        link.credentials.header().await?;
        network::client(link.config.clone(), link.credentials.clone(), None)?;
        Ok((link, notes))
    })
}

fn whole(cluster: &str, user: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- {{name: c, context: {{cluster: c, user: u}}}}\n\
         clusters:\n- name: c\n  cluster:\n    {cluster}\nusers:\n- name: u\n  user:\n    {user}\n"
    )
}

fn refused(cluster: &str, user: &str) -> Trouble {
    match link(&whole(cluster, user)) {
        Ok(_) => panic!("accepted: {cluster} {user}"),
        Err(trouble) => trouble,
    }
}

const SERVER: &str = "server: https://a.example";

#[test]
fn each_field_is_checked_and_named_with_its_line() {
    for (cluster, user, line, field) in [
        ("server: ftp://a.example", "{}", 9, "server of cluster \"c\""),
        ("insecure-skip-tls-verify: true", "{}", 9, "server of cluster \"c\""),
        ("server: https://a.example:99999", "{}", 9, "server of cluster \"c\""),
        ("{server: \"https://a.example\", tls-server-name: \"a b\"}", "{}", 9, "tls-server-name"),
        ("{server: \"https://a.example\", proxy-url: \"socks9://x\"}", "{}", 9, "proxy-url"),
        (
            "{server: \"https://a.example\", certificate-authority: gone.crt}",
            "{}",
            9,
            "certificate-authority",
        ),
        (
            "{server: \"https://a.example\", certificate-authority-data: \"!\"}",
            "{}",
            9,
            "certificate-authority-data",
        ),
        (
            "{server: \"https://a.example\", certificate-authority-data: bm8gUEVN}",
            "{}",
            9,
            "no certificate in PEM",
        ),
        (SERVER, "token: \"a\\nb\"", 13, "token of user \"u\""),
        (SERVER, "token: \" \"", 13, "token of user \"u\""),
        (SERVER, "token: [a]", 13, "token of user \"u\""),
        (SERVER, "token: 12345", 13, "a string in quotes"),
        (SERVER, "tokenFile: gone", 13, "tokenFile of user \"u\""),
        (SERVER, "client-certificate: gone", 13, "client-certificate of user \"u\""),
        (SERVER, "client-certificate-data: \"%\"", 13, "client-certificate-data of user \"u\""),
        (SERVER, "auth-provider: {name: gcp}", 13, "auth-provider.name of user \"u\""),
        (SERVER, "exec: {apiVersion: client.authentication.k8s.io/v1}", 13, "exec.command of user \"u\""),
        (
            SERVER,
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}",
            13,
            "exec.apiVersion",
        ),
        (
            SERVER,
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}",
            13,
            "exec.interactiveMode",
        ),
        (SERVER, "{token: a, username: b}", 13, "keep one of them"),
        (SERVER, "{as-groups: [a]}", 13, "as-groups"),
        (SERVER, "{as: \"a\\nb\"}", 13, "as of user"),
        (SERVER, "{as: a, as-groups: {}}", 13, "expected a list, found a mapping"),
    ] {
        let trouble = refused(cluster, user);
        let told = trouble.to_string();
        assert_eq!(trouble.kind, TroubleKind::Configuration, "{told}");
        for sign in ["/home/me/.kube/config", &format!("line {line}"), field] {
            assert!(told.contains(sign), "{sign}: {told}");
        }
    }
}

#[test]
fn nothing_of_a_broken_file_is_shown() {
    for text in [
        "users:\n- user:\n    password: s3cret-one\n    token: [s3cret-two]\n    client-key-data: s3cret-three\n",
        "users:\n- user:\n    token: \"s3cret\n",
        "users: s3cret\n",
        "s3cret\n",
        "users:\n- user: {token: *s3cret}\n",
        "{\"users\": [{\"user\": {\"token\": \"s3cret\",,}}]}",
        "users:\n- user:\n    ? [s3cret]\n    : 1\n",
        "kind: s3cret\n",
        "users:\n- user:\n\ttoken: s3cret\n",
    ] {
        let Err(trouble) = kubeconfig(text) else { panic!("read: {text}") };
        let told = trouble.to_string();
        assert!(!told.contains("s3cret") && told.contains("line "), "{told}");
    }
}

#[test]
fn an_address_without_a_scheme_has_no_tls() {
    let (link, _) = link(&whole("server: \"127.0.0.1:18080\"", "{}")).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(link.config.cluster_url.to_string(), "http://127.0.0.1:18080/");
}

#[test]
fn without_tls_credentials_are_checked_and_not_sent_and_it_is_noted() {
    for user in [
        "token: \"abc\\n\"",
        "{username: a, password: b}",
        "exec: {command: /nonexistent, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}",
    ] {
        let (link, notes) =
            link(&whole("server: http://a.example:8080", user)).unwrap_or_else(|why| panic!("{why}"));
        assert!(matches!(link.credentials, Credentials::None), "{user}");
        assert!(link.config.auth_info.token.is_none() && link.config.auth_info.exec.is_none());
        assert!(notes.iter().any(|note| note.contains("no TLS")), "{notes:?}");
    }
    let trouble = refused("server: http://a.example:8080", "token: \"a\\nb\"");
    assert_eq!(trouble.kind, TroubleKind::Configuration);
    let (_, notes) =
        link(&whole("server: http://a.example:8080", "{}")).unwrap_or_else(|why| panic!("{why}"));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn with_tls_a_token_is_trimmed_and_sent() {
    let (link, notes) =
        link(&whole(SERVER, "token: |\n      abc.def\n")).unwrap_or_else(|why| panic!("{why}"));
    let Credentials::Fixed(header) = link.credentials else { panic!("no header") };
    assert_eq!(header, "Bearer abc.def");
    assert!(notes.is_empty());
}

#[test]
fn an_address_never_shows_its_password() {
    let cluster = "server: \"http://adm:s3cretpw@a.example/x\"";
    let (link, notes) = link(&whole(cluster, "{}")).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(link.config.cluster_url.to_string(), "http://a.example/x");
    assert!(notes.iter().all(|note| !note.contains("s3cret")), "{notes:?}");
}

#[test]
fn lines_are_those_of_the_whole_file() {
    let two = format!("# first\n---\n{}", whole("server: nowhere://x", "{}"));
    let Err(trouble) = link(&two) else { panic!("accepted") };
    assert!(trouble.why.contains("line 11"), "{trouble}");
}

/// Fields and values that a kubeconfig may have, valid or not.
fn any_field() -> impl Strategy<Value = (String, String)> {
    let key = prop::sample::select(vec![
        "server",
        "certificate-authority-data",
        "insecure-skip-tls-verify",
        "proxy-url",
        "tls-server-name",
        "token",
        "tokenFile",
        "username",
        "password",
        "client-certificate-data",
        "client-key-data",
        "as",
        "as-groups",
        "as-uid",
        "as-user-extra",
        "auth-provider",
        "exec",
        "extensions",
        "disable-compression",
    ]);
    let value = prop_oneof![
        prop::sample::select(vec![
            "null", "true", "7", "[]", "{}", "[a, 1, null]", "{a: [b]}", "{name: oidc, config: {id-token: \"x\\ny\"}}",
            "https://a.example", "a:1", "http://[::1", "\"\\0\"", "\"\\e]0;x\"", "\"\\uD800\"", "{name: oidc}", "'*'",
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1BPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=", "&a [*a]", "!!str x",
            "{command: \"/nonexistent\", apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, args: [\"\\0\"]}",
            "{command: \"/nonexistent\", apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,12}",
        "[ -~\u{e9}\u{202e}]{0,8}".prop_map(|text| format!("{text:?}")),
    ];
    (key.prop_map(str::to_owned), value)
}

fn fields(fields: &[(String, String)]) -> String {
    fields.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join("\n    ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_kubeconfig_panics_or_shows_control_characters(
        cluster in prop::collection::vec(any_field(), 0..4),
        user in prop::collection::vec(any_field(), 0..4),
        cut in any::<prop::sample::Index>(),
        whole_file in any::<bool>(),
    ) {
        let cluster = format!("server: https://a.example\n    {}", fields(&cluster));
        let text = whole(&cluster, &fields(&user));
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let end = if whole_file { text.len() } else { ends[cut.index(ends.len())] };
        if let Err(trouble) = link(&text[..end]) {
            let told = trouble.to_string();
            prop_assert!(!told.chars().any(char::is_control), "{}", told);
            prop_assert!(told.chars().count() < 3 * message::LONGEST);
        }
    }

    #[test]
    fn no_path_of_a_server_panics_when_it_is_asked(path in "[!-~\u{e9}]{0,12}") {
        let Ok((link, _)) = link(&whole(&format!("server: {:?}", format!("http://127.0.0.1:1/{path}")), "{}")) else {
            return Ok(());
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let answer = runtime.block_on(async {
            network::client(link.config, link.credentials, None)?
                .apiserver_version()
                .await
                .map_err(|why| Trouble::of("Reading", &why))
        });
        prop_assert!(answer.is_err());
    }
}
