import { podman } from './store';

interface Inspected {
  Size: number;
  Config: {
    User: string;
    Entrypoint: string[];
    Cmd: string[] | null;
    Env: string[];
    ExposedPorts?: Record<string, object>;
    Healthcheck?: { Test: string[]; Interval: number; Timeout: number; StartPeriod: number; Retries: number };
  };
  Healthcheck?: Inspected['Config']['Healthcheck'];
  RootFS: { Layers: string[] };
}

export interface Layer {
  bytes: number;
  madeBy: string;
}

export async function inspect(image: string): Promise<Inspected> {
  const [inspected] = JSON.parse(await podman('image', 'inspect', image)) as [Inspected];
  return inspected;
}

/** Those that hold something, the lowest first. */
export async function layersOf(image: string): Promise<Layer[]> {
  const history = JSON.parse(await podman('history', '--format', 'json', image)) as {
    size: number;
    CreatedBy: string;
  }[];
  return history
    .map(({ size, CreatedBy }) => ({ bytes: size, madeBy: CreatedBy }))
    .filter(({ bytes }) => bytes > 0)
    .reverse();
}

/** Shows `look` the files of the image as they lie in it. */
export async function insideOf<T>(image: string, look: (root: string) => Promise<T>): Promise<T> {
  const root = (await podman('image', 'mount', image)).trim();
  try {
    return await look(root);
  } finally {
    await podman('image', 'unmount', image);
  }
}
