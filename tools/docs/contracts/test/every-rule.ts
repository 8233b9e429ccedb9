import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  Equals,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO4217CurrencyCode,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsRFC3339,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { IntegrationEvent, ListOf, ObjectOf, Payload, Personal } from '@warren/eventing';

export class Grain extends Payload<Grain> {
  @IsIn(['rye', 'oat', 7]) readonly kind!: 'rye' | 'oat' | 7;
  @IsOptional() @IsInt() readonly age?: number;
}

/** Has a field for each rule that a schema can say. */
@IntegrationEvent({
  type: 'mill.flour-ground',
  version: 1,
  aggregate: 'sack',
  subject: (event: EveryRule) => event.loose,
})
export class EveryRule extends Payload<EveryRule> {
  @IsUUID('loose') readonly loose!: string;
  @IsUUID() readonly anyVersion!: string;
  @IsUUID('7') readonly sorted!: string;
  @IsString() readonly text!: string;
  @IsString() @IsNotEmpty() readonly filled!: string;
  @Length(2, 5) readonly short!: string;
  @MinLength(2) @MaxLength(3) readonly shorter!: string;
  @Matches(/^[a-c]+$/) readonly letters!: string;
  @IsEmail() readonly email!: string;
  @Personal() @IsEmail() readonly personal!: string;
  @IsRFC3339() readonly time!: string;
  @IsISO4217CurrencyCode() readonly currency!: string;
  @IsInt() @Min(-1) @Max(1) readonly whole!: number;
  @IsNumber() @IsPositive() readonly fraction!: number;
  @IsBoolean() readonly yes!: boolean;
  @Equals('x') readonly fixed!: 'x';
  @IsObject() readonly anything!: object;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(2) readonly some!: unknown[];
  @ArrayNotEmpty() @IsString({ each: true }) readonly texts!: string[];
  @IsOptional() @ArrayNotEmpty() @IsInt({ each: true }) @Min(0, { each: true }) readonly numbers?: number[];
  @ObjectOf(() => Grain) readonly grain!: Grain;
  @IsOptional() @ObjectOf(() => Grain) readonly rest?: Grain;
  @ArrayMaxSize(2) @ListOf(() => Grain) readonly grains!: Grain[];
}

export const EXAMPLE = {
  loose: '0190c5d2-9b41-0f08-0a11-3c9e5d7b0002',
  anyVersion: '0190c5d2-9b41-4f08-8a11-3c9e5d7b0002',
  sorted: '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002',
  text: '',
  filled: 'x',
  short: 'abcde',
  shorter: 'ab',
  letters: 'abc',
  email: 'ada@example.org',
  personal: 'ada@example.org',
  time: '2030-01-02T03:04:05Z',
  currency: 'EUR',
  whole: -1,
  fraction: 0.5,
  yes: false,
  fixed: 'x',
  anything: {},
  some: [null],
  texts: ['', 'x'],
  numbers: [0],
  grain: { kind: 'rye', age: 1 },
  rest: { kind: 7 },
  grains: [{ kind: 'oat' }],
};
