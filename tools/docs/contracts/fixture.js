const fs = require('node:fs');
const path = require('node:path');
const { Fixture } = require('../../check/fixture');
const { contractsOf, readPublished } = require('./index');

const SACK = "@IsUUID('loose') readonly sackId!: string;";

/** A repository with one contract, `mill.flour-ground.v1`. */
class Mill extends Fixture {
  place = 'libs/contracts/schemas/mill/flour-ground.v1.json';

  /**
   * @param {string} fields of the class, beside the id of the sack
   * @param {{ options?: string, before?: string }} [more] options of the contract; what stands above the class
   */
  declare(fields, { options = "aggregate: 'sack', subject: (event) => event.sackId", before = '' } = {}) {
    const decorator = options.includes('isSnapshot') ? 'Snapshot' : 'IntegrationEvent';
    this.write(
      'libs/contracts/src/mill/flour-ground.v1.ts',
      `import { IntegrationEvent, ListOf, ObjectOf, Payload, Personal, Secret, Snapshot } from '@warren/eventing';
       ${before}
       /** Flour was ground. */
       @${decorator}({ type: 'mill.flour-ground', version: 1, ${options.replace(', isSnapshot', '')} })
       export class FlourGround extends Payload<FlourGround> {
         ${SACK}
         ${fields}
       }`,
    );
    return this;
  }

  /** What is made of the class, whatever was published. */
  read() {
    const { published, problems } = readPublished(this.root);
    return { schema: published[0]?.schema ?? {}, problems };
  }

  /** What `npm run check` says of the contract. */
  problems() {
    return contractsOf(this.root, []).problems;
  }

  /** `npm run docs`, as far as it writes schemas. */
  publish() {
    for (const { place, text } of contractsOf(this.root, []).documents) this.write(place, text);
    return this;
  }

  /** @param {string} place */
  text(place) {
    return fs.readFileSync(path.join(this.root, place), 'utf8');
  }
}

module.exports = { Mill };
