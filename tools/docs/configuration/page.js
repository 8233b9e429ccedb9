/** @typedef {import('./variables').Variable} Variable */

const INTRODUCTION = `# Settings

<!-- From the @Variable declarations, by \`npm run docs\`; \`npm run check\` compares. Nothing here is written by hand. -->

Settings are environment variables. A service reads and checks all of them when it starts; what is wrong is told at once, each with the
variable, what is wrong and a value that works, and then it does not start. While developing, \`apps/<service>/.env\` and \`.env\` fill
in what the environment lacks. An empty value counts as none. A secret never appears in a message.`;

/** @param {Variable[]} variables */
function pageOf(variables) {
  const services = [...new Set(variables.map(({ service }) => service))];
  const chapters = services.map((service) => {
    const own = variables.filter((variable) => variable.service === service);
    return `## ${service === undefined ? 'Every service' : service}\n\n${tableOf(own)}`;
  });
  return `${[INTRODUCTION, ...chapters].join('\n\n')}\n`;
}

/** @param {Variable[]} variables */
function tableOf(variables) {
  const rows = variables.map((variable) => {
    const { name, comment, rules, example, secret } = variable;
    const cells = [
      `\`${name}\`${secret ? ' (secret)' : ''}`,
      [comment, rulesText(rules)].filter(Boolean).join(' '),
      defaultOf(variable),
      `\`${example}\``,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    '| variable | what for, and what it must be | default | example |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** "must be a port number" and "must be at least 1" → "Must be a port number; at least 1." @param {string[]} rules */
function rulesText(rules) {
  const each = [...new Set(rules)].map((rule, at) => (at === 0 ? rule : rule.replace(/^must be /, '')));
  const text = each.join('; ');
  return text && `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** @param {Variable} variable */
function defaultOf({ required, initial }) {
  if (initial !== undefined) return `\`${initial}\``;
  return required ? '**needed**' : 'none';
}

module.exports = { pageOf };
