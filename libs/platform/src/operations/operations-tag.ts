/** What people do to a service, apart from what it is for: in the API docs it has a chapter of its own. */
export const OPERATIONS_TAG = 'ops';
