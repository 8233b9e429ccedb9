import { Logger } from '@nestjs/common';
import { eventually } from '../testing/eventually';
import { DueLoop, type DueWork } from './due-loop';

Logger.overrideLogger(false);

/** Work that is due at times of this process's clock. */
class Agenda implements DueWork {
  name = 'Testing';
  lookEveryMs = 60_000;
  looks = 0;
  done: number[] = [];
  due: number[] = [];
  failures: Error[] = [];
  inOtherHands = 0;

  untilNext(): Promise<number | undefined> {
    this.looks += 1;
    const failure = this.failures.shift();
    if (failure) return Promise.reject(failure);
    return Promise.resolve(this.due.length > 0 ? Math.min(...this.due) - performance.now() : undefined);
  }

  doSome(): Promise<number> {
    if (this.inOtherHands > 0) return Promise.resolve(this.inOtherHands-- && 0);
    const now = this.due.filter((time) => time <= performance.now()).slice(0, 2);
    this.due = this.due.filter((time) => !now.includes(time));
    this.done.push(now.length);
    return Promise.resolve(now.length);
  }
}

describe('the loop over due work', () => {
  let agenda: Agenda;
  let loop: DueLoop;
  beforeEach(() => {
    agenda = new Agenda();
    loop = new DueLoop(agenda);
  });
  afterEach(() => loop.stop());

  const times = (count: number, inMs: number) =>
    Array.from({ length: count }, (_, n) => performance.now() + inMs + n / 1000);

  it('does what is due, batch after batch, and then sleeps', async () => {
    agenda.due = times(5, -10);
    loop.start();
    await eventually('all is done', () => agenda.due.length === 0);
    await eventually('it has looked once more', () => agenda.looks === 4);
    expect(agenda.done).toEqual([2, 2, 1]);
  });

  it('wakes up by itself when the next is due', async () => {
    agenda.due = times(1, 60);
    loop.start();
    await eventually('it is done', () => agenda.done.length, 5_000);
    expect(agenda.looks).toBeLessThan(30); // it did not look all the time: that would be thousands
  });

  it('is woken for what is due sooner than it knows, and not for what is due later', async () => {
    agenda.due = times(1, 50_000);
    loop.start();
    await eventually('it sleeps', () => agenda.looks === 1);
    await new Promise(setImmediate);
    loop.nudge(55_000);
    agenda.due.push(performance.now() + 20);
    await new Promise(setImmediate);
    expect(agenda.looks).toBe(1);
    loop.nudge(20);
    await eventually('the nearer one is done', () => agenda.done.length, 5_000);
  });

  it('hears a nudge that comes while it works', async () => {
    loop.start(); // it is in its first look
    agenda.due = times(1, 0);
    loop.nudge(0);
    await eventually('it is done', () => agenda.done.length, 5_000);
  });

  it('looks in any case after a while', async () => {
    agenda.lookEveryMs = 20;
    loop.start();
    await eventually('nothing is due, and it looks again and again', () => agenda.looks > 3);
  });

  it('goes on after failures, and says meanwhile what is wrong', async () => {
    agenda.due = times(1, -1);
    agenda.failures = [new Error('the database is away'), new Error('still')];
    loop.start();
    await eventually('it is in trouble', () => loop.trouble === 'the database is away');
    await eventually('it is done', () => agenda.done.length);
    await eventually('it is well again', () => loop.trouble === undefined);
  });

  it('leaves what others have in hand alone for a moment', async () => {
    agenda.due = times(1, -1);
    agenda.inOtherHands = 2;
    loop.start();
    await eventually('it is done', () => agenda.done.length);
    expect(agenda.looks).toBeLessThanOrEqual(4); // three, and one when it was done
  });

  it('stops when the batch in hand is done', async () => {
    agenda.due = times(6, -10);
    loop.start();
    await loop.stop();
    expect(agenda.done.length).toBeLessThanOrEqual(1);
    expect(agenda.due.length).toBeGreaterThanOrEqual(4);
  });
});
