/** `reorderThreshold` undefined: as it is; null: watched no more. */
export class CountStock {
  constructor(
    readonly productId: string,
    readonly onHand: number,
    readonly reorderThreshold?: number | null,
  ) {}
}
