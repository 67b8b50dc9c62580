// knex as its documentation sets it up: one transaction per migration, its own lock and history tables.
module.exports = {
  client: 'pg',
  connection: process.env.DATABASE_URL,
  migrations: { directory: process.env.MIGRATIONS },
};
