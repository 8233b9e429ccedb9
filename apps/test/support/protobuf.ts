/** The fields of one message of Protocol Buffers, by number; a field that was repeated has several values. */
export type Fields = Map<number, (bigint | Buffer)[]>;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Reads what no schema is needed for: numbers as numbers, everything else as bytes. */
export function readFields(bytes: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  const valueOf = (wireType: number): bigint | Buffer => {
    if (wireType === VARINT) return varint();
    if (wireType === FIXED_64) return take(8).readBigUInt64LE();
    if (wireType === BYTES) return take(Number(varint()));
    if (wireType === FIXED_32) return BigInt(take(4).readUInt32LE());
    throw new Error(`This is no message of Protocol Buffers: it has a field of wire type ${wireType}.`);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const values = fields.get(key >> 3) ?? [];
    values.push(valueOf(key & 7));
    fields.set(key >> 3, values);
  }
  return fields;
}

/** The messages that a field holds. */
export function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((value) => readFields(value as Buffer));
}

/** The text that a field holds; empty where it is absent. */
export function text(fields: Fields | undefined, field: number): string {
  return bytes(fields, field).toString('utf8');
}

/** The bytes that a field holds, in hexadecimal. */
export function hex(fields: Fields, field: number): string {
  return bytes(fields, field).toString('hex');
}

export function number(fields: Fields | undefined, field: number): number {
  return Number(fields?.get(field)?.[0] ?? 0);
}

function bytes(fields: Fields | undefined, field: number): Buffer {
  return (fields?.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
}
