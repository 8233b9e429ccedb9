import { eventually } from '@warren/eventing/testing';
import { query, runCommand, startService, untilReady, type StartedService } from '@warren/platform/testing';
import { kiosk, KIOSK } from './support/kiosk';

jest.setTimeout(60_000);

interface Finding {
  check: string;
  verdict: string;
  finding: string;
  advice?: string;
}

describe('the doctor', () => {
  const module = kiosk();
  let service: StartedService;
  const doctor = async (env: Record<string, string> = {}) => {
    const run = await runCommand(module, KIOSK, { ...service.env, ...env }, 'doctor', '--json');
    const findings: Finding[] = run.json().findings;
    return { ...run, findings, of: (check: string) => findings.filter((finding) => finding.check === check) };
  };

  beforeAll(async () => {
    service = await startService(module, KIOSK);
    await untilReady(service);
  });
  afterAll(() => service.stop());

  it('finds nothing wrong with a service that is well', async () => {
    // The relay notes its lease soon after it is ready.
    const { code, findings } = await eventually('the relay to hold its lease', async () => {
      const diagnosis = await doctor();
      return diagnosis.of('relay')[0]?.verdict === 'ok' && diagnosis;
    });
    expect(findings.filter(({ verdict }) => verdict === 'problem')).toEqual([]);
    expect(code).toBe(0);
    const checks = new Set(findings.filter(({ verdict }) => verdict === 'ok').map(({ check }) => check));
    for (const check of ['configuration', 'migrations', 'database', 'clock', 'rights', 'outbox', 'relay'])
      expect(checks).toContain(check);
    for (const check of ['broker', 'alarms', 'topology', 'consumers']) expect(checks).toContain(check);
  });

  it('says the same over HTTP', async () => {
    const { status, body } = await service.get('/ops/doctor');
    expect(status).toBe(200);
    expect(body).toMatchObject({ service: 'kiosk', isWell: true });
    expect(body.findings.map(({ check }: Finding) => check)).toContain('consumers');
  });

  it('goes on without the database, and ends with 1', async () => {
    const { code, of } = await doctor({ DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/nowhere' });
    expect(code).toBe(1);
    expect(of('database')).toMatchObject([
      { verdict: 'problem', finding: expect.stringMatching(/ECONNREFUSED/) },
    ]);
    expect(of('migrations')).toMatchObject([{ verdict: 'unknown' }]);
    expect(of('relay')).toMatchObject([{ verdict: 'unknown' }]);
    expect(of('broker')).toMatchObject([{ verdict: 'ok' }]);
  });

  it('goes on without the broker, and never shows a password', async () => {
    const { code, out, of } = await doctor({ RABBITMQ_URL: 'amqp://nobody:hunter2@127.0.0.1:1' });
    expect(code).toBe(1);
    expect(of('broker')).toMatchObject([
      { verdict: 'problem', finding: expect.stringMatching(/127\.0\.0\.1:1 .*ECONNREFUSED/) },
    ]);
    expect(of('database')).toMatchObject([{ verdict: 'ok' }]);
    expect(out).not.toContain('hunter2');
  });

  it('tells a broker that refuses from one that is away', async () => {
    const url = Object.assign(new URL(service.env.RABBITMQ_URL ?? ''), { password: 'wrong' }).href;
    expect((await doctor({ RABBITMQ_URL: url })).of('broker')[0]?.finding).toMatch(/ACCESS_REFUSED/);
  });

  it('knows of a migration that was begun and not finished, and says what alone helps', async () => {
    const { DATABASE_URL: database = '', EVENTING_NAMESPACE: namespace } = service.env;
    const queue = `${namespace}x.kiosk.sell-tickets`;
    await query(database, 'insert into eventing.queue_migrations (queue) values ($1)', [queue]);
    try {
      const { code, of } = await doctor({ EVENTING_NAMESPACE: `${namespace}x` });
      expect(code).toBe(1);
      expect(of('topology')[0]).toMatchObject({
        verdict: 'problem',
        finding: expect.stringContaining(`The migration of ${queue} was begun`),
        advice: expect.stringContaining('topology apply'),
      });
    } finally {
      await query(database, 'delete from eventing.queue_migrations');
    }
  });

  it('sees queues that are missing, and creates none', async () => {
    const elsewhere = { EVENTING_NAMESPACE: `${service.env.EVENTING_NAMESPACE}x` };
    for (let time = 1; time <= 2; time++) {
      const { code, of } = await doctor(elsewhere);
      expect(code).toBe(1);
      expect(of('topology')[0]).toMatchObject({
        verdict: 'problem',
        finding: expect.stringMatching(/Missing: .*kiosk\.events.*kiosk\.count-when-paper-sold/),
      });
    }
  });

  it('sees a queue that differs from its declaration', async () => {
    const { of } = await doctor({ EVENTING_EXPIRE_AFTER_MS: '130000' });
    expect(of('topology')[1]).toMatchObject({
      verdict: 'problem',
      finding: expect.stringMatching(/x-expires/),
    });
    expect(of('configuration')[1]).toMatchObject({ verdict: 'warning' });
  });

  it('sees what is wrong with the settings, before there is anything to connect to', async () => {
    const { code, findings } = await doctor({ DATABASE_URL: 'nowhere' });
    expect(code).toBe(1);
    expect(findings).toMatchObject(
      [{ check: 'configuration', verdict: 'problem', finding: /DATABASE_URL/ }].map((finding) => ({
        ...finding,
        finding: expect.stringMatching(finding.finding),
      })),
    );
  });

  it('sees migrations that were not run, and those that it does not know', async () => {
    await service.query(`insert into migrations (timestamp, name) values (1, 'FromTomorrow1')`);
    expect((await doctor()).of('migrations')).toMatchObject([
      { verdict: 'warning', finding: expect.stringMatching(/FromTomorrow1/) },
    ]);
    await service.query(`delete from migrations where name in ('FromTomorrow1', 'Inbox1700000000002')`);
    expect((await doctor()).of('migrations')).toMatchObject([
      {
        verdict: 'problem',
        finding: expect.stringMatching(/Inbox1700000000002/),
        advice: expect.stringMatching(/main\.js migrate/),
      },
    ]);
    await service.query(
      `insert into migrations (timestamp, name) values (1700000000002, 'Inbox1700000000002')`,
    );
  });

  it('sees rights that the role lacks', async () => {
    const role = `doctor_${process.pid}`;
    await service.query(`create role ${role} login`);
    try {
      await service.query(`grant usage on schema eventing to ${role}`);
      await service.query(`grant select, insert on all tables in schema eventing, public to ${role}`);
      const { of } = await doctor({
        DATABASE_URL: Object.assign(new URL(service.databaseUrl), { username: role }).href,
      });
      expect(of('rights')).toMatchObject([
        {
          verdict: 'problem',
          finding: expect.stringMatching(/eventing\.outbox \(DELETE, UPDATE\)/),
          advice: expect.stringContaining(role),
        },
      ]);
    } finally {
      await service.query(`drop owned by ${role}`);
      await service.query(`drop role ${role}`);
    }
  });

  it('sees that nobody consumes, and that nobody relays, when the service has stopped', async () => {
    await service.app.close();
    const { of } = await eventually('the consumers to be gone', async () => {
      const diagnosis = await doctor();
      return diagnosis.of('consumers')[0]?.verdict !== 'ok' && diagnosis;
    });
    expect(of('consumers')).toMatchObject([
      { verdict: 'warning', finding: expect.stringMatching(/count-when-paper-sold/) },
    ]);
    expect(of('relay')).toMatchObject([
      { verdict: 'warning', finding: expect.stringMatching(/nobody relays/) },
    ]);
    await service.query(
      `insert into eventing.outbox (event_id, type, partition_key, sequence, body, created_at)
       values (gen_random_uuid(), 'kiosk.paper-sold.v1', 'paper/times', 1, '{}', now() - interval '1 hour')`,
    );
    expect((await doctor()).of('relay')).toMatchObject([
      {
        verdict: 'problem',
        finding: expect.stringMatching(/1 events wait, the oldest for 60 minutes; nobody relays/),
      },
    ]);
  });
});
