//! Functions of libraries that do harm with what the caller chooses, as data.

use super::super::report::Reason;
use super::super::rule::CodeRule;

/// Which value of a call is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallValue {
    Receiver,
    First,
    Second,
    /// The first two.
    Both,
    Any,
    /// The argument at a place, or with a keyword.
    Named(usize, &'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sink {
    pub rule: CodeRule,
    pub place: CallValue,
    pub reason: Option<Reason>,
}

#[expect(clippy::unnecessary_wraps, reason = "a row of a table that may have none")]
const fn certain(rule: CodeRule, place: CallValue) -> Option<Sink> {
    Some(Sink { rule, place, reason: None })
}

/// The sink that a function of a module, or a global function, is.
pub fn sink(root: &str, name: &str, is_global: bool) -> Option<Sink> {
    if is_global {
        return global(root, name);
    }
    code(root, name)
        .or_else(|| command(root, name))
        .or_else(|| file(root, name))
        .or_else(|| other(root, name))
}

fn global(root: &str, name: &str) -> Option<Sink> {
    match (root, name) {
        // What the code may read is passed beside it.
        ("eval" | "exec" | "compile" | "__import__", _) if root == name => {
            certain(CodeRule::CodeInjection, CallValue::First)
        }
        ("Function", "Function") => certain(CodeRule::CodeInjection, CallValue::Any),
        ("require", "require") => certain(CodeRule::CodeInjection, CallValue::First),
        ("open", "open") => certain(CodeRule::PathTraversal, CallValue::First),
        ("RegExp", "RegExp") => certain(CodeRule::PatternFromInput, CallValue::First),
        _ => None,
    }
}

fn code(root: &str, name: &str) -> Option<Sink> {
    let rule = match (root, name) {
        ("vm", "runInNewContext" | "runInThisContext" | "runInContext" | "Script" | "compileFunction")
        | ("vm2", "run" | "VMScript")
        | ("importlib", "import_module")
        | ("builtins", "eval" | "exec") => CodeRule::CodeInjection,
        ("ejs" | "pug" | "jade", "render" | "compile")
        | ("handlebars", "compile" | "precompile")
        | ("nunjucks", "renderString" | "compile")
        | ("lodash" | "underscore" | "dot" | "dotjs", "template" | "compile")
        | ("eta" | "squirrelly", "renderString" | "render" | "compile")
        | ("jinja2" | "mako" | "tornado", "Template" | "from_string")
        | ("bottle", "template" | "SimpleTemplate")
        | ("flask", "render_template_string") => CodeRule::TemplateInjection,
        ("node-serialize", "unserialize")
        | ("serialize-to-js", "deserialize")
        | ("funcster", "deepDeserialize")
        | ("cryo", "parse")
        | (
            "pickle" | "cPickle" | "_pickle" | "dill" | "cloudpickle" | "marshal",
            "loads" | "load" | "Unpickler",
        )
        | ("jsonpickle", "decode" | "loads")
        | ("joblib", "load")
        | ("pandas", "read_pickle")
        | ("shelve", "open") => CodeRule::UnsafeDeserialization,
        (
            "re" | "regex",
            "compile" | "match" | "search" | "fullmatch" | "findall" | "finditer" | "sub" | "split",
        ) => CodeRule::PatternFromInput,
        _ => return None,
    };
    certain(rule, CallValue::First)
}

fn command(root: &str, name: &str) -> Option<Sink> {
    match (root, name) {
        ("child_process" | "shelljs", "exec" | "execSync")
        | ("execa", "execaCommand" | "execaCommandSync" | "command" | "commandSync")
        | ("os", "system" | "popen")
        | ("subprocess" | "commands", "getoutput" | "getstatusoutput")
        | ("asyncio", "create_subprocess_shell")
        | ("pexpect", "spawn" | "run")
        | ("paramiko", "exec_command")
        | ("fabric" | "invoke", "run" | "sudo")
        | ("ssh2", "exec")
        | ("node-ssh", "execCommand") => certain(CodeRule::CommandInjection, CallValue::First),
        _ => None,
    }
}

