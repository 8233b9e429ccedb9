import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { isProduction } from '@warren/eventing';
import type { StringValue } from 'ms';
import { IsDuration } from './is-duration';
import { IsIssuer } from './is-issuer';
import { IsKeySetAddress } from './is-key-set-address';
import { IsOriginList } from './is-origin-list';
import { TracingEnvironment } from './tracing-environment';
import { Variable } from './variable';

const CLAIM = /^[\w.:/-]{1,200}$/;

/** Who may send requests, from where, and how many. */
export class AccessEnvironment extends TracingEnvironment {
  /** `development` and `test` make it laxer: tokens of the development issuer, keys over http, a user of the broker that all share, a master key that everybody knows. Absent: `production`, which refuses these. Another word is refused. */
  @Variable({ example: 'development' })
  @IsOptional()
  @IsIn(['production', 'development', 'test'], { message: 'must be production, development or test' })
  readonly NODE_ENV?: string;

  /** Who makes the tokens of callers: the claim `iss` of each. */
  @Variable({ example: 'https://identity.example.com/realms/shop' })
  @IsIssuer()
  readonly AUTH_ISSUER!: string;

  /** For whom the tokens must be made: one of the values of their claim `aud`. */
  @Variable({ example: 'warren' })
  @Matches(/^\S{1,200}$/, { message: 'must be a word of at most 200 characters' })
  readonly AUTH_AUDIENCE!: string;

  /** Where the issuer publishes the keys that it signs with: a JSON Web Key Set. */
  @Variable({ example: 'https://identity.example.com/realms/shop/protocol/openid-connect/certs' })
  @IsKeySetAddress()
  readonly AUTH_JWKS_URL!: string;

  /** The claim with the roles of who sends the request: its name, or its path where it lies in another one. */
  @Variable({ example: 'realm_access.roles' })
  @Matches(CLAIM, { message: 'must be the name of a claim, or a path with dots' })
  readonly AUTH_ROLES_CLAIM: string = 'roles';

  /** The claim with who it is; of a customer it must be the id of the user. */
  @Variable({ example: 'shop_user_id' })
  @Matches(CLAIM, { message: 'must be the name of a claim, or a path with dots' })
  readonly AUTH_SUBJECT_CLAIM: string = 'sub';

  /** How far the clocks of the issuer and of the service may differ. */
  @Variable({ example: '30s' })
  @IsDuration({ atMost: '5m' })
  readonly AUTH_CLOCK_TOLERANCE: StringValue = '30s';

  /** After so long the keys are read anew: so long at most is a key accepted that the issuer has withdrawn. */
  @Variable({ example: '10m' })
  @IsDuration({ atMost: '1d' })
  readonly AUTH_JWKS_MAX_AGE: StringValue = '10m';

  /** How long after the keys were read a token with an unknown key makes nobody read them again. */
  @Variable({ example: '30s' })
  @IsDuration({ atMost: '1h' })
  readonly AUTH_JWKS_COOLDOWN: StringValue = '30s';

  /** Web pages of these origins, with commas between, may send requests from browsers. Absent: of none. */
  @Variable({ example: 'https://shop.example.com,https://admin.example.com' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(/ *, */) : value))
  @IsOptional()
  @IsOriginList()
  readonly CORS_ORIGINS?: string[];

  /** How many requests a caller may send within RATE_LIMIT_WINDOW; each process counts for itself. 0: as many as they like. */
  @Variable({ example: '600' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be at least 0' })
  readonly RATE_LIMIT: number = 600;

  /** See RATE_LIMIT. */
  @Variable({ example: '1m' })
  @IsDuration({ atLeast: '1s', atMost: '1h' })
  readonly RATE_LIMIT_WINDOW: StringValue = '1m';

  /** How many proxies stand before the service, each of which adds to `X-Forwarded-For`. With too many, callers could choose their address. */
  @Variable({ example: '1' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be at least 0' })
  @Max(10, { message: 'must be at most 10' })
  readonly TRUSTED_PROXIES: number = 0;

  get isProduction(): boolean {
    return isProduction(this);
  }
}
