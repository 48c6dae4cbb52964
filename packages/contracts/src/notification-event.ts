/** What a channel can be told of, by the names under which people subscribe. */
export const NOTIFICATION_EVENTS = [
  'marked',
  'late',
  'absent',
  'session-closed',
  'unknown-face',
  'device-offline',
  'device-online',
  'at-risk',
  'session-cancelled',
  'session-moved',
  'dispute-opened',
  'dispute-answered',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];
