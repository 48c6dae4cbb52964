import { describe, expect, test } from 'vitest';
import { parseStudentCsv } from './parse-student-csv.ts';

/** Lines are told by the tests of problems; here they would only repeat the row's place. */
const parse = (text: string) => {
  const { rows, problems } = parseStudentCsv(Buffer.from(text));
  return { rows: rows.map(({ line: _, ...row }) => row), problems };
};
const siti = { number: '20210001', name: 'Siti Rahma', course: null };

describe('parsing a file of students', () => {
  test.each([
    ['commas', 'number,name\n20210001,Siti Rahma\n'],
    ['a BOM and Windows line ends', '\ufeffnumber,name\r\n20210001,Siti Rahma\r\n'],
    ['semicolons', 'number;name\n20210001;Siti Rahma'],
    ['tabs', 'number\tname\n20210001\tSiti Rahma'],
    ['another order, upper case and spaces', 'Name , NUMBER\n Siti Rahma , 20210001 \n'],
    ['columns that are not asked for', 'number,name,email\n20210001,Siti Rahma,s@example.org\n'],
    ['empty lines', '\nnumber,name\n\n20210001,Siti Rahma\n\n'],
  ])('when it has %s, then the student is read', (_, text) => {
    expect(parse(text)).toEqual({ rows: [siti], problems: [] });
  });

  test('when a name holds the other delimiter, then it stays whole', () => {
    expect(parse('number;name\n1;Rahma, Siti').rows).toEqual([
      { number: '1', name: 'Rahma, Siti', course: null },
    ]);
    expect(parse('number,name\n1,"Rahma, Siti"').rows).toEqual([
      { number: '1', name: 'Rahma, Siti', course: null },
    ]);
  });

  test('when there is a course column, then one student may stand in several courses', () => {
    expect(parse('number,name,course\n1,Ana,IF-1\n1,Ana,IF-2\n2,Budi,\n')).toEqual({
      rows: [
        { number: '1', name: 'Ana', course: 'IF-1' },
        { number: '1', name: 'Ana', course: 'IF-2' },
        { number: '2', name: 'Budi', course: null },
      ],
      problems: [],
    });
  });

  test('when several lines are wrong, then each is told with its line', () => {
    const { problems } = parse('number,name\n,Ana\n2,\n3\n4,Dewi,more\n5,Eka\n5,Eko\n');
    expect(problems).toEqual([
      { line: 2, problem: 'number is empty' },
      { line: 3, problem: 'name is empty' },
      { line: 4, problem: 'has 1 fields, the header has 2' },
      { line: 5, problem: 'has 3 fields, the header has 2' },
      { line: 7, problem: 'number 5 has another name on line 6' },
    ]);
  });

  test.each([
    ['is empty', '', /the first line must name the columns/],
    [
      'has no header',
      '20210001,Siti Rahma\n',
      /must name the columns: number,name .*it reads 20210001,Siti Rahma/,
    ],
    ['has only a header', 'number,name\n', /no students/],
    ['does not close a quotation mark', 'number,name\n1,"Ana\n2,Budi\n', /quotation mark/],
    ['has a quotation mark inside a field', 'number,name\n1,"Ana"x\n', /quotation mark/],
  ])('when it %s, then that is its one problem', (_, text, problem) => {
    const parsed = parse(text);
    expect(parsed.rows).toEqual([]);
    expect(parsed.problems).toHaveLength(1);
    expect(parsed.problems[0]?.problem).toMatch(problem);
  });

  test('when it is not UTF-8, then it says how to save it', () => {
    const latin1 = Buffer.from('number,name\n1,Jos\u00e9\n', 'latin1');
    const utf16 = Buffer.from('\ufeffnumber,name\n1,Ana\n', 'utf16le');
    for (const bytes of [latin1, utf16]) {
      expect(parseStudentCsv(bytes).problems[0]?.problem).toContain('save it as "CSV UTF-8"');
    }
  });
});
