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

  it('checks what will travel, not what is in memory', () => {
    const published = new PagesCopied({ bookId: 'b', pages: [{ number: 1 }] });
    expect(checkPayload(contract, published).pages[0]).toBeInstanceOf(Page);
    const unprintable = new PagesCopied({ bookId: 'b', pages: [{ number: Number.NaN }] });
    expect(() => checkPayload(contract, unprintable)).toThrow(/pages\.0\.number/);
  });
});
