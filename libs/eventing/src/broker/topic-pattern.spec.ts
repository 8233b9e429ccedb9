import { topicMatches } from './topic-pattern';

describe('topicMatches', () => {
  it.each([
    ['order-placed.v1', 'order-placed.v1'],
    ['order-placed.*', 'order-placed.v1'],
    ['*.*', 'order-placed.v1'],
    ['#', 'order-placed.v1'],
    ['#', ''],
    ['order-placed.#', 'order-placed'],
    ['order-placed.#', 'order-placed.v1.eu'],
    ['#.v1', 'order-placed.v1'],
    ['#.v1', 'v1'],
    ['*.#.v1', 'order.placed.now.v1'],
  ])('%s matches %s', (pattern, key) => expect(topicMatches(pattern, key)).toBe(true));

  it.each([
    ['order-placed.v1', 'order-placed.v10'],
    ['order-placed.*', 'order-placed'],
    ['order-placed.*', 'order-placed.v1.eu'],
    ['*', 'order-placed.v1'],
    ['#.v1', 'order-placed.v2'],
    ['*.#.v1', 'v1'],
  ])('%s does not match %s', (pattern, key) => expect(topicMatches(pattern, key)).toBe(false));
});
