//! Statements of SQL.

use super::*;

const RULE: CodeRule = CodeRule::SqlInjection;

#[test]
fn values_become_parameters_in_the_way_of_each_driver_of_javascript() {
    let pg = "const { Pool } = require('pg');\nconst db = new Pool();";
    let mysql = "const mysql = require('mysql2/promise');\nconst db = mysql.createPool({});";
    let hana = "const hana = require('@sap/hana-client');\nconst db = hana.createConnection();";
    let lite = "const Database = require('better-sqlite3');\nconst db = new Database('/d');";
    let knex = "const db = require('knex')({ client: 'pg' });";
    let sequelize = "const { Sequelize } = require('sequelize');\nconst db = new Sequelize('x');";
    for (imports, old, new) in [
        (
            pg,
            "db.query(`SELECT a FROM t WHERE b = ${event.data.b}`)",
            "db.query(`SELECT a FROM t WHERE b = $1`, [event.data.b])",
        ),
        (
            pg,
            "db.query(`INSERT INTO t (a, b) VALUES ('${event.data.a}', ${event.data.b})`)",
            "db.query(`INSERT INTO t (a, b) VALUES ($1, $2)`, [event.data.a, event.data.b])",
        ),
        (
            pg,
            "db.query(`SELECT a FROM t WHERE b ILIKE '${event.data.b}%'`)",
            "db.query(`SELECT a FROM t WHERE b ILIKE $1`, [`${event.data.b}%`])",
        ),
        (
            pg,
            "db.query(\n      `UPDATE t\n         SET a = '${event.data.a}' -- the name\n       WHERE id = ${event.data.id}`\n    )",
            "db.query(\n      `UPDATE t\n         SET a = $1 -- the name\n       WHERE id = $2`, [event.data.a, event.data.id]\n    )",
        ),
        (
            mysql,
            "db.execute(`SELECT a FROM t WHERE b = '${event.data.b}' LIMIT 5`)",
            "db.execute(`SELECT a FROM t WHERE b = ? LIMIT 5`, [event.data.b])",
        ),
        (
            mysql,
            "db.query('SELECT a FROM t WHERE b = \"' + event.data.b + '\"')",
            "db.query(\"SELECT a FROM t WHERE b = ?\", [event.data.b])",
        ),
        (
            hana,
            "db.exec(`SELECT a FROM t WHERE b = '${event.data.b}'`)",
            "db.exec(`SELECT a FROM t WHERE b = ?`, [event.data.b])",
        ),
        (
            lite,
            "db.prepare(`SELECT a FROM t WHERE b = '${event.data.b}'`).get()",
            "db.prepare(`SELECT a FROM t WHERE b = ?`).get(event.data.b)",
        ),
        (
            knex,
            "db.raw(`SELECT a FROM t WHERE b = '${event.data.b}'`)",
            "db.raw(`SELECT a FROM t WHERE b = ?`, [event.data.b])",
        ),
        (
            sequelize,
            "db.query(`SELECT a FROM t WHERE b = '${event.data.b}'`)",
            "db.query(`SELECT a FROM t WHERE b = ?`, { replacements: [event.data.b] })",
        ),
    ] {
        offers(RULE, node(imports, &format!("return {old};")), &[(old, new)]);
    }
}

#[test]
fn values_become_parameters_in_the_way_of_each_driver_of_python() {
    let b = "event['data']['b']";
    let case = |imports: &str, old: &str, new: &str| {
        let (old, new) = (old.replace("BBB", b), new.replace("BBB", b));
        offers(RULE, snake(imports, &format!("return {old}")), &[(&indented(&old), &indented(&new))]);
    };
    let cursor = |module: &str| format!("import {module}\ncur = {module}.connect('x').cursor()");
    case(
        &cursor("psycopg2"),
        "cur.execute(f\"SELECT a FROM t WHERE b = '{BBB}'\")",
        "cur.execute(\"SELECT a FROM t WHERE b = %s\", (BBB,))",
    );
    case(
        &cursor("psycopg2"),
        "cur.execute(f\"SELECT a FROM t WHERE b LIKE '%{BBB}%'\")",
        "cur.execute(\"SELECT a FROM t WHERE b LIKE %s\", (f\"%{BBB}%\",))",
    );
    case(
        &cursor("pymysql"),
        "cur.execute(\"DELETE FROM t WHERE b = '\" + BBB + \"'\")",
        "cur.execute(\"DELETE FROM t WHERE b = %s\", (BBB,))",
    );
    case(
        &cursor("mysql.connector"),
        "cur.execute(f\"SELECT a FROM t WHERE b = '{BBB}'\")",
        "cur.execute(\"SELECT a FROM t WHERE b = %s\", (BBB,))",
    );
    case(
        &cursor("sqlite3"),
        "cur.execute(\"SELECT a FROM t WHERE b = '%s'\" % BBB)",
        "cur.execute(\"SELECT a FROM t WHERE b = ?\", (BBB,))",
    );
    case(
        &cursor("sqlite3"),
        "cur.execute(f\"\"\"\n        SELECT a FROM t\n        WHERE b = '{BBB}'\n    \"\"\")",
        "cur.execute(\"\"\"\n        SELECT a FROM t\n        WHERE b = ?\n    \"\"\", (BBB,))",
    );
    case(
        "from hdbcli import dbapi\ncur = dbapi.connect('x').cursor()",
        "cur.execute(f\"SELECT a FROM t WHERE b = '{BBB}'\")",
        "cur.execute(\"SELECT a FROM t WHERE b = ?\", (BBB,))",
    );
    case(
        &cursor("psycopg2"),
        "cur.execute(f\"INSERT INTO t (a, b) VALUES ({BBB}, '{BBB}')\")",
        "cur.execute(\"INSERT INTO t (a, b) VALUES (%s, %s)\", (BBB, BBB,))",
    );
}

#[test]
fn a_part_of_a_statement_that_is_not_certainly_a_value_is_left() {
    let pg = "const { Pool } = require('pg');\nconst db = new Pool();";
    for statement in [
        "`SELECT a FROM ${event.data.table}`",
        "`SELECT a FROM t ORDER BY ${event.data.by}`",
        "`SELECT a FROM t WHERE b IN (${event.data.list})`",
        "`SELECT a FROM t WHERE b = '${event.data.b}' AND c = '$1'`",
        "`SELECT a FROM t WHERE b = ${event.data.b}::int`",
        "`SELECT a FROM t WHERE b = 'it''s ${event.data.b}'`",
    ] {
        refuses(RULE, node(pg, &format!("return db.query({statement});")));
    }
    let cursor = "import psycopg2\ncur = psycopg2.connect('x').cursor()";
    for statement in [
        "f\"SELECT a FROM t WHERE b = '{event['data']['b']}' AND c LIKE 'x%'\"",
        "f\"SELECT a FROM t WHERE b = {event['data']['b']:d}\"",
        "f\"SELECT a FROM {event['data']['t']} WHERE b = 1\"",
    ] {
        refuses(RULE, snake(cursor, &format!("cur.execute({statement})")));
    }
}
