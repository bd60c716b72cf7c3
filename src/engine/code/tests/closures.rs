//! Functions as values: emitters, bound arguments, decorators, wrappers that are used twice, layers in a list.

use super::{Analysis, CodeRule, certain, javascript, node, none_of, python, snake};

const CP: &str = "const cp = require('child_process');";

/// Asserts that a command of the caller is run, and that nothing is found in the clean twin.
fn runs(flawed: &Analysis, clean: &Analysis) {
    assert_eq!(certain(flawed), [CodeRule::CommandInjection], "{flawed:#?}");
    none_of(std::slice::from_ref(clean));
}

#[test]
fn what_is_emitted_reaches_the_functions_that_listen() {
    let emitter = "const { EventEmitter } = require('node:events');\nconst jobs = new EventEmitter();\nconst other = new EventEmitter();\njobs.on('run', (job) => cp.exec('ls ' + job.dir));\nother.on('run', (job) => job.dir.length);";
    let imports = format!("{CP}\n{emitter}");
    runs(
        &node(&imports, "jobs.emit('run', { dir: event.data.dir });"),
        &node(&imports, "other.emit('run', { dir: event.data.dir });"),
    );
    runs(
        &node(&imports, "jobs.emit('run', { dir: event.data.dir });"),
        &node(
            &imports,
            "if (!['a', 'b'].includes(event.data.dir)) return;\njobs.emit('run', { dir: event.data.dir });",
        ),
    );
    none_of(&[node(&imports, "jobs.emit('done', { dir: event.data.dir });")]);
    let class = |run: &str| {
        javascript(&format!(
            "const EventEmitter = require('events');\n{CP}\nclass Worker extends EventEmitter {{\n constructor() {{ super(); this.on('job', this.handle.bind(this)); }}\n handle(job) {{ {run} }}\n}}\nconst worker = new Worker();\nmodule.exports = {{ main: (event) => worker.emit('job', event.data) }};\n"
        ))
    };
    runs(&class("cp.execSync('render ' + job.file);"), &class("cp.execFileSync('render', [job.file]);"));
}

