import mysql from 'mysql2/promise';

const pool = mysql.createPool({ uri: process.env.MYSQL_URI, connectionLimit: 3 });

const OPERATORS = { eq: '=', lt: '<', gt: '>', like: 'LIKE' };
const FIELDS = ['sku', 'price', 'stock', 'brand'];

class QueryError extends Error {
  static because(reason) {
    return new QueryError(reason);
  }
}

function* conditions(filters) {
  for (const { field, op = 'eq', value } of filters) {
    const operator = OPERATORS[op];
    if (!operator) {
      throw QueryError.because('unknown operator');
    }
    yield [`${field} ${operator} ?`, value];
  }
}

function build(filters) {
  const parts = [];
  const values = [];
  for (const [part, value] of conditions(filters)) {
    parts.push(part);
    values.push(value);
  }
  const where = parts.length ? ` WHERE ${parts.join(' AND ')}` : '';
  return { sql: `SELECT sku, price, stock FROM articles${where} LIMIT 100`, values };
}

export async function main(event, context) {
  const { response } = event.extensions;
  const filters = Array.isArray(event.data?.filters) ? event.data.filters.slice(0, 8) : [];
  try {
    const { sql, values } = build(filters);
    const [rows] = await pool.execute(sql, values);
    return { count: rows.length, rows };
  } catch (error) {
    response.status(error instanceof QueryError ? 400 : 500);
    return { error: 'search failed' };
  }
}
