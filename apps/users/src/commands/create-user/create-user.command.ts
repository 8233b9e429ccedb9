export class CreateUser {
  constructor(
    readonly name: string,
    readonly email: string,
  ) {}
}
