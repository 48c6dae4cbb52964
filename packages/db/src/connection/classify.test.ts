import { QueryFailedError } from 'typeorm';
import { describe, expect, test } from 'vitest';
import {
  DatabaseUnavailable,
  MissingReference,
  RuleViolation,
  StatementFailed,
  StillReferenced,
  UniqueViolation,
} from '../errors.ts';
import { classify, translate } from './classify.ts';

const failed = (message: string, fields: object) =>
  new QueryFailedError('INSERT INTO students …', ['Ada'], Object.assign(new Error(message), fields));

describe('classify', () => {
  test.each([
    ['contention', { errno: 1213 }],
    ['contention', { errno: 1205 }],
    ['lost', { errno: 1927 }],
    ['lost', { errno: 1290 }],
    ['lost', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }],
    ['lost', { fatal: true }],
    ['timeout', { code: 'PROTOCOL_SEQUENCE_TIMEOUT' }],
    ['other', { errno: 1062 }],
  ])('when a statement fails, then it is told as %s for %o', (fault, fields) => {
    expect(classify(failed('…', fields))).toBe(fault);
  });

  test("when the error is the caller's own, then its code means nothing here", () => {
    const own = Object.assign(new Error('no such course'), { code: 'ECONNRESET', errno: 1213 });
    expect(classify(own)).toBe('other');
    expect(translate(own)).toBe(own);
  });
});

describe('translate', () => {
  test.each([
    ["Duplicate entry 'Ada' for key 'uq_students__number'", 'number'],
    ["Duplicate entry 'Ada' for key 'students.uq_students__number'", 'number'],
    ["Duplicate entry 'a-1-2' for key 'templates.uq_templates__photo_id'", 'photoId'],
    ["Duplicate entry 'it's ' for key 'x'-0' for key 'uq_sightings__frame_id'", 'frameId'],
    ["Duplicate entry 'cam-1' for key 'PRIMARY'", 'id'],
    ["Duplicate entry 'cam-1' for key 'devices.PRIMARY'", 'id'],
  ])('when a value is taken (%s), then the field is named and the value is not', (message, field) => {
    const error = translate(failed(message, { errno: 1062 }));
    expect(error).toBeInstanceOf(UniqueViolation);
    expect(error).toMatchObject({ field });
    expect(String(error)).not.toMatch(/Ada/);
  });

  test('when a reference leads nowhere, then its field is named', () => {
    const message =
      'Cannot add or update a child row: a foreign key constraint fails (`h`.`class_sessions`, CONSTRAINT `fk_class_sessions__room_id` FOREIGN KEY (`room_id`) REFERENCES `rooms` (`id`))';
    expect(translate(failed(message, { errno: 1452 }))).toEqual(new MissingReference('roomId'));
  });

  test('when a row is still needed, then the table that needs it is named', () => {
    const message =
      'Cannot delete or update a parent row: a foreign key constraint fails (`h`.`class_sessions`, CONSTRAINT `fk_class_sessions__room_id` FOREIGN KEY (`room_id`) REFERENCES `rooms` (`id`))';
    expect(translate(failed(message, { errno: 1451 }))).toEqual(new StillReferenced('class_sessions'));
  });

  test.each([
    [4025, 'CONSTRAINT `ck_semesters__ends_after_start` failed for `h`.`semesters`'],
    [3819, "Check constraint 'ck_semesters__ends_after_start' is violated."],
  ])('when a rule is broken (%i), then it is named', (errno, message) => {
    expect(translate(failed(message, { errno }))).toEqual(
      new RuleViolation('ck_semesters__ends_after_start'),
    );
  });

  test('when a statement is wrong, then neither it nor its values are told', () => {
    const error = translate(failed("Incorrect string value: 'Ada'", { errno: 1366, code: 'ER_WRONG_VALUE' }));
    expect(error).toBeInstanceOf(StatementFailed);
    expect((error as Error).message).toBe('a statement failed with ER_WRONG_VALUE');
    expect(JSON.stringify(error)).not.toMatch(/Ada|INSERT/);
  });

  test('when the connection is lost, then the cause is kept without the statement', () => {
    const error = translate(failed('read ECONNRESET', { code: 'ECONNRESET', sql: "INSERT … 'Ada'" }));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect((error as Error).cause).toMatchObject({ message: 'read ECONNRESET', code: 'ECONNRESET' });
    expect((error as Error).cause).not.toHaveProperty('sql');
  });
});
