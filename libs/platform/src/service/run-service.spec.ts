import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { setEnvironment } from '@warren/eventing/testing';
import { IsDuration } from '../config/is-duration';
import { ServiceConfig } from '../config/service-config';
import { Variable } from '../config/variable';
import { PlatformModule } from '../platform.module';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { runService } from './run-service';

class ShopConfig extends ServiceConfig {
  @Variable({ example: '5m' }) @IsDuration() readonly CLOSES_AFTER: unknown = '5m';
}

@Module({ imports: [PlatformModule.forService('shop', ShopConfig)] })
class ShopModule {}

class Exited extends Error {}

describe('runService', () => {
  const { argv } = process;
  let restore: () => void;
  let fatal: jest.SpyInstance;
  let exit: jest.SpyInstance;
  let create: jest.SpyInstance;

  beforeEach(() => {
    restore = setEnvironment({
      ...NEEDED_SETTINGS,
      PORT: 'http',
      CLOSES_AFTER: 'late',
    });
    jest.spyOn(process, 'on').mockReturnThis(); // it listens to what ends the process; this one goes on
    jest.spyOn(Logger, 'overrideLogger').mockReturnValue(undefined);
    fatal = jest.spyOn(Logger.prototype, 'fatal').mockReturnValue();
    create = jest.spyOn(NestFactory, 'create');
    exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Exited();
    });
  });
  afterEach(() => {
    process.argv = argv;
    restore();
    jest.restoreAllMocks();
  });

  it.each([
    ['serve', []],
    ['migrate', ['migrate']],
  ])(
    'asked to %s, names every wrong setting in one list, the own ones of the service included, and begins nothing',
    async (_what, given) => {
      process.argv = ['node', 'main.js', ...given];
      const running = runService(ShopModule, { name: 'shop', defaultPort: 3000, migrations: [] });
      await expect(running).rejects.toThrow(Exited);
      expect(exit).toHaveBeenCalledWith(1);
      expect(create).not.toHaveBeenCalled();
      const [message] = fatal.mock.calls.map(([line]) => String(line));
      expect(fatal).toHaveBeenCalledTimes(1);
      expect(message).toContain('shop cannot start: 2 settings are wrong.');
      expect(message).toMatch(
        /CLOSES_AFTER +must be a span of time.*, not "late"\. Example: CLOSES_AFTER=5m/,
      );
      expect(message).toMatch(/PORT +must be a port number/);
    },
  );
});
