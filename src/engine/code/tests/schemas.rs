//! Schemas and models that limit their fields, and builders of statements.

use super::{CodeRule, Reason, certain, each_is, node, none_of, possible, snake};

#[test]
fn schemas_of_classes_limit_their_fields() {
    let schema = |field: &str| {
        snake(
            &format!(
                "import os\nfrom marshmallow import Schema, fields, validate\n\nclass JobSchema(Schema):\n    name = {field}\n\nschema = JobSchema()"
            ),
            "job = schema.load(event['data'])\nos.system('run ' + str(job['name']))",
        )
    };
    for field in ["fields.Str(required=True)", "fields.Str(validate=validate.Length(max=20))"] {
        let analysis = schema(field);
        assert_eq!(possible(&analysis), [(CodeRule::CommandInjection, Reason::Schema)], "{analysis:#?}");
        assert_eq!(certain(&analysis), []);
    }
    none_of(&[
        schema("fields.Int()"),
        schema("fields.Str(validate=validate.OneOf(['a', 'b']))"),
        schema("fields.UUID(required=True)"),
    ]);
}

#[test]
fn lists_of_limited_items_are_limited() {
    let zod = |tags: &str| {
        node(
            &format!(
                "const {{ z }} = require('zod');\nconst cp = require('child_process');\nconst Input = z.object({{ tags: z.array({tags}).max(5) }});"
            ),
            "const { tags } = Input.parse(event.data);\ncp.execSync('job ' + tags.join(' '));",
        )
    };
    none_of(&[zod("z.enum(['a', 'b'])"), zod("z.number()")]);
    assert_eq!(possible(&zod("z.string()")), [(CodeRule::CommandInjection, Reason::Schema)]);
    let structs = |field: &str| {
        node(
            &format!(
                "const {{ object, string, enums, assert }} = require('superstruct');\nconst cp = require('child_process');\nconst Input = object({{ op: {field} }});"
            ),
            "assert(event.data, Input);\ncp.execSync('job ' + event.data.op);",
        )
    };
    none_of(&[structs("enums(['a', 'b'])")]);
    assert_eq!(possible(&structs("string()")), [(CodeRule::CommandInjection, Reason::Schema)]);
}

#[test]
fn a_validator_keeps_the_document_that_it_checked() {
    let checked = |rule: &str| {
        snake(
            &format!("import os\nfrom cerberus import Validator\nSCHEMA = {{'name': {rule}}}"),
            "validator = Validator(SCHEMA)\nif not validator.validate(event['data']):\n    return validator.errors\nos.system('run ' + validator.document['name'])",
        )
    };
    let analysis = checked("{'type': 'string'}");
    assert_eq!(possible(&analysis), [(CodeRule::CommandInjection, Reason::Schema)], "{analysis:#?}");
    none_of(&[checked("{'type': 'string', 'allowed': ['a', 'b']}"), checked("{'regex': '^[a-z]+$'}")]);
}

#[test]
fn records_keep_what_they_are_made_with() {
    let record = |command: &str| {
        snake(
            &format!(
                "import os, shlex\nfrom dataclasses import dataclass, field\n\n@dataclass\nclass Job:\n    source: str\n    options: list[str] = field(default_factory=list)\n\n    def command(self):\n        return {command}"
            ),
            "job = Job(source=event['data']['source'])\nos.system(job.command())",
        )
    };
    let flawed = record("f'ffmpeg -i {self.source}'");
    assert_eq!(certain(&flawed), [CodeRule::CommandInjection], "{flawed:#?}");
    none_of(&[record("f'ffmpeg -i {shlex.quote(self.source)}'")]);
}

#[test]
fn conditions_of_builders_are_parts_of_statements() {
    let typeorm = "const { DataSource } = require('typeorm');\nconst source = new DataSource({});";
    let peewee = "from peewee import CharField, Model, SqliteDatabase\n\nclass Article(Model):\n    title = CharField()";
    each_is(
        CodeRule::SqlInjection,
        &[
            node(
                typeorm,
                "return source.getRepository('P').createQueryBuilder('p').where(`p.name = '${event.data.name}'`).getMany();",
            ),
            snake(peewee, "return list(Article.raw(f\"SELECT * FROM a WHERE t = '{event['data']['t']}'\"))"),
        ],
    );
    none_of(&[
        node(
            typeorm,
            "return source.getRepository('P').createQueryBuilder('p').where('p.name = :name', { name: event.data.name }).getMany();",
        ),
        snake(peewee, "return list(Article.select().where(Article.title == event['data']['t']))"),
        snake(peewee, "return list(Article.raw('SELECT * FROM a WHERE t = ?', event['data']['t']))"),
    ]);
}

