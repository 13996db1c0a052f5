// Answers the queries of a JSON list on standard input with Comunica, and writes their rows as JSON.
// The only argument is a TriG file, or the address of an endpoint.

import { readFileSync } from 'node:fs';
import { QueryEngine } from '@comunica/query-sparql';
import { Parser, Store } from 'n3';

const [source] = process.argv.slice(2);
const isEndpoint = source.startsWith('http://');
const context = isEndpoint
  ? { sources: [{ type: 'sparql', value: source }] }
  : { sources: [new Store(new Parser({ format: 'trig' }).parse(readFileSync(source, 'utf8')))], unionDefaultGraph: true };

const asJson = (term) => ({ value: term.value, datatype: term.datatype?.value ?? '' });

const engine = new QueryEngine();
const answers = [];
for (const query of JSON.parse(readFileSync(0, 'utf8'))) {
  const bindings = await engine.queryBindings(query, context);
  const rows = await bindings.toArray();
  answers.push(rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, asJson(term)]))));
}
process.stdout.write(JSON.stringify(answers));
