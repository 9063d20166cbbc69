// SPDX-License-Identifier: MIT
// Prints the coverage of exported scans by DuckDB's count, as a line of JSON each: coverage.mjs CSV_FILE...
//
// DuckDB is found through NODE_PATH, which names the node_modules that install.sh made.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api');
const sql = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

async function coverageOf(file) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('SET VARIABLE file = $file', { file });
  await connection.run(sql('import.sql'));
  return (await connection.runAndReadAll(sql('coverage.sql'))).getRowObjectsJS();
}

const plain = (_, value) => (typeof value === 'bigint' ? Number(value) : value);

for (const file of process.argv.slice(2)) {
  console.log(JSON.stringify(await coverageOf(file), plain));
}
