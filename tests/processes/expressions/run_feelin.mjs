// Evaluates what form-js would: reads [[text, values], …] from standard input and writes, for
// each, feelin's value as an expression and its answer as a test, or {"throws": true}.
import { readFileSync } from 'node:fs';
import { evaluate, unaryTest } from '@bpmn-io/feelin';

const plain = (value) => {
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value.toISODate === 'function') return value.toISODate();
  return value === undefined ? null : value;
};

const attempt = (act, text, values) => {
  try {
    return plain(act(text, values).value);
  } catch {
    return { throws: true };
  }
};

const rows = JSON.parse(readFileSync(0, 'utf8'));
const answers = rows.map(([text, values]) => ({
  value: attempt(evaluate, text, values),
  test: attempt(unaryTest, text, values),
}));
process.stdout.write(JSON.stringify(answers));
