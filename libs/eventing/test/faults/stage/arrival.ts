/** An event of the writer as it came: of which aggregate, which number of it, and what it tells of. */
export interface Arrival {
  key: string;
  number: number;
  movement: string;
}

export function arrivalIn(body: Buffer): Arrival {
  const { partitionkey, sequence, data } = JSON.parse(body.toString()) as {
    partitionkey: string;
    sequence: number;
    data: { movement: string };
  };
  return { key: partitionkey, number: sequence, movement: data.movement };
}
