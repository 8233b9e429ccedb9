import { Controller, Get, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { readConfig } from '../config/service-config';
import { configureHttp } from '../http/configure-http';
import { StartError } from '../service/start-error';
import { httpOnly } from '../testing/http-only';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { Public, Roles } from './access-rule';

@Controller('open')
@Public('It is a test.')
class OpenController {
  @Get() all(): void {}
  @Post(':id/close') close(): void {}
  noRoute(): void {}
}

@Controller('half')
class HalfController {
  @Get() @Roles('staff') declared(): void {}
  @Get('forgotten') forgotten(): void {}
  @Post([':id/a', ':id/b']) alsoForgotten(): void {}
}

@Controller('twice')
@Roles('staff')
class TwiceController {
  @Get() once(): void {}
  @Get(':id') @Public('A mistake?') twice(): void {}
}

const config = readConfig('shop', NEEDED_SETTINGS);

async function configure(module: Parameters<typeof NestFactory.create>[0]): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false, logger: false });
  try {
    configureHttp(app, config);
  } finally {
    await app.close();
  }
}

const withControllers = (...controllers: Type[]) => configure(httpOnly(config, ...controllers));

describe('a service whose routes are to be declared', () => {
  it('starts when each of them says who may use it', async () => {
    await expect(withControllers(OpenController)).resolves.toBeUndefined();
  });

  it('does not start otherwise, and names all of them, where they are, and what to write', async () => {
    const error = await withControllers(OpenController, HalfController, TwiceController).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(StartError);
    const { message } = error as Error;
    expect(message).toContain('shop cannot start: 3 routes do not say once who may use them.');
    expect(message).toMatch(/ GET \/half\/forgotten +HalfController\.forgotten says nothing\n/);
    expect(message).toMatch(/ POST \/half\/:id\/a\|:id\/b +HalfController\.alsoForgotten says nothing\n/);
    expect(message).toMatch(/ GET \/twice\/:id +TwiceController\.twice says it, and so does its class\n/);
    expect(message).toContain(`Write @Roles('staff')`);
    expect(message).not.toMatch(/OpenController|HalfController\.declared|TwiceController\.once/);
  });

  it('does not start when nobody would enforce what they say', async () => {
    class Unguarded {}
    await expect(configure({ module: Unguarded, controllers: [OpenController] })).rejects.toThrow(
      /nobody would check who uses its routes. Import PlatformModule/,
    );
  });
});

describe('@Public', () => {
  it('needs a reason', () => expect(() => Public(' ')).toThrow('needs the reason'));
});
