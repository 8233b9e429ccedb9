export interface OrderLine {
  readonly productId: string;
  readonly quantity: number;
}
