import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.PG_URL });

async function* lines(text, limit = 500) {
  let count = 0;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') {
      continue;
    }
    count += 1;
    if (count > limit) {
      return;
    }
    yield line.split(';').map((cell) => cell.trim());
  }
}

async function* measurements(text) {
  for await (const [sensor, value, unit = 'C'] of lines(text)) {
    const number = Number.parseFloat(value);
    if (Number.isNaN(number)) {
      continue;
    }
    yield { sensor, number, unit };
  }
}

function insert(client) {
  return ({ sensor, number, unit }) =>
    client.query('INSERT INTO readings (sensor, value, unit) VALUES ($1, $2, $3)', [sensor, number, unit]);
}

export async function main(event, context) {
  const { response } = event.extensions;
  const { csv } = event.data ?? {};
  if (typeof csv !== 'string') {
    response.status(400);
    return { error: 'csv is missing' };
  }
  const client = await pool.connect();
  const save = insert(client);
  let saved = 0;
  try {
    await client.query('BEGIN');
    for await (const row of measurements(csv)) {
      await save(row);
      saved += 1;
    }
    await client.query('COMMIT');
  } catch (err) {
    await client.query('ROLLBACK');
    response.status(500);
    return { error: 'nothing was saved' };
  } finally {
    client.release();
  }
  return { saved };
}
