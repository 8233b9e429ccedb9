// Started by shared-instance.int-spec.ts: joins the shared PostgreSQL in the given folder until its input ends.
const { postgres } = require('../postgres');
const { joinSharedInstance } = require('../shared-instance');

const [, , folder = ''] = process.argv;

async function main() {
  const { url, joined, leave } = await joinSharedInstance({ ...postgres, privateFolder: () => folder });
  console.log(JSON.stringify({ url, joined }));
  process.stdin.resume();
  process.stdin.once('end', () => void leave());
}

void main();
