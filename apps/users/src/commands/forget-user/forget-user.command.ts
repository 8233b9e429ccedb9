export class ForgetUser {
  constructor(readonly userId: string) {}
}