#[test]
fn bound_arguments_come_before_those_of_the_call() {
    for body in [
        "const list = cp.execSync.bind(cp, `ls ${event.data.dir}`);\nlist();",
        "const run = (command, name) => cp.exec(command + name);\nrun.bind(null, 'ls ')(event.data.dir);",
        "const run = (command, name) => cp.exec(command + name);\nrun.bind(null, event.data.dir)('x');",
        "const run = (command, name) => cp.exec(command + name);\nrun.apply(null, ['ls ', event.data.dir]);",
    ] {
        let analysis = node(CP, body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
    none_of(&[
        node(CP, "const list = cp.execFileSync.bind(cp, 'ls', [event.data.dir]);\nlist();"),
        node(CP, "const run = (name, command) => cp.exec(command);\nrun.bind(null, event.data.dir)('ls');"),
    ]);
    let partial = "import os, subprocess\nfrom functools import partial\n\
        def run(template, **values):\n    os.system(template.format(**values))\n\
        ping = partial(run, 'ping {host}')\n\
        shell = partial(subprocess.run, shell=True)\nplain = partial(subprocess.run, shell=False)";
    for body in ["ping(host=event['data']['host'])", "shell('ls ' + event['data']['dir'])"] {
        let analysis = snake(partial, body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
    none_of(&[
        snake(partial, "ping(host='localhost')"),
        snake(partial, "plain(['ls', event['data']['dir']])"),
        snake(partial, "shell(['ls', event['data']['dir']], shell=False)"),
    ]);
}

#[test]
fn every_form_of_a_promise_of_a_command_is_known() {
    for imports in [
        "import { promisify } from 'node:util';\nimport { exec } from 'node:child_process';\nconst run = promisify(exec);",
        "const util = require('util');\nconst run = util.promisify(require('child_process').exec);",
        "const run = require('bluebird').promisify(require('child_process').exec);",
        "const { execAsync: run } = require('bluebird').promisifyAll(require('child_process'));",
        "const pify = require('pify');\nconst run = pify(require('child_process').exec);",
    ] {
        let analysis = node(imports, "await run('ls ' + event.data.dir);");
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{imports}\n{analysis:#?}");
        none_of(&[node(imports, "await run('ls');\nreturn event.data.dir;")]);
    }
}

#[test]
fn functions_of_a_wrapper_keep_their_own_variables() {
    let wrapper = "const cp = require('child_process');\nconst guarded = (fn) => async (...all) => { try { return await fn(...all); } catch (e) { return 'failed'; } };\n\
        const info = guarded(async (data) => ({ version: data.dir }));\nconst run = guarded(async (dir) => cp.execSync('ls ' + dir));";
    for twice in [wrapper.to_owned(), format!("{wrapper}\nconst last = guarded(async () => 1);")] {
        runs(
            &node(&twice, "return run(event.data.dir);"),
            &node(&twice, "await run('/');\nreturn info(event.data);"),
        );
    }
    let decorator = "import os\nfrom functools import wraps\n\ndef safely(f):\n    @wraps(f)\n    def inner(*args, **kwargs):\n        return f(*args, **kwargs)\n    return inner\n\n\
        @safely\ndef run(folder):\n    return os.system('ls ' + folder)\n\n@safely\ndef size(folder):\n    return len(folder)";
    runs(
        &snake(decorator, "size('/')\nreturn run(event['data']['folder'])"),
        &snake(decorator, "run('/')\nreturn size(event['data']['folder'])"),
    );
}

#[test]
fn decorators_change_what_is_called() {
    let connected = |statement: &str| {
        python(&format!(
            "import sqlite3\n\ndef connected(function):\n    def wrapper(*args):\n        connection = sqlite3.connect('/data/a.db')\n        try:\n            return function(connection, *args)\n        finally:\n            connection.close()\n    return wrapper\n\n@connected\ndef stock(connection, sku):\n    return connection.execute({statement}).fetchone()\n\ndef main(event, context):\n    return stock(event['data']['sku'])\n"
        ))
    };
    let flawed = connected("\"SELECT * FROM stock WHERE sku = '%s'\" % sku");
    assert_eq!(certain(&flawed), [CodeRule::SqlInjection], "{flawed:#?}");
    none_of(&[connected("'SELECT * FROM stock WHERE sku = ?', (sku,)")]);
    let router = |check: &str| {
        python(&format!(
            "import os\n\nclass Router:\n    def __init__(self):\n        self.routes = {{}}\n\n    def route(self, name):\n        def register(function):\n            self.routes[name] = function\n            return function\n        return register\n\n    def __call__(self, name, payload):\n        return self.routes[name](payload)\n\nrouter = Router()\n\n@router.route('echo')\ndef echo(payload):\n    return payload\n\n@router.route('run')\ndef run(payload):\n{check}    return os.system('run ' + payload['unit'])\n\ndef main(event, context):\n    return router(event['data']['action'], event['data']['payload'])\n"
        ))
    };
    runs(
        &router(""),
        &router("    if payload['unit'] not in ('a', 'b'):\n        raise LookupError('unit')\n"),
    );
    let role = |header: &str| {
        python(&format!(
            "def needs(value):\n    def decorate(function):\n        def inner(event, context):\n            if event['extensions']['request'].headers.get('{header}') != value:\n                return 'no', 403\n            return function(event, context)\n        return inner\n    return decorate\n\n@needs('admin')\ndef main(event, context):\n    return 'done'\n"
        ))
    };
    let flawed = role("X-User-Role");
    assert_eq!(certain(&flawed), [CodeRule::IdentityFromHeader], "{flawed:#?}");
    none_of(&[role("Content-Type")]);
}

#[test]
fn layers_in_a_list_run_one_after_the_other() {
    let compose = |name: &str| {
        javascript(&format!(
            "const cp = require('child_process');\nconst parse = async (ctx, next) => {{ ctx.dir = {name}; return next(); }};\nconst run = async (ctx) => {{ ctx.body = cp.execSync('ls ' + ctx.dir); }};\n\
             const compose = (layers) => (ctx) => {{\n const step = (i) => (layers[i] ? layers[i](ctx, () => step(i + 1)) : Promise.resolve());\n return step(0);\n}};\n\
             const app = compose([parse, run]);\nmodule.exports = {{ main: async (event) => {{ const ctx = {{ data: event.data }}; await app(ctx); return ctx.body; }} }};\n"
        ))
    };
    runs(&compose("ctx.data.dir"), &compose("Number(ctx.data.dir)"));
    let reduced = |check: &str| {
        node(
            &format!(
                "{CP}\nconst steps = [\n (state) => {{ const name = state.input.name.trim(); {check} return {{ ...state, name }}; }},\n (state) => ({{ ...state, target: `/backup/${{state.name}}.tar` }}),\n async (state) => cp.execSync(`tar cf ${{state.target}} /data`),\n];"
            ),
            "return steps.reduce(async (state, step) => step(await state), { input: event.data });",
        )
    };
    runs(&reduced(""), &reduced("if (!/^[a-z]+$/.test(name)) throw new Error('name');"));
    let looped = |check: &str| {
        node(
            &format!(
                "{CP}\nconst check = (ctx) => {{ {check} }};\nconst run = (ctx) => {{ cp.execSync('ls ' + ctx.dir); }};"
            ),
            "const ctx = { dir: event.data.dir };\nfor (const layer of [check, run]) layer(ctx);",
        )
    };
    runs(&looped("ctx.seen = true;"), &looped("if (!/^[a-z]+$/.test(ctx.dir)) throw new Error('dir');"));
}

#[test]
fn objects_in_a_list_are_called_one_after_the_other() {
    let steps = |name: &str| {
        snake(
            &format!(
                "import os\nclass Read:\n    def __call__(self, state):\n        state['name'] = {name}\n        return state\nclass Run:\n    def __call__(self, state):\n        os.system('job ' + state['name'])\n        return state"
            ),
            "state = {'data': event['data']}\nfor step in (Read(), Run()):\n    state = step(state)",
        )
    };
    runs(&steps("state['data']['name']"), &steps("'a'"));
    let reduced = |flags: &str| {
        snake(
            "import os\nfrom functools import reduce",
            &format!("os.system(reduce(lambda text, flag: text + ' --' + flag, {flags}, 'job'))"),
        )
    };
    runs(&reduced("event['data']['flags']"), &reduced("['a', 'b']"));
}

#[test]
fn values_beside_evaluated_code_are_not_code() {
    none_of(&[snake("RULES = {'a': 'n > 1'}", "return eval(RULES['a'], {}, {'n': event['data']['n']})")]);
    let flawed = snake("", "return eval(event['data']['rule'], {}, {'n': 1})");
    assert_eq!(certain(&flawed), [CodeRule::CodeInjection]);
}

#[test]
fn a_loop_over_constants_has_a_round_for_each() {
    none_of(&[node(
        CP,
        "for (const field of ['dir', 'file']) {\n if (!/^[a-z]+$/.test(event.data[field])) throw new Error(field);\n}\ncp.execSync(`cat ${event.data.dir}/${event.data.file}`);",
    )]);
    let flawed = node(
        CP,
        "for (const field of ['dir', 'name']) {\n if (!/^[a-z]+$/.test(event.data[field])) throw new Error(field);\n}\ncp.execSync(`cat ${event.data.dir}/${event.data.file}`);",
    );
    assert_eq!(certain(&flawed), [CodeRule::CommandInjection], "{flawed:#?}");
}

#[test]
fn constructors_of_functions_compile_code() {
    for imports in [
        "const Compiled = Object.getPrototypeOf(async function () {}).constructor;",
        "const Compiled = (function* () {}).constructor;",
        "const Compiled = (async () => {}).__proto__.constructor;",
    ] {
        for call in ["new Compiled('a', event.data.code)", "Compiled(event.data.code)"] {
            let analysis = node(imports, &format!("const run = {call};\nreturn run();"));
            assert_eq!(certain(&analysis), [CodeRule::CodeInjection], "{imports}\n{analysis:#?}");
        }
        none_of(&[node(imports, "const run = new Compiled('a', 'return a');\nreturn run(event.data.code);")]);
    }
    let direct = node("", "return Object.getPrototypeOf(async () => {}).constructor(event.data.code)();");
    assert_eq!(certain(&direct), [CodeRule::CodeInjection], "{direct:#?}");
}
