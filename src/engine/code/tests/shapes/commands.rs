//! Commands of a shell.

use super::*;

const RULE: CodeRule = CodeRule::CommandInjection;
const EXEC: &str = "const { exec } = require('child_process');";
const BOTH: &str = "const { exec, execFile } = require('child_process');";

#[test]
fn a_command_in_javascript_becomes_a_list() {
    let cp = "const cp = require('child_process');";
    for (imports, old, new) in [
        (cp, "cp.execSync(`ls ${event.data.dir}`)", "cp.execFileSync(\"ls\", [event.data.dir])"),
        (
            cp,
            "cp.execSync('git clone ' + event.data.url, { encoding: 'utf8' })",
            "cp.execFileSync(\"git\", [\"clone\", event.data.url], { encoding: 'utf8' })",
        ),
        (
            cp,
            "cp.exec(`convert \"${event.data.file}\" -resize 50% out.png`, (error, out) => out)",
            "cp.execFile(\"convert\", [event.data.file, \"-resize\", \"50%\", \"out.png\"], (error, out) => out)",
        ),
        (
            cp,
            "cp.execSync(`ffmpeg -i '${event.data.file}' --title=\"my ${event.data.title}\"`)",
            "cp.execFileSync(\"ffmpeg\", [\"-i\", event.data.file, `--title=my ${event.data.title}`])",
        ),
        (
            cp,
            "cp.execSync(`tar czf /tmp/${event.data.name}.tgz /data`)",
            "cp.execFileSync(\"tar\", [\"czf\", `/tmp/${event.data.name}.tgz`, \"/data\"])",
        ),
        (
            "const { spawn, execSync } = require('node:child_process');",
            "execSync(`ls ${event.data.dir}`)",
            "execFileSync(\"ls\", [event.data.dir])",
        ),
    ] {
        let pairs = match imports.find("execSync }") {
            Some(_) => vec![("execSync }", "execSync, execFileSync }"), (old, new)],
            None => vec![(old, new)],
        };
        offers(RULE, node(imports, &format!("return {old};")), &pairs);
    }
    offers(
        RULE,
        node(EXEC, "exec(`ping ${event.data.host}`);"),
        &[(EXEC, BOTH), ("exec(`ping ${event.data.host}`)", "execFile(\"ping\", [event.data.host])")],
    );
}

#[test]
fn a_promise_of_a_command_takes_a_list() {
    let util = "const { promisify } = require('util');\nconst run = promisify(exec);";
    let call = "const { stdout } = await run(`ls ${event.data.dir}`);\n    return stdout;";
    offers(
        RULE,
        node(&format!("{EXEC}\n{util}"), call),
        &[
            (EXEC, BOTH),
            ("promisify(exec)", "promisify(execFile)"),
            ("run(`ls ${event.data.dir}`)", "run(\"ls\", [event.data.dir])"),
        ],
    );
    // Another call still needs the shell.
    offers(
        RULE,
        node(&format!("{EXEC}\n{util}"), &format!("await run('df | tail -1');\n    {call}")),
        &[
            (EXEC, BOTH),
            ("await run(`ls ${event.data.dir}`)", "await promisify(execFile)(\"ls\", [event.data.dir])"),
        ],
    );
    let whole = "const util = require('util');\nconst cp = require('child_process');\nconst run = util.promisify(cp.exec);";
    offers(
        RULE,
        node(whole, call),
        &[
            ("util.promisify(cp.exec)", "util.promisify(cp.execFile)"),
            ("run(`ls ${event.data.dir}`)", "run(\"ls\", [event.data.dir])"),
        ],
    );
}

#[test]
fn a_command_that_needs_its_shell_is_left() {
    let cp = "const cp = require('child_process');";
    for call in [
        "cp.execSync(`ls ${event.data.dir} | wc -l`)",
        "cp.execSync(`cd /tmp && ls ${event.data.dir}`)",
        "cp.execSync(`ls $HOME/${event.data.dir}`)",
        "cp.execSync(`ls *.${event.data.end}`)",
        "cp.execSync(event.data.command)",
        "cp.execSync(`LANG=C sort ${event.data.file}`)",
        "cp.execSync(`ls ${event.data.dir} > out.txt`)",
        "cp.execSync(`ls \"${event.data.dir}`)",
        "cp.execSync(`ls ${event.data.dir}`, { shell: '/bin/bash' })",
    ] {
        refuses(RULE, node(cp, &format!("return {call};")));
    }
    refuses(RULE, node("const shell = require('shelljs');", "return shell.exec('ls ' + event.data.dir);"));
    refuses(RULE, node("const { exec: run } = require('child_process');", "run(`ls ${event.data.dir}`);"));
}

