import { Tap } from './tap';

function setUp() {
  const asked: string[] = [];
  const tap = new Tap({ pause: () => asked.push('pause'), resume: (pace) => asked.push(`resume ${pace}`) });
  return { asked, tap };
}

describe('Tap', () => {
  it('is open again only when the last reason is gone', () => {
    const { asked, tap } = setUp();
    tap.shut('outage');
    tap.shut('breaker');
    tap.open('outage');
    expect(asked).toEqual(['pause']);
    tap.open('breaker', 'one-by-one');
    expect(asked).toEqual(['pause', 'resume one-by-one']);
  });

  it('keeps the pace that the breaker asked for through an outage', () => {
    const { asked, tap } = setUp();
    tap.shut('breaker');
    tap.open('breaker', 'one-by-one');
    tap.shut('outage');
    tap.open('outage');
    tap.open('breaker', 'full');
    expect(asked).toEqual(['pause', 'resume one-by-one', 'pause', 'resume one-by-one', 'resume full']);
  });

  it('asks for nothing that is so already', () => {
    const { asked, tap } = setUp();
    tap.open('outage');
    tap.shut('breaker');
    tap.shut('breaker');
    expect(asked).toEqual(['pause']);
  });
});
