/**
 * What the ways of finding a server need to know of PostgreSQL and of RabbitMQ.
 *
 * @typedef {{ url: string, ports: Record<string, number>, pids: { server: number, epmd?: number } }} PrivateState
 *
 * @typedef {object} ServerKind
 * @property {string} name for people
 * @property {'postgres' | 'rabbitmq'} key of the service in docker/compose.yaml, and of its folder
 * @property {string} variable the environment variable that holds its address
 * @property {string[]} protocols of its addresses, as `new URL()` gives them: `amqp:`
 * @property {string} example an address, for messages
 * @property {number} defaultPort
 * @property {number[]} composePorts what docker/compose.yaml publishes, as seen inside the container
 * @property {string[]} packages of Debian and Ubuntu
 * @property {() => string[]} localUrls to try on the default port
 * @property {(port: number) => string} composeUrl
 * @property {(url: string) => Promise<{ version: string }>} greet logs in; throws with the server's reason
 * @property {() => boolean} isInstalled
 * @property {() => string} privateFolder
 * @property {(folder: string, lastPorts?: Record<string, number>) => Promise<PrivateState>} startPrivate
 * @property {(state: PrivateState) => Promise<void>} stopPrivate
 */

module.exports = {};
