const Ajv = require('ajv');
const fs = require('fs');
const path = require('path');

const ajv = new Ajv({ allErrors: false });
const schema = {
  type: 'object',
  required: ['tenant', 'document'],
  additionalProperties: false,
  properties: {
    tenant: { type: 'string', pattern: '^[a-z]{3,12}$' },
    document: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
    lines: { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 200 } },
  },
};
const validate = ajv.compile(schema);

const folder = (tenant) => path.join('/mnt/documents', tenant);

function write({ tenant, document, lines = [] }) {
  const dir = folder(tenant);
  fs.mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${document}.txt`);
  fs.writeFileSync(file, lines.join('\n'));
  return lines.length;
}

class Reply {
  constructor(response) {
    this.response = response;
  }

  bad(detail) {
    this.response.status(400);
    return { detail };
  }

  ok(body) {
    this.response.status(201);
    return body;
  }
}

module.exports = {
  main: function (event, context) {
    const reply = new Reply(event.extensions.response);
    const document = event.data;
    if (!validate(document)) {
      return reply.bad('the document does not fit the schema');
    }
    try {
      return reply.ok({ written: write(document) });
    } catch (err) {
      console.error('write failed', err.code);
      return reply.bad('the document was not written');
    }
  },
};