fn file(root: &str, name: &str) -> Option<Sink> {
    match (root, name) {
        (
            "fs" | "fs-extra" | "graceful-fs",
            "readFile" | "readFileSync" | "writeFile" | "writeFileSync" | "appendFile" | "appendFileSync"
            | "createReadStream" | "createWriteStream" | "unlink" | "unlinkSync" | "rm" | "rmSync" | "rmdir"
            | "readdir" | "readdirSync" | "open" | "openSync" | "mkdir" | "mkdirSync" | "readJson"
            | "outputFile" | "remove" | "readJsonSync" | "writeJson" | "opendir" | "truncate" | "chmod",
        )
        | ("os", "remove" | "unlink" | "rmdir" | "listdir" | "scandir" | "makedirs" | "mkdir" | "walk")
        | ("io" | "aiofiles" | "codecs" | "gzip", "open")
        | ("shutil", "rmtree")
        | ("flask", "send_file") => certain(CodeRule::PathTraversal, CallValue::First),
        (
            "fs" | "fs-extra",
            "copyFile" | "copyFileSync" | "rename" | "renameSync" | "copy" | "move" | "symlink",
        )
        | ("shutil", "copy" | "copyfile" | "move" | "copytree" | "copy2")
        | ("os", "rename" | "replace" | "symlink" | "link") => {
            certain(CodeRule::PathTraversal, CallValue::Both)
        }
        (
            "pathlib",
            "read_text" | "read_bytes" | "write_text" | "write_bytes" | "open" | "unlink" | "iterdir"
            | "mkdir" | "rmdir" | "rename" | "glob",
        ) => certain(CodeRule::PathTraversal, CallValue::Receiver),
        _ => None,
    }
}

fn other(root: &str, name: &str) -> Option<Sink> {
    match (root, name) {
        ("flask" | "bottle", "redirect") => certain(CodeRule::OpenRedirect, CallValue::First),
        ("ldap3", "search") => certain(CodeRule::LdapInjection, CallValue::Named(1, "search_filter")),
        ("ldap", "search_s" | "search_ext_s" | "search" | "search_ext" | "search_st") => {
            certain(CodeRule::LdapInjection, CallValue::Named(2, "filterstr"))
        }
        ("lodash", "set" | "setWith" | "update" | "zipObjectDeep") => Some(Sink {
            rule: CodeRule::PrototypePollution,
            place: CallValue::Second,
            reason: Some(Reason::Version),
        }),
        ("lodash", "merge" | "mergeWith" | "defaultsDeep")
        | (
            "deepmerge" | "merge-deep" | "deep-extend" | "hoek" | "@hapi/hoek" | "merge" | "lodash.merge",
            _,
        ) => Some(Sink {
            rule: CodeRule::PrototypePollution,
            place: CallValue::Any,
            reason: Some(Reason::Version),
        }),
        _ => None,
    }
}

/// Modules that speak SQL.
pub const SQL: &[&str] = &[
    "mysql",
    "mysql2",
    "pg",
    "pg-promise",
    "postgres",
    "mssql",
    "tedious",
    "sqlite3",
    "sqlite",
    "better-sqlite3",
    "knex",
    "sequelize",
    "typeorm",
    "@prisma/client",
    "@sap/cds",
    "@sap/hana-client",
    "@sap/hdbext",
    "hdb",
    "oracledb",
    "mariadb",
    "slonik",
    "psycopg2",
    "psycopg",
    "pymysql",
    "MySQLdb",
    "sqlalchemy",
    "hdbcli",
    "asyncpg",
    "aiomysql",
    "pyodbc",
    "cx_Oracle",
    "databases",
    "aiosqlite",
    "pandas",
    "aiopg",
    "duckdb",
    "snowflake",
    "mysql.connector",
    "peewee",
];

