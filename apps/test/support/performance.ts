import type { Story } from '../stories/story';
import type { Ending } from './outcome';
import type { Shop } from './shop';

/** All stories, played in one shop at the same time: none of them has a customer or a product in common with another. */
export class Performance {
  private readonly endings: Map<string, Promise<Ending>>;

  constructor(shop: Shop, stories: Record<string, Story>) {
    this.endings = new Map(Object.entries(stories).map(([name, story]) => [name, story(shop)]));
    for (const ending of this.endings.values()) ending.catch(() => undefined); // told by who waits for it
  }

  /** Waits until this story has ended as it should. */
  async until(name: string): Promise<void> {
    await this.endings.get(name);
  }

  /** Looks at all of them once more. */
  async lookAgain(): Promise<void> {
    for (const [name, ending] of this.endings) {
      const look = await ending;
      await look().catch((cause: unknown) => {
        throw new Error(`It had ended as it should, "${name}", and did not stay so. ${String(cause)}`, {
          cause,
        });
      });
    }
  }
}
