/**
 * What the schematic leaves to others: what is written from the code, and what only people know.
 *
 * @param {{ name: string, port: number }} service
 */
function nextSteps({ name, port }) {
  return [
    '',
    `${name} gets port ${port}. Next:`,
    `  say in apps/${name}/README.md what it is for`,
    '  npm run docs    writes the map, its users on the broker and in the database, and what Kubernetes is told of it',
    '  npm run check   says whether something is missing',
    '  npm start       runs it beside the others',
    `Before it is deployed: its passwords, for the secrets ${name} and ${name}-migration (docs/deploy.md). Outside of Kubernetes also`,
    'users.sh (docs/broker-security.md) and roles.sh (docs/database-security.md).',
    `The way back: npx nest g remove-microservice ${name}`,
  ].join('\n');
}

module.exports = { nextSteps };
