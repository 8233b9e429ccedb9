import { salesAsCsv } from './sales.csv';
import { asText } from './spreadsheet-text';

const row = (name: string, amount = '10') => ({
  day: '2031-02-01',
  productId: '0190c5d2-1111-7abc-8def-1a2b3c4d0003',
  name,
  quantity: '2',
  revenue: { amount, currency: 'EUR' },
});

describe('a text in a spreadsheet', () => {
  it.each([
    ['=HYPERLINK("http://evil")', `'=HYPERLINK("http://evil")`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['  =1+1', "'  =1+1"],
    ['"=1+1"', `'"=1+1"`],
    ['Pen;=1+1', "Pen;'=1+1"],
    ['Pen;"=1+1";@A1', `Pen;'"=1+1";'@A1`],
    ['Pen,\t=1+1', "Pen,\t'=1+1"],
    ['Pen\n=1+1', "Pen\n'=1+1"],
  ])('that would run as a formula does not: %j', (text, harmless) =>
    expect(asText(text, 'comma')).toBe(harmless),
  );

  it.each([
    'Pen',
    "Pen, 'blue'",
    'Pen - blue',
    '2+2 pens = 4',
    'A-4; lined',
    'Socks, -10 %',
    'me@example.org',
    '',
  ])('that is none stays as it is: %j', (text) => expect(asText(text, 'comma')).toBe(text));
});

describe('a text in a spreadsheet with semicolons', () => {
  it('is looked through at its commas', () => {
    expect(asText('Pen,=1+1', 'semicolon')).toBe("Pen,'=1+1");
    expect(asText('Pen;=1+1', 'semicolon')).toBe('Pen;=1+1'); // the file has it in quotes
  });
});

describe('the CSV of sales', () => {
  it('is told to be UTF-8, and quotes what it must', () => {
    const csv = salesAsCsv([row('Füller, "blau"\nbreit')]);
    expect(csv).toBe(
      '\ufeffday,productId,name,quantity,revenue,currency\r\n' +
        '2031-02-01,0190c5d2-1111-7abc-8def-1a2b3c4d0003,"Füller, ""blau""\nbreit",2,10,EUR\r\n',
    );
  });

  it('has semicolons for who expects them', () => {
    expect(salesAsCsv([row('Pen; blue, broad')], 'semicolon')).toBe(
      '\ufeffday;productId;name;quantity;revenue;currency\r\n' +
        '2031-02-01;0190c5d2-1111-7abc-8def-1a2b3c4d0003;"Pen; blue, broad";2;10;EUR\r\n',
    );
  });

  it('has a header also where nothing was sold, and all digits of a large sum', () => {
    expect(salesAsCsv([])).toBe('\ufeffday,productId,name,quantity,revenue,currency\r\n');
    expect(salesAsCsv([row('Pen', '36028797018963964')])).toContain(',36028797018963964,');
  });
});
