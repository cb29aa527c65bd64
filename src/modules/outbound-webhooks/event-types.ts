/** What webhooks can be told of: the keys that the API and the requests name. */
export const eventTypes = {
  'user:create': 'An account was made: that of a person or of a service account.',
} as const;

export type EventType = keyof typeof eventTypes;

export const isEventType = (key: string): key is EventType => Object.hasOwn(eventTypes, key);
