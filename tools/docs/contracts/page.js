const { codeLink } = require('../map/words');
const { fieldRows } = require('./rules-in-words');

/**
 * @typedef {import('./schema').Published} Published
 * @typedef {import('./ways').Way} Way
 */

/**
 * docs/contracts.md: Markdown, which can be read as it lies here, on GitHub and in every editor.
 *
 * @param {Published[]} published @param {Way[]} ways @param {Map<string, Record<string, unknown>>} examples payloads by type
 */
function pageOf(published, ways, examples) {
  const services = [...new Set(published.map(({ contract }) => contract.service))];
  /** @param {string} service */
  const of = (service) => published.filter(({ contract }) => contract.service === service);
  return `# Contracts

<!-- From the code, by \`npm run docs\`; \`npm run check\` compares. Nothing here is written by hand. -->

What services say to each other, version by version. Programs read the same as [JSON Schemas](../libs/contracts/schemas) and as an
[AsyncAPI document](asyncapi.json), which [tools](https://www.asyncapi.com/tools) draw, mock and make code of. What is around a payload and how it
travels: [interop.md](interop.md). How one is added and changed: [extending.md](extending.md#an-event).

A **personal** text travels as ciphertext ([why](personal-data.md)); a **secret** one is not shown in logs. What may be absent may be \`null\`, too. Fields that are not
listed here are no mistake: a version may get more of them, and never fewer.

${services.map((service) => `- **${service}**: ${of(service).map(entry).join(', ')}`).join('\n')}

${services
  .map(
    (service) =>
      `## ${service}\n\n${of(service)
        .map((one) => chapter(one, ways, examples))
        .join('\n\n')}`,
  )
  .join('\n\n')}
`;
}

/** @param {Published} published */
function entry({ contract: { name } }) {
  return `[${name}](#${name.toLowerCase()})`;
}

/** @param {Published} published @param {Way[]} ways @param {Map<string, Record<string, unknown>>} examples */
function chapter(published, ways, examples) {
  const { type, contract, schema, place } = published;
  const own = ways.filter((way) => way.published === published);
  const example = examples.get(type);
  return [
    `### ${contract.name}`,
    `\`${type}\`: ${[codeLink(contract.name, `../${contract.file}`), `[schema](../${place})`].join(', ')}`,
    schema.description,
    `${where(published)} ${about(published)}`,
    fieldTable(fieldRows(schema)),
    [
      `- ${contract.isSnapshot ? 'Provided' : 'Published'} by ${senders(own)}`,
      `- ${receivers(own, contract.isSnapshot)}`,
    ].join('\n'),
    example &&
      `<details><summary>Example</summary>\n\n\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\`\n\n</details>`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** @param {Published} published */
function where({ contract, address }) {
  if (contract.isSnapshot) return 'A snapshot: sent to who [asks](interop.md#snapshots) for it.';
  const key = `On the exchange \`${address.exchange}\` under \`${address.routingKey}\``;
  return contract.isConfidential ? `${key}, **confidential**: for who names it, and no \`*.*\`.` : `${key}.`;
}

/** @param {Published} published */
function about({ contract, aggregate, subject }) {
  const forgets = contract.isForgetting ? ' Whoever gets it forgets the person.' : '';
  return `Of the aggregate \`${aggregate}\`, by its \`${subject}\`.${forgets}`;
}

/** @param {Way[]} ways */
function senders(ways) {
  const names = new Set(ways.flatMap((way) => way.senders));
  return names.size > 0 ? [...names].join(', ') : 'nobody';
}

/** @param {Way[]} ways @param {boolean} isSnapshot */
function receivers(ways, isSnapshot) {
  const all = ways.flatMap((way) => way.receivers);
  const verb = isSnapshot ? 'Asked for' : 'Taken';
  if (all.length === 0) return `${verb} by nobody`;
  return `${verb} by ${all.map(({ queue, consumer }) => codeLink(queue, `../${consumer.file}`)).join(', ')}`;
}

/** @param {[string, string, string][]} rows */
function fieldTable(rows) {
  if (rows.length === 0) return 'It has no fields.';
  return [['field', 'rules', 'meaning'], ['---', '---', '---'], ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

module.exports = { pageOf };
