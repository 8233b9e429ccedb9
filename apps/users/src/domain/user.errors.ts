export class UserNotFound extends Error {
  constructor(id: string) {
    super(`There is no user ${id}.`);
  }
}
