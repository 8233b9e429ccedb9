import { Logger } from '@nestjs/common';
import { describeAsking } from './contract/asking';
import { describeConsuming } from './contract/consuming';
import { describeFailing } from './contract/failing';
import { type BrokerUnderTest, Fixture } from './contract/fixture';
import { describeInterruptions } from './contract/interruptions';
import { describePublishing } from './contract/publishing';

/** What every implementation of the port has to do. `create` makes one for each test. */
export function describeBroker(name: string, create: () => Promise<BrokerUnderTest>): void {
  describe(name, () => {
    let fixture: Fixture;
    const current = () => fixture;

    // Interruptions are what these tests are about; the log would be full of them.
    beforeAll(() => process.env.TEST_LOG || Logger.overrideLogger(false));
    beforeEach(async () => {
      fixture = new Fixture(await create());
    });
    afterEach(() => fixture.dispose());

    describe('publishing', () => describePublishing(current));
    describe('asking', () => describeAsking(current));
    describe('consuming', () => describeConsuming(current));
    describe('interruptions', () => describeInterruptions(current));
    describe('messages that fail', () => describeFailing(current));
  });
}