/// Methods that run a statement, or a part of one.
pub fn is_statement(root: &str, name: &str) -> bool {
    match name {
        "query" | "execute" | "executemany" | "executescript" | "raw" | "$queryRawUnsafe"
        | "$executeRawUnsafe" | "unsafe" | "manyOrNone" | "oneOrNone" | "any" | "one" | "none" | "many"
        | "prepare" | "fetchrow" | "fetchval" | "fetch_all" | "fetch_one" | "fetch_val" | "whereRaw"
        | "orderByRaw" | "havingRaw" | "joinRaw" | "selectRaw" | "executeQuery" | "exec_driver_sql"
        | "literal" | "read_sql" | "read_sql_query" | "batch" | "text" | "Request" | "exec_sql" => true,
        "exec" | "run" | "all" | "get" | "each" => {
            matches!(root, "sqlite3" | "sqlite" | "better-sqlite3" | "hdb" | "@sap/hana-client")
                || (root == "@sap/cds" && name == "run")
        }
        "execute_sql" | "SQL" => root == "peewee",
        "exec_" | "fetch" => matches!(root, "asyncpg" | "@sap/hana-client"),
        _ => false,
    }
}

/// Methods of builders whose first argument is a condition as text.
pub fn is_condition(root: &str, name: &str) -> bool {
    let named = matches!(name, "where" | "andWhere" | "orWhere" | "having" | "andHaving" | "orHaving");
    named && root == "typeorm"
}

/// Modules of document databases.
pub const DOCUMENTS: &[&str] =
    &["mongodb", "mongoose", "monk", "mongojs", "pymongo", "motor", "mongoengine", "beanie", "mongoist"];

/// Methods whose first argument is a filter.
pub fn is_filter(name: &str) -> bool {
    matches!(
        name,
        "find"
            | "findOne"
            | "findOneAndUpdate"
            | "findOneAndDelete"
            | "findOneAndReplace"
            | "updateOne"
            | "updateMany"
            | "update"
            | "deleteOne"
            | "deleteMany"
            | "remove"
            | "count"
            | "countDocuments"
            | "replaceOne"
            | "exists"
            | "where"
            | "aggregate"
            | "find_one"
            | "find_one_and_update"
            | "find_one_and_delete"
            | "update_one"
            | "update_many"
            | "delete_one"
            | "delete_many"
            | "count_documents"
            | "replace_one"
    )
}

/// Modules that log.
pub fn is_logger(root: &str, name: &str) -> bool {
    let module = matches!(
        root,
        "console"
            | "logging"
            | "winston"
            | "pino"
            | "bunyan"
            | "log4js"
            | "loglevel"
            | "structlog"
            | "loguru"
            | "cf-nodejs-logging-support"
    );
    let level = matches!(
        name,
        "log"
            | "info"
            | "warn"
            | "warning"
            | "error"
            | "debug"
            | "trace"
            | "critical"
            | "exception"
            | "dir"
            | "fatal"
            | "verbose"
            | "success"
            | "table"
    );
    (module && level)
        || (root == "print" && name == "print")
        || (root == "pprint" && (name == "pprint" || name == "pp"))
}

/// Modules that send requests.
pub const CLIENTS: &[&str] = &[
    "axios",
    "node-fetch",
    "undici",
    "got",
    "http",
    "https",
    "request",
    "request-promise",
    "request-promise-native",
    "superagent",
    "needle",
    "phin",
    "ky",
    "cross-fetch",
    "bent",
    "http2",
    "requests",
    "httpx",
    "urllib",
    "urllib3",
    "aiohttp",
    "http.client",
    "follow-redirects",
    "puppeteer",
    "puppeteer-core",
    "playwright",
    "playwright-core",
];

/// Methods of them that send a request.
pub fn is_request(name: &str) -> bool {
    matches!(
        name,
        "get"
            | "post"
            | "put"
            | "patch"
            | "delete"
            | "head"
            | "options"
            | "request"
            | "fetch"
            | "axios"
            | "got"
            | "del"
            | "urlopen"
            | "Request"
            | "urlretrieve"
            | "stream"
            | "node-fetch"
            | "ky"
            | "needle"
            | "phin"
            | "superagent"
            | "cross-fetch"
            | "request-promise"
            | "request-promise-native"
            | "send"
            | "HTTPConnection"
            | "HTTPSConnection"
            | "ws_connect"
            | "goto"
    )
}
