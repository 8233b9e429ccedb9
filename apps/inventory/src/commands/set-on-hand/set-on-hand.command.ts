export class SetOnHand {
  constructor(
    readonly productId: string,
    readonly onHand: number,
  ) {}
}
