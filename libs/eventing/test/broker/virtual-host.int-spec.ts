import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { createBroker } from '../../src/broker/create-broker';
import { resolveOptions } from '../../src/resolve-options';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';

Logger.overrideLogger(false);

describe('A virtual host that does not exist', () => {
  it('is named in the log: the broker itself hangs up without a word', async () => {
    const warned: string[] = [];
    const warn = jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((text: unknown) => void warned.push(String(text)));
    const namespace = testNamespace();
    const url = Object.assign(new URL(RABBITMQ_URL), { pathname: `/${namespace}` }).toString();
    const broker = createBroker(resolveOptions({ service: 'svc', broker: { url, namespace } }));
    try {
      broker.start();
      const text = await eventually('it is told', () =>
        warned.find((line) => line.includes('no connection')),
      );
      expect(text).toContain(`virtual host "${namespace}", which may not exist there`);
      expect(text).not.toContain('ConnectionOpenOk');
    } finally {
      await broker.close();
      warn.mockRestore();
    }
  });
});
