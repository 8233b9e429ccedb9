export class UserNotFound extends Error {
  constructor(id: string) {
    super(`There is no user ${id}.`);
  }
}

export class UserWasForgotten extends Error {
  constructor(id: string) {
    super(`User ${id} was forgotten, for good: nothing can be said of this user any more. Create a new one.`);
  }
}
