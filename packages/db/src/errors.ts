/** The database does not answer, refuses a connection, or is too busy. Safe to try again later; `cause` says why. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';

  constructor(cause: unknown) {
    super(`the database is unavailable: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Another row has this value already. `field` is the row type's property, such as `number` of a student. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
  readonly field: string;

  constructor(field: string) {
    super(`another row has this ${field}`);
    this.field = field;
  }
}

/** `field` names a row that does not exist, such as `roomId` of a class session. */
export class MissingReference extends Error {
  override readonly name = 'MissingReference';
  readonly field: string;

  constructor(field: string) {
    super(`${field} names nothing that exists`);
    this.field = field;
  }
}

/** The row cannot be removed while rows of `table` need it, such as a course that has class sessions. */
export class StillReferenced extends Error {
  override readonly name = 'StillReferenced';
  readonly table: string;

  constructor(table: string) {
    super(`rows of ${table} still need this row`);
    this.table = table;
  }
}

/** A row breaks a rule of its table; `rule` is the constraint's name, such as `ck_class_sessions__ends_after_start`. */
export class RuleViolation extends Error {
  override readonly name = 'RuleViolation';
  readonly rule: string;

  constructor(rule: string) {
    super(`the row breaks the rule ${rule}`);
    this.rule = rule;
  }
}

/** The cursor was not made by this list. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';

  constructor() {
    super('the cursor was not made by this list');
  }
}

/** A statement failed for a reason that no caller can expect. It holds no value: the statement is left out. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed';
  readonly code: string;

  constructor(code: string, explanation?: string) {
    super(
      explanation ? `a statement failed with ${code}: ${explanation}` : `a statement failed with ${code}`,
    );
    this.code = code;
  }
}

/** The room is in use by another session meanwhile. `session` is the first such, of `count`. */
export class RoomTaken extends Error {
  override readonly name = 'RoomTaken';
  readonly session: TakenBy;
  readonly count: number;

  constructor({ id, courseId, roomId, startsAt, endsAt }: TakenBy, count = 1) {
    super(`the room is taken by session ${id}`);
    this.session = { id, courseId, roomId, startsAt, endsAt };
    this.count = count;
  }
}

type TakenBy = {
  readonly id: string;
  readonly courseId: string;
  readonly roomId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
};
