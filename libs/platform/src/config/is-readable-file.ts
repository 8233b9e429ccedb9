import { accessSync, constants, statSync } from 'node:fs';
import { ValidateBy, ValidateIf } from 'class-validator';

/** The property, if it is given, must be the path of a file that this process can read. */
export function IsReadableFile(): PropertyDecorator {
  return (target, name) => {
    ValidateIf((_, value) => value !== undefined)(target, name);
    ValidateBy({
      name: 'isReadableFile',
      validator: {
        validate: (value) => typeof value === 'string' && isReadable(value),
        defaultMessage: () => 'must be the path of a file that this process can read',
      },
    })(target, name);
  };
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
