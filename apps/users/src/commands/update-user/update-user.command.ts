/** What is undefined stays as it is. */
export class UpdateUser {
  constructor(
    readonly userId: string,
    readonly change: { readonly name?: string; readonly email?: string },
  ) {}
}
