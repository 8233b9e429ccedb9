import { bytes, cores } from './quantity';

describe('quantities', () => {
  it('are read as Kubernetes reads them', () => {
    expect(['1', '1k', '1Ki', '1.5Gi'].map(bytes)).toEqual([1, 1_000, 1_024, 1.5 * 2 ** 30]);
    expect(['2', '0.5', '250m'].map(cores)).toEqual([2, 0.5, 0.25]);
  });

  it.each([
    [bytes, '1Xi'],
    [bytes, 'Mi'],
    [cores, '100Mi'],
    [cores, ''],
  ])('refuses what is none', (read, text) => {
    expect(() => read(text)).toThrow(`"${text}" is no quantity`);
  });
});
