import { applyDecorators, Param, type PipeTransform } from '@nestjs/common';
import { ApiParam, ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { isUUID, IsUUID } from 'class-validator';
import { invalidRequest } from './validation';

const EXAMPLE = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';

/**
 * A property of a request that is an id: any UUID, of whatever version. It arrives in lower case, because two spellings of
 * one id would otherwise be two things.
 *
 * @example class PlaceOrderRequest { @IsId() readonly userId!: string; }
 */
export function IsId(): PropertyDecorator {
  return applyDecorators(
    IsUUID('loose'),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    ApiProperty({ format: 'uuid' }),
  );
}

/**
 * A parameter of the path that is an id, as {@link IsId}.
 *
 * @example @Get(':orderId') order(@IdParam('orderId') orderId: string) {}
 */
export function IdParam(name: string): ParameterDecorator {
  return (target, method, index) => {
    Param(name, new IdPipe(name))(target, method, index);
    const descriptor = Object.getOwnPropertyDescriptor(target, method as string);
    ApiParam({ name, format: 'uuid', example: EXAMPLE })(
      target,
      method as string,
      descriptor as PropertyDescriptor,
    );
  };
}

class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    if (isUUID(value, 'loose')) return value.toLowerCase();
    throw invalidRequest([
      { field: this.name, rule: 'isUuid', detail: `${this.name} must be a UUID, not "${value}"` },
    ]);
  }
}