#[test]
fn a_command_in_python_becomes_a_list() {
    let value = "event[\"data\"][\"dir\"]";
    let sub = |old: &str, new: &str| {
        let (old, new) = (old.replace("DIR", value), new.replace("DIR", value));
        offers(
            RULE,
            snake("import subprocess", &format!("return {old}")),
            &[(&indented(&old), &indented(&new))],
        );
    };
    sub("subprocess.run(f'ls {DIR}', shell=True)", "subprocess.run([\"ls\", str(DIR)])");
    sub(
        "subprocess.check_output(\"ls -l \" + DIR, shell=True, text=True)",
        "subprocess.check_output([\"ls\", \"-l\", str(DIR)], text=True)",
    );
    sub(
        "subprocess.run('tar czf /tmp/%s.tgz /data' % DIR, check=True, shell=True)",
        "subprocess.run([\"tar\", \"czf\", f'/tmp/{DIR}.tgz', \"/data\"], check=True)",
    );
    sub(
        "subprocess.call('convert \"{}\" out.png'.format(DIR), shell=True)",
        "subprocess.call([\"convert\", str(DIR), \"out.png\"])",
    );
    sub(
        "subprocess.Popen(\n    f'ls {DIR}',\n    shell=True,  # why\n    stdout=subprocess.PIPE,\n)",
        "subprocess.Popen(\n    [\"ls\", str(DIR)],  # why\n    stdout=subprocess.PIPE,\n)",
    );
}

#[test]
fn a_command_in_python_is_run_by_a_module_that_takes_a_list() {
    offers(
        RULE,
        snake("from subprocess import run", "run(f'ls {event[\"data\"]}', shell=True)"),
        &[("run(f'ls {event[\"data\"]}', shell=True)", "run([\"ls\", str(event[\"data\"])])")],
    );
    offers(
        RULE,
        snake("import os", "os.system(f\"ping -c 1 {event['data']['host']}\")\nreturn 'ok'"),
        &[
            ("import os", "import subprocess\nimport os"),
            (
                "os.system(f\"ping -c 1 {event['data']['host']}\")",
                "subprocess.run([\"ping\", \"-c\", \"1\", str(event['data']['host'])])",
            ),
        ],
    );
    offers(
        RULE,
        snake(
            "import os\nimport subprocess",
            "if os.system('ls ' + event['data']) != 0:\n    return 'no'\nreturn 'ok'",
        ),
        &[("os.system('ls ' + event['data'])", "subprocess.call([\"ls\", str(event['data'])])")],
    );
    offers(
        RULE,
        snake("import os", "return os.popen(f\"ls {event['data']}\").read()"),
        &[
            ("import os", "import subprocess\nimport os"),
            (
                "os.popen(f\"ls {event['data']}\").read()",
                "subprocess.run([\"ls\", str(event['data'])], stdout=subprocess.PIPE, text=True).stdout",
            ),
        ],
    );
    let body =
        "process = await asyncio.create_subprocess_shell(f\"ls {event['data']}\")\nawait process.wait()";
    let source = format!(
        "import asyncio\n\n\nasync def main(event, context):\n    {}\n",
        body.replace('\n', "\n    ")
    );
    offers(
        RULE,
        (Language::Python, source),
        &[(
            "create_subprocess_shell(f\"ls {event['data']}\")",
            "create_subprocess_exec(\"ls\", str(event['data']))",
        )],
    );
}

#[test]
fn a_command_in_python_that_needs_its_shell_is_left() {
    for call in [
        "subprocess.run(f\"ls {event['data']} | wc -l\", shell=True)",
        "subprocess.run(f\"ls {event['data']}\", shell=True, executable='/bin/bash')",
        "subprocess.run(f\"ls {event['data']}; date\", shell=True)",
        "subprocess.run(f\"ls {event['data']!r}\", shell=True)",
        "subprocess.run(event['data'], shell=True)",
        "subprocess.getoutput(f\"ls {event['data']}\")",
    ] {
        refuses(RULE, snake("import subprocess", &format!("return {call}")));
    }
    // What it returns is a number of another kind.
    refuses(RULE, snake("import os", "return os.system(f\"ls {event['data']}\")"));
}
