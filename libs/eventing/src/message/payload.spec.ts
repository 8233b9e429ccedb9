import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsInt, IsPositive, IsString, ValidateNested } from 'class-validator';
import { InvalidPayloadError } from './errors';
import { contractOf, IntegrationEvent } from './integration-event';
import { checkPayload, Payload, readPayload } from './payload';

class Page {
  @IsInt() @IsPositive() readonly number!: number;
}

@IntegrationEvent({
  type: 'library.pages-copied',
  version: 1,
  aggregate: 'book',
  subject: (e: PagesCopied) => e.bookId,
})
class PagesCopied extends Payload<PagesCopied> {
  @IsString() readonly bookId!: string;
  @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => Page) readonly pages!: Page[];
}

const contract = contractOf(PagesCopied);

describe('payloads', () => {
  it('reads plain data into instances of the classes of the contract', () => {
    const event = readPayload(contract, { bookId: 'b', pages: [{ number: 3 }] });
    expect(event).toBeInstanceOf(PagesCopied);
    expect(event.pages[0]).toBeInstanceOf(Page);
  });

  it('keeps fields that a newer publisher added', () => {
    expect(readPayload(contract, { bookId: 'b', pages: [{ number: 3 }], shelf: 7 })).toMatchObject({
      shelf: 7,
    });
  });

  it('names every field that breaks a rule, nested ones by their path', () => {
    const read = () => readPayload(contract, { bookId: 5, pages: [{ number: 1 }, { number: -2 }] });
    expect(read).toThrow(InvalidPayloadError);
    expect(read).toThrow(/bookId: bookId must be a string/);
    expect(read).toThrow(/pages\.1\.number: number must be a positive number/);
  });

  it.each([[null], ['text'], [[1]], [7], [undefined]])('refuses %p as a payload', (data) => {
    expect(() => readPayload(contract, data)).toThrow(/the payload must be an object/);
  });

  it('refuses a payload that is nested more deeply than the stack goes, as it does any other', () => {
    const data: unknown = JSON.parse(`{"bookId":"b","pages":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
    expect(() => readPayload(contract, data)).toThrow(InvalidPayloadError);
    expect(() => readPayload(contract, data)).toThrow(/nested too deeply/);
  });

  const withTitle = (title: string) => ({ bookId: 'b', pages: [{ number: 3 }], title });

  it.each([
    ['NUL', 'a\0b', 'must not contain NUL (U+0000)'],
    ['half a character', 'a\ud83d', 'must not contain half of a character (a lone surrogate)'],
  ])('refuses %s in a text, at whatever place, on arrival and before it travels', (_, text, why) => {
    const pages = [{ number: 3 }, { number: 4, remarks: { by: ['Ada', text] } }];
    const reads = [
      () => readPayload(contract, { bookId: text, pages: [{ number: 3 }] }),
      () => readPayload(contract, withTitle(text)),
      () => readPayload(contract, { bookId: 'b', pages }),
      () => readPayload(contract, { bookId: 'b', pages: [{ number: 3 }], [text]: 1 }),
    ];
    reads.forEach((read) => expect(read).toThrow(InvalidPayloadError));
    expect(reads[0]).toThrow(`library.pages-copied.v1: bookId: ${why}.`);
    expect(reads[1]).toThrow(`title: ${why}`);
    expect(reads[2]).toThrow(`pages.1.remarks.by.1: ${why}`);
    expect(reads[3]).toThrow(`: its name ${why}`);
    const published = new PagesCopied({ bookId: text, pages: [{ number: 1 } as Page] });
    expect(() => checkPayload(contract, published)).toThrow(`bookId: ${why}`);
  });

  it('takes whole characters of every kind, control characters too', () => {
    const title = 'two\nlines,\ta 👩‍👧, \u0001 and \uffff';
    expect(readPayload(contract, withTitle(title))).toMatchObject({ title });
  });

  it('says no more than it helps to know', () => {
    const pages = Array.from({ length: 1_000 }, () => ({ number: 1, remark: '\0' }));
    const read = () => readPayload(contract, { bookId: 'b', pages });
    expect(read).toThrow(InvalidPayloadError);
    expect(read).not.toThrow(/pages\.10\./);
  });

  it('checks what will travel, not what is in memory', () => {
    const published = new PagesCopied({ bookId: 'b', pages: [{ number: 1 }] });
    expect(checkPayload(contract, published).pages[0]).toBeInstanceOf(Page);
    const unprintable = new PagesCopied({ bookId: 'b', pages: [{ number: Number.NaN }] });
    expect(() => checkPayload(contract, unprintable)).toThrow(/pages\.0\.number/);
  });
});
