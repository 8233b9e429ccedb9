import { freePorts } from '../../../../tools/servers/ports';

/** A port for a service: nothing listens on it, on any address, and no outgoing connection will take it. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1, { everywhere: true });
  return port;
}
