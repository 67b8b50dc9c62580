// umzug is a library: this is the smallest command around it. SQL files run in a transaction each; the history goes
// through umzug's storage hook, which it calls after the migration, as its documentation shows for custom storage.
const fs = require('node:fs/promises');
const { Client } = require('pg');
const { Umzug } = require('umzug');

class HistoryTable {
  async logMigration({ name, context }) {
    await context.query('INSERT INTO umzug_history (name) VALUES ($1)', [name]);
  }

  async unlogMigration({ name, context }) {
    await context.query('DELETE FROM umzug_history WHERE name = $1', [name]);
  }

  async executed({ context }) {
    await context.query('CREATE TABLE IF NOT EXISTS umzug_history (name text PRIMARY KEY)');
    const { rows } = await context.query('SELECT name FROM umzug_history ORDER BY name');
    return rows.map((row) => row.name);
  }
}

async function runInTransaction(client, sql) {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function main(command) {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const umzug = new Umzug({
    migrations: {
      glob: ['*.sql', { cwd: process.env.MIGRATIONS }],
      resolve: ({ name, path, context }) => ({
        name,
        up: async () => runInTransaction(context, await fs.readFile(path, 'utf8')),
      }),
    },
    context: client,
    storage: new HistoryTable(),
    logger: undefined,
  });
  try {
    if (command === 'status') {
      for (const { name } of await umzug.executed()) console.log(`applied ${name}`);
      for (const { name } of await umzug.pending()) console.log(`pending ${name}`);
    } else {
      for (const { name } of await umzug.up()) console.log(`applied ${name}`);
    }
  } finally {
    await client.end();
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
