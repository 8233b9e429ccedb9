import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Reads a service's metrics as Prometheus would, until the service stops. */
@Injectable()
export class Scraping implements BeforeApplicationShutdown {
  /** The client that reads is no part of the service, and costs a tenth of a second when it is used first. */
  static async warmUp(): Promise<void> {
    await fetch('http://127.0.0.1:1').catch(() => undefined);
  }

  private readonly over = new AbortController();
  private reading = Promise.resolve();

  start(url: string, everyMs: number): void {
    this.reading = this.readOn(`${url}/metrics`, everyMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.over.abort();
    await this.reading;
  }

  private async readOn(address: string, everyMs: number): Promise<void> {
    while (!this.over.signal.aborted) {
      const answer = await fetch(address);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${text}`);
      await pause(everyMs, undefined, { signal: this.over.signal }).catch(() => undefined);
    }
  }
}
