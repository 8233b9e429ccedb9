/** Somebody looked into it, and wants it sent again. */
export class ResendNotification {
  constructor(readonly id: string) {}
}
