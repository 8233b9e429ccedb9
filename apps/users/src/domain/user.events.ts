/** What happens to a user, inside this service; what others are told is in `integration/`. */
export interface UserEvent {
  readonly type: 'created' | 'updated' | 'forgotten';
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}
