//! How values pass through methods and functions of libraries, as data.

/// What a call returns of what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// The same, changed a little.
    Same,
    /// Text of it.
    Text,
    /// Text on one line, such as JSON.
    Line,
    /// Nothing of it: a number, a digest, a truth value.
    Nothing,
    /// A structure that is read from it.
    Parsed,
    /// A path or another text that is joined from the arguments.
    Joined,
    /// Quoted for a shell.
    Quoted,
    /// Escaped for HTML.
    Escaped,
    /// Encoded for a part of a URL.
    Encoded,
    /// The last part of a path.
    FileName,
    /// Escaped for a regular expression.
    LiteralPattern,
    /// Escaped for an LDAP filter.
    Ldap,
}

/// Methods of texts and collections, in both languages.
pub fn method(name: &str) -> Option<Passing> {
    Some(match name {
        "trim" | "trimStart" | "trimEnd" | "toLowerCase" | "toUpperCase" | "toString" | "substring"
        | "substr" | "padStart" | "padEnd" | "repeat" | "normalize" | "charAt" | "decode" | "strip"
        | "lstrip" | "rstrip" | "lower" | "upper" | "title" | "capitalize" | "casefold" | "swapcase"
        | "zfill" | "center" | "ljust" | "rjust" | "removeprefix" | "removesuffix" | "expandtabs"
        | "translate" | "toLocaleLowerCase" | "toLocaleUpperCase" | "as_posix" | "getvalue" | "hex" => {
            Passing::Text
        }
        "slice" | "concat" | "at" | "copy" | "reverse" | "sort" | "flat" | "valueOf" | "toJSON" | "pop"
        | "shift" | "popitem" | "items" | "keys" | "values" | "entries" | "encode" | "toSorted"
        | "toReversed" | "read" | "json" | "text" | "getAll" | "getlist" | "get_all" | "arrayBuffer"
        | "blob" | "to_dict" | "group" | "groups" | "resolve" | "absolute" | "expanduser" | "with_suffix"
        | "next" | "setdefault" | "namelist" | "infolist" | "getmembers" | "getnames" | "groupdict"
        | "clone" | "model_dump" | "dict" | "tobytes" | "unref" => Passing::Same,
        "indexOf" | "lastIndexOf" | "charCodeAt" | "codePointAt" | "count" | "index" | "rindex" | "rfind"
        | "getTime" | "toFixed" | "toISOString" | "isoformat" | "timestamp" | "localeCompare" | "search"
        | "findIndex" | "isalnum" | "isdigit" | "isdecimal" | "isnumeric" | "isidentifier" | "isalpha"
        | "startsWith" | "endsWith" | "startswith" | "endswith" | "includes" | "has" | "test" | "every"
        | "some" | "push" | "unshift" | "append" | "extend" | "add" | "write" | "end" | "forEach"
        | "close" | "clear" => Passing::Nothing,
        _ => return None,
    })
}

/// Functions by the module or global name they begin with, and by their own name.
pub fn function(root: &str, name: &str) -> Option<Passing> {
    anywhere(name).or_else(|| javascript(root, name)).or_else(|| python(root, name))
}

/// Functions whose name says what they do, in any module.
fn anywhere(name: &str) -> Option<Passing> {
    Some(match name {
        "escapeHtml" | "escapeHTML" | "htmlEscape" | "html_escape" | "escape_html" | "sanitizeHtml"
        | "sanitize-html" | "escape-html" | "xss" | "filterXSS" | "sanitize_html" => Passing::Escaped,
        "escapeRegExp" | "escapeRegex" | "escape-string-regexp" | "escapeStringRegexp" => {
            Passing::LiteralPattern
        }
        "escape_filter_chars" | "escapeFilter" | "ldapEscape" | "ldap-escape" => Passing::Ldap,
        "secure_filename" | "basename" | "sanitize-filename" | "sanitizeFilename" => Passing::FileName,
        "encodeURIComponent" | "quote_plus" => Passing::Encoded,
        _ => return None,
    })
}

