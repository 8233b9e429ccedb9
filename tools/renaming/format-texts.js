// A process of its own, because prettier is loaded as an ES module, which jest cannot do with this Node.
// From standard input: a list of { file, text }. To standard output: the list of the texts as `npm run format` would have them.
const path = require('node:path');
const { json } = require('node:stream/consumers');
const prettier = require('prettier');

/** @param {{ file: string, text: string }} given @returns {Promise<{ text: string } | { file: string, problem: string }>} */
async function formatted({ file, text }) {
  const { ignored, inferredParser } = await prettier.getFileInfo(file, {
    ignorePath: path.resolve('.prettierignore'),
  });
  if (ignored || inferredParser === null) return { text };
  try {
    return { text: await prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file }) };
  } catch (error) {
    return { file, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function run() {
  const texts = /** @type {{ file: string, text: string }[]} */ (await json(process.stdin));
  const results = [];
  for (const text of texts) results.push(await formatted(text));
  process.stdout.write(JSON.stringify(results));
}

void run();
