import { Type } from 'class-transformer';
import { IsInt } from 'class-validator';
import { StartError } from '../service/start-error';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { readConfig, ServiceConfig } from './service-config';
import { Variable } from './variable';

const { DATABASE_URL, ...OF_CALLERS } = NEEDED_SETTINGS;

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    readConfig('orders', { ...OF_CALLERS, ...env });
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as Error).message;
  }
  throw new Error('The settings were accepted.');
}

describe('readConfig', () => {
  it('needs nothing but a database, and whose tokens it takes', () => {
    expect(readConfig('orders', NEEDED_SETTINGS)).toMatchObject({
      service: 'orders',
      DATABASE_URL,
      DATABASE_POOL_SIZE: 10,
      LOG_LEVEL: 'log',
    });
  });

  it('turns numbers into numbers and ignores what is empty', () => {
    const config = readConfig('orders', { ...NEEDED_SETTINGS, PORT: ' 4004 ', DATABASE_POOL_SIZE: '' });
    expect(config).toMatchObject({ PORT: 4004, DATABASE_POOL_SIZE: 10 });
  });

  it('names every wrong variable at once, with what is wrong and an example', () => {
    const message = refusal({ PORT: 'http', RABBITMQ_URL: 'localhost:5672', LOG_LEVEL: 'loud' });
    expect(message).toContain('orders cannot start: 4 settings are wrong.');
    expect(message).toMatch(/DATABASE_URL +is missing\. Example: DATABASE_URL=postgres:\/\//);
    expect(message).toMatch(
      /RABBITMQ_URL +must be an address like amqp:\/\/… or amqps:\/\/…\. Example: RABBITMQ_URL=amqp:/,
    );
    expect(message).toMatch(/PORT +must be a port number.*, not "http"\. Example: PORT=3000/);
    expect(message).toMatch(/LOG_LEVEL +must be one of .*, not "loud"\./);
  });

  it('never shows a value that may hold a password', () => {
    expect(refusal({ DATABASE_URL: 'mysql://root:hunter2@localhost/orders' })).not.toContain('hunter2');
  });

  it.each(['-1', '65536', '80.5', '1e9'])('refuses the port %s', (PORT) => {
    expect(refusal({ DATABASE_URL, PORT })).toContain('PORT');
  });

  it('reads what a service has of its own beside what every service has', () => {
    class ShopConfig extends ServiceConfig {
      @Variable({ example: '60' })
      @Type(() => Number)
      @IsInt({ message: 'must be a whole number' })
      readonly CLOSE_AFTER_SECONDS: number = 60;
    }
    const read = (env: NodeJS.ProcessEnv) => readConfig('shop', { ...NEEDED_SETTINGS, ...env }, ShopConfig);
    expect(read({ CLOSE_AFTER_SECONDS: '5', PORT: '80' })).toMatchObject({
      CLOSE_AFTER_SECONDS: 5,
      PORT: 80,
    });
    expect(read({})).toMatchObject({ CLOSE_AFTER_SECONDS: 60, LOG_LEVEL: 'log', service: 'shop' });
    expect(() => read({ CLOSE_AFTER_SECONDS: 'soon', PORT: 'http' })).toThrow(
      /2 settings are wrong.[^]*CLOSE_AFTER_SECONDS +must be a whole number, not "soon"\. Example: CLOSE_AFTER_SECONDS=60/,
    );
  });

  it('accepts the broker that needs no server', () => {
    expect(readConfig('orders', { ...NEEDED_SETTINGS, RABBITMQ_URL: 'in-memory' }).RABBITMQ_URL).toBe(
      'in-memory',
    );
  });

  it('accepts the nodes of a cluster, and tells what is wrong with a list of them', () => {
    const RABBITMQ_URL = 'amqps://orders:hunter2@one:5671,two:5671/warren';
    expect(readConfig('orders', { ...NEEDED_SETTINGS, RABBITMQ_URL })).toMatchObject({ RABBITMQ_URL });
    const message = refusal({ DATABASE_URL, RABBITMQ_URL: 'amqp://o:hunter2@one,amqp://o:hunter2@two' });
    expect(message).toMatch(/RABBITMQ_URL +must name protocol, user and virtual host once/);
    expect(message).not.toContain('hunter2');
  });
});