#[expect(clippy::unnested_or_patterns, reason = "one row for each module")]
fn javascript(root: &str, name: &str) -> Option<Passing> {
    Some(match (root, name) {
        ("String" | "atob" | "btoa" | "decodeURIComponent" | "decodeURI" | "encodeURI" | "unescape", _)
        | ("util", "inspect" | "stripVTControlCharacters")
        | (
            "lodash" | "underscore",
            "trim" | "toString" | "camelCase" | "kebabCase" | "snakeCase" | "toLower" | "toUpper"
            | "truncate" | "capitalize",
        ) => Passing::Text,
        (
            "Number" | "parseInt" | "parseFloat" | "Boolean" | "BigInt" | "isNaN" | "isFinite" | "Date"
            | "Math",
            _,
        )
        | ("lodash" | "underscore", "toNumber" | "toInteger" | "isEmpty" | "isString" | "size" | "has")
        | ("uuid" | "nanoid" | "ulid" | "moment" | "dayjs" | "luxon" | "bcrypt" | "bcryptjs" | "argon2", _)
        | ("crypto", _)
        | ("mongodb" | "bson", "ObjectId" | "ObjectID")
        | ("mongoose", "ObjectId" | "isValidObjectId" | "isValid") => Passing::Nothing,
        ("JSON", "parse")
        | (
            "url" | "querystring" | "qs" | "query-string" | "js-yaml" | "yaml" | "json5" | "ini" | "toml",
            "parse",
        )
        | ("js-yaml", "load" | "safeLoad")
        | ("querystring", "decode" | "unescape") => Passing::Parsed,
        ("JSON", "stringify") | ("safe-stable-stringify" | "fast-safe-stringify", _) => Passing::Line,
        (
            "lodash" | "underscore" | "he" | "validator" | "html-entities" | "handlebars",
            "escape" | "encode" | "escapeExpression",
        )
        | ("dompurify" | "isomorphic-dompurify" | "DOMPurify", "sanitize") => Passing::Escaped,
        ("shell-quote", "quote") | ("shell-escape" | "shescape", _) => Passing::Quoted,
        ("path", "join" | "resolve") | ("util", "format") | ("Array", "of") => Passing::Joined,
        ("path" | "url", _)
        | ("Object", "keys" | "values" | "entries" | "fromEntries" | "freeze" | "create" | "assign")
        | (
            "Array" | "Set" | "Map" | "URL" | "URLSearchParams" | "Error" | "TypeError" | "RangeError"
            | "Buffer" | "structuredClone" | "Promise" | "TextEncoder" | "TextDecoder" | "Uint8Array"
            | "Headers",
            _,
        )
        | (
            "lodash" | "underscore",
            "take" | "takeRight" | "drop" | "dropRight" | "castArray" | "tail" | "initial" | "nth" | "concat"
            | "reverse" | "chunk" | "get" | "pick" | "omit" | "cloneDeep" | "clone" | "merge" | "defaults"
            | "assign" | "values" | "keys" | "uniq" | "compact" | "flatten" | "first" | "head" | "last"
            | "split" | "chain",
        ) => Passing::Same,
        _ => return None,
    })
}

fn python(root: &str, name: &str) -> Option<Passing> {
    Some(match (root, name) {
        ("str" | "chr" | "ascii" | "format" | "textwrap" | "unicodedata", _)
        | ("urllib", "unquote" | "unquote_plus") => Passing::Text,
        (
            "int" | "float" | "bool" | "len" | "ord" | "abs" | "round" | "hash" | "decimal" | "uuid"
            | "datetime" | "isinstance" | "sum" | "min" | "max" | "any" | "all" | "hashlib" | "zlib" | "time"
            | "math" | "bson" | "passlib" | "hasattr" | "callable" | "id" | "type" | "range" | "secrets"
            | "ipaddress",
            _,
        ) => Passing::Nothing,
        ("json" | "orjson" | "ujson" | "simplejson" | "ast", "loads" | "load" | "literal_eval")
        | ("urllib", "parse_qs" | "parse_qsl")
        | (
            "xmltodict" | "tomllib" | "toml" | "csv" | "yaml",
            "parse" | "loads" | "reader" | "DictReader" | "safe_load",
        ) => Passing::Parsed,
        ("json" | "orjson" | "ujson" | "simplejson", "dumps") | ("repr", _) => Passing::Line,
        ("html" | "markupsafe" | "cgi" | "flask" | "jinja2", "escape") | ("bleach" | "nh3", "clean") => {
            Passing::Escaped
        }
        ("shlex" | "pipes", "quote" | "join") => Passing::Quoted,
        ("urllib" | "requests", "quote" | "urlencode") => Passing::Encoded,
        ("re", "escape") => Passing::LiteralPattern,
        ("os", "join")
        | ("pathlib", "Path" | "PurePath" | "PurePosixPath" | "PosixPath" | "joinpath" | "/") => {
            Passing::Joined
        }
        (
            "os",
            "normpath" | "realpath" | "abspath" | "expanduser" | "dirname" | "splitext" | "relpath"
            | "commonpath" | "commonprefix" | "fspath",
        )
        | (
            "list" | "tuple" | "set" | "dict" | "vars" | "frozenset" | "sorted" | "reversed" | "iter"
            | "next" | "enumerate" | "zip" | "bytes" | "bytearray" | "memoryview" | "base64" | "copy" | "io"
            | "binascii" | "itertools" | "collections" | "dataclasses" | "zipfile" | "tarfile" | "Exception"
            | "ValueError" | "RuntimeError" | "types",
            _,
        )
        | ("urllib", "urlparse" | "urlsplit" | "urljoin" | "urlunparse" | "urldefrag")
        | ("shlex", "split") => Passing::Same,
        _ => return None,
    })
}
