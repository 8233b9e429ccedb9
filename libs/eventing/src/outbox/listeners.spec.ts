import { Logger } from '@nestjs/common';
import type { OutboxRow } from './outbox-row';
import { Listeners } from './listeners';

const row = (type: string): OutboxRow => ({
  position: 1,
  eventId: 'id',
  type,
  correlationId: 'c',
  createdAt: 0,
  body: '{}',
});

describe('Listeners', () => {
  let listeners: Listeners;
  let log: jest.SpyInstance;
  let warn: jest.SpyInstance;

  beforeEach(() => {
    log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    listeners = new Listeners();
  });
  afterEach(() => jest.restoreAllMocks());

  const note = (...outcomes: ['routed' | 'unroutable', string][]) =>
    outcomes.forEach(([outcome, type]) => listeners.note(outcome, row(type)));
  const said = (spy: jest.SpyInstance) => (spy.mock.calls as string[][]).map(([text]) => text?.split(' ')[0]);

  it('tells once of each type that nobody hears, and takes it for ordinary', () => {
    note(['unroutable', 'a'], ['unroutable', 'b'], ['unroutable', 'a'], ['routed', 'c']);
    expect(said(log)).toEqual(['a', 'b']);
    expect(said(warn)).toEqual([]);
    expect(listeners.summary()).toEqual({ published: 4, unroutable: 3, lostListeners: [] });
  });

  it('warns of a type that was heard and is no longer, and tells when it is again', () => {
    note(['unroutable', 'a'], ['routed', 'a'], ['unroutable', 'a'], ['unroutable', 'a'], ['routed', 'b']);
    expect(said(warn)).toEqual(['a']);
    expect(listeners.summary().lostListeners).toEqual(['a']);
    note(['routed', 'a']);
    expect(said(log)).toEqual(['a', 'a']);
    expect(listeners.summary()).toEqual({ published: 6, unroutable: 3, lostListeners: [] });
  });
});
