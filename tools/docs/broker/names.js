const path = require('node:path');
const { repository } = require('../../repository');
const { loadTypeScript } = require('../metrics/load-typescript');

const MESSAGING = path.join(repository, 'libs', 'eventing', 'src');

/** The same code names things here as in the services. */
const { BrokerNames, PERSONAL_KEYS_REQUESTED, SNAPSHOT_REQUESTED } =
  /** @type {typeof import('../../../libs/eventing/src/broker/names')} */ (
    /** @type {unknown} */ (loadTypeScript(path.join(MESSAGING, 'broker', 'names.ts')))
  );
const { EVERY_PUBLIC_EVENT, routingKeyFor } =
  /** @type {typeof import('../../../libs/eventing/src/message/routing-key')} */ (
    /** @type {unknown} */ (loadTypeScript(path.join(MESSAGING, 'message', 'routing-key.ts')))
  );

const { handlerNameOf } = /** @type {typeof import('../../../libs/eventing/src/handlers/handler-name')} */ (
  /** @type {unknown} */ (loadTypeScript(path.join(MESSAGING, 'handlers', 'handler-name.ts')))
);

/** @param {string} service @param {string} [namespace] */
const namesIn = (service, namespace) => new BrokerNames(service, namespace);

module.exports = {
  EVERY_PUBLIC_EVENT,
  PERSONAL_KEYS_REQUESTED,
  SNAPSHOT_REQUESTED,
  handlerNameOf,
  namesIn,
  routingKeyFor,
};
