/** What is wrong with one event of a calendar file. */
export type CalendarProblem = {
  /** The event's UID, and the date of a recurring event that it concerns, as far as they are known. */
  readonly uid: string | null;
  readonly recurrence: string | null;
  /** Such as `unknown-course`. */
  readonly code: string;
  readonly message: string;
};

/** One date of one event: what becomes one class session. */
export type CalendarItem = {
  readonly uid: string;
  /** The date's first start as an ISO instant; empty for an event without recurrence. */
  readonly recurrence: string;
  readonly sequence: number;
  readonly summary: string;
  readonly categories: readonly string[];
  readonly location: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly cancelled: boolean;
};

export class EventFault extends Error {
  override readonly name = 'EventFault';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