#[test]
fn a_schema_that_is_applied_says_nothing_until_its_answer_is_looked_at() {
    let ajv = "const Ajv = require('ajv');\nconst cp = require('child_process');\nconst Joi = require('joi');\nconst { z } = require('zod');\n\
        const validate = new Ajv().compile({ type: 'object', properties: { name: { type: 'string', pattern: '^[a-z]+$' } } });\n\
        const schema = Joi.object({ name: Joi.string().pattern(/^[a-z]+$/).required() });\n\
        const Input = z.object({ name: z.string().regex(/^[a-z]+$/).max(9) });";
    for guard in [
        "if (!validate(event.data)) return validate.errors;\nconst { name } = event.data;",
        "const ok = validate(event.data);\nif (!ok) throw new Error('no');\nconst { name } = event.data;",
        "const { error, value } = schema.validate(event.data);\nif (error) return error.message;\nconst { name } = value;",
        "const { name } = await schema.validateAsync(event.data);",
        "const result = Input.safeParse(event.data);\nif (!result.success) return 'no';\nconst { name } = result.data;",
        "const result = Input.safeParse(event.data);\nif (!result.success) return 'no';\nconst { name } = event.data;",
        "const { name } = Input.parse(event.data);",
    ] {
        let body = format!("{guard}\ncp.execSync('job ' + name);");
        super::none_in(&body, &node(ajv, &body));
    }
    for guard in [
        "validate(event.data);\nconst { name } = event.data;",
        "const ok = validate(event.data);\nconsole.log(ok);\nconst { name } = event.data;",
        "const { error, value } = schema.validate(event.data);\nconst { name } = value;",
        "const result = Input.safeParse(event.data);\nconst { name } = event.data;",
    ] {
        let body = format!("{guard}\ncp.execSync('job ' + name);");
        assert_eq!(certain(&node(ajv, &body)), [CodeRule::CommandInjection], "{body}");
    }
    let loose = "const { z } = require('zod');\nconst cp = require('child_process');\nconst Input = z.object({ name: z.string().regex(/^[a-z ;]+$/) });";
    let analysis = node(loose, "const { name } = Input.parse(event.data);\ncp.execSync('job ' + name);");
    assert_eq!(certain(&analysis), [], "{analysis:#?}");
    assert_eq!(possible(&analysis), [(CodeRule::CommandInjection, Reason::PartialCheck)]);
}

#[test]
fn a_field_that_may_be_any_object_is_not_limited_by_its_schema() {
    let zod = |field: &str| {
        node(
            &format!(
                "const {{ MongoClient }} = require('mongodb');\nconst {{ z }} = require('zod');\nconst all = new MongoClient(process.env.URL).db('a').collection('b');\nconst Input = z.object({{ mail: z.string(), code: {field} }});"
            ),
            "const parsed = Input.safeParse(event.data);\nif (!parsed.success) return 'no';\nconst { mail, code } = parsed.data;\nreturn all.findOne({ code });",
        )
    };
    for field in ["z.any()", "z.unknown()", "z.record(z.string(), z.any())"] {
        assert_eq!(certain(&zod(field)), [CodeRule::NoSqlInjection], "{field}");
    }
    none_of(&[
        zod("z.string()"),
        zod("z.string().min(3)"),
        zod("z.number()"),
        zod("z.object({ a: z.string() })"),
    ]);
    let pydantic = |kind: &str| {
        snake(
            &format!(
                "from typing import Any, Optional\nfrom pydantic import BaseModel\nfrom pymongo import MongoClient\nall_of = MongoClient()['a']['b']\n\nclass Input(BaseModel):\n    mail: str\n    code: {kind}"
            ),
            "body = Input(**event['data'])\nreturn all_of.find_one({'code': body.code})",
        )
    };
    for kind in ["Any", "dict", "Optional[dict]", "dict[str, str]", "str | dict"] {
        assert_eq!(certain(&pydantic(kind)), [CodeRule::NoSqlInjection], "{kind}");
    }
    none_of(&[pydantic("str"), pydantic("Optional[str]"), pydantic("list[str]"), pydantic("int")]);
}
