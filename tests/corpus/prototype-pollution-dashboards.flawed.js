const _ = require('lodash');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: process.env.REGION }));
const TableName = 'dashboards';

const isSafePath = (where) => /^(widgets|layout)(\.[a-z]{1,8}){0,4}$/.test(where);

function apply(board, changes) {
  const next = structuredClone(board);
  for (const { where, value } of changes) {
    if (!where) {
      continue;
    }
    const keys = where.split('.');
    let node = next;
    for (const key of keys.slice(0, -1)) {
      node[key] ??= {};
      node = node[key];
    }
    node[keys.at(-1)] = value;
  }
  return next;
}

async function load(id) {
  const { Item } = await client.send(new GetCommand({ TableName, Key: { id } }));
  return _.defaults(Item, { widgets: {}, layout: {} });
}

module.exports = {
  main: async (event) => {
    const { response, request } = event.extensions;
    const id = request.query.id ?? '';
    if (!/^[0-9a-f-]{36}$/.test(id)) {
      response.status(400);
      return { error: 'id' };
    }
    const changes = _.take(_.castArray(event.data?.changes ?? []), 20);
    if (!changes.every((change) => typeof change?.where === 'string')) {
      response.status(422);
      return { error: 'where' };
    }
    const board = apply(await load(id), changes);
    await client.send(new PutCommand({ TableName, Item: { ...board, id } }));
    return { widgets: _.size(board.widgets) };
  },
};
