import { Body, Controller, Get, Logger, NotFoundException, Post, Query } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsInt, Min } from 'class-validator';
import { currentMessageContext, ListOf } from '@warren/eventing';
import { Public } from '../access/access-rule';
import { readConfig } from '../config/service-config';
import { HttpClient } from '../testing/http-client';
import { serveHttpOnly } from '../testing/http-only';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { IdParam, IsId } from './identifiers';
import { IsLine } from './is-line';
import { MayBeAbsent } from './may-be-absent';
import { Refuses } from './refuses';

class Line {
  @IsInt() @Min(1) readonly quantity!: number;
}

class Wish {
  @IsId() readonly id!: string;
  @MayBeAbsent() @IsLine(10) readonly note?: string;
  @ArrayNotEmpty() @ListOf(() => Line) readonly lines!: Line[];
}

class Filter {
  @Type(() => Number) @IsInt() @Min(1) readonly page: number = 1;
}

class NoSuchThing extends Error {}

@Controller('wishes')
@Public('Who asks is no matter here.')
class WishesController {
  @Post()
  wish(@Body() wish: Wish) {
    return { wish, context: currentMessageContext() };
  }

  @Get()
  page(@Query() { page }: Filter) {
    return { page };
  }

  @Get('failing/:how')
  @Refuses(422, NoSuchThing)
  fail(@Query('how') how: string): never {
    switch (how) {
      case 'refused':
        throw new NoSuchThing('There is no such thing.');
      case 'nest':
        throw new NotFoundException('Nothing here.');
      case 'database':
        throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
      default:
        throw new Error('password=hunter2');
    }
  }

  @Get(':id')
  byId(@IdParam('id') id: string) {
    return { id };
  }
}

const id = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';
const good = { id, lines: [{ quantity: 1 }] };

const JSON_TYPE = { 'content-type': 'application/json' };

let app: NestExpressApplication;
let http: HttpClient;

beforeAll(async () => {
  Logger.overrideLogger(false);
  const config = readConfig('wishes', { ...NEEDED_SETTINGS, BODY_LIMIT: '40kb' });
  app = await serveHttpOnly(config, WishesController);
  http = new HttpClient(await app.getUrl(), 'nobody');
});

afterAll(() => app.close());

describe('a request', () => {
  it('with a good body is understood', async () => {
    const { status, body } = await http.post('/wishes', { ...good, note: '  soon ' });
    expect(status).toBe(201);
    expect(body.wish).toEqual({ ...good, note: 'soon' });
  });

  it('has its ids in lower case, in the body and in the path', async () => {
    expect((await http.post('/wishes', { ...good, id: id.toUpperCase() })).body.wish.id).toBe(id);
    expect((await http.get(`/wishes/${id.toUpperCase()}`)).body.id).toBe(id);
  });

  it.each<[string, object, string, string]>([
    ['a missing field', { lines: good.lines }, 'id', 'isDefined'],
    ['a nested field', { ...good, lines: [{ quantity: 1 }, { quantity: 0 }] }, 'lines[1].quantity', 'min'],
    ['a text for a number', { ...good, lines: [{ quantity: '1' }] }, 'lines[0].quantity', 'isInt'],
    ['an empty list', { ...good, lines: [] }, 'lines', 'arrayNotEmpty'],
    ['null in a list', { ...good, lines: [null] }, 'lines', 'isObject'],
    ['a list in a list', { ...good, lines: [[{ quantity: 1 }]] }, 'lines', 'isObject'],
    ['null for what may be absent', { ...good, note: null }, 'note', 'isLine'],
    ['a control character', { ...good, note: 'a\u0000b' }, 'note', 'isLine'],
    ['half a character', { ...good, note: 'a\ud800' }, 'note', 'isLine'],
    ['nothing but spaces', { ...good, note: '   ' }, 'note', 'isLine'],
    ['nothing but a zero-width space', { ...good, note: '\u200b' }, 'note', 'isLine'],
    ['nothing but invisible fillers', { ...good, note: '\u3164\u2800' }, 'note', 'isLine'],
    ['a field nobody knows', { ...good, urgent: true }, 'urgent', 'whitelistValidation'],
    ['a field "constructor"', { ...good, constructor: 1 }, 'constructor', 'whitelistValidation'],
    ['a field "hasOwnProperty"', { ...good, hasOwnProperty: 1 }, 'hasOwnProperty', 'whitelistValidation'],
    [
      'such a field in a part',
      { ...good, lines: [{ quantity: 1, toString: 'x' }] },
      'lines[0].toString',
      'whitelistValidation',
    ],
  ])('with %s is told which field breaks which rule', async (_, json, field, rule) => {
    const { status, headers, body } = await http.post('/wishes', json);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'urn:problem:invalid-request', status: 400, instance: '/wishes' });
    expect(body.errors).toContainEqual({ field, rule, detail: expect.stringContaining(field) });
    expect(body.errors.every((error: { field: string }) => error.field.startsWith(field))).toBe(true);
  });

  it('is told of a wrong type, and not of its consequences', async () => {
    const { body } = await http.post('/wishes', { ...good, lines: [{ quantity: 'many' }] });
    expect(body.errors.map(({ rule }: { rule: string }) => rule)).toEqual(['isInt']);
  });

  it('is told of all that is wrong with a value of the right type, the type first', async () => {
    const { body } = await http.post('/wishes', { ...good, lines: [{ quantity: 0.5 }] });
    expect(body.errors.map(({ rule }: { rule: string }) => rule)).toEqual(['isInt', 'min']);
  });

  it.each(['[', '{"a":'])('that is nested too deeply (%s) is refused', async (open) => {
    const close = open === '[' ? ']' : '}';
    const nested = open.repeat(5_000) + '1' + close.repeat(5_000);
    const { status, body } = await http.send('POST', '/wishes', {
      raw: `{"id":${nested}}`,
      headers: JSON_TYPE,
    });
    expect(status).toBe(400);
    expect(body.detail).toMatch(/nested too deeply/);
  });

  it.each(['null', '"abc"', '7', '[]', '[[]]'])(
    'whose body is %s is told that an object is wanted',
    async (raw) => {
      const { status, body } = await http.send('POST', '/wishes', { raw, headers: JSON_TYPE });
      expect(status).toBe(400);
      expect(body.detail).toMatch(/must be an object/);
    },
  );

  it('is told everything that is wrong with it at once', async () => {
    const { body } = await http.post('/wishes', { id: 'x', lines: [{ quantity: -1 }], more: 1 });
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'id',
      'lines[0].quantity',
      'more',
    ]);
  });

  it.each(['[]', '[[]]', 'null', '"text"', '7', 'true'])(
    'whose body is %s instead of an object is refused',
    async (raw) => {
      const { status, body } = await http.send('POST', '/wishes', {
        raw,
        headers: JSON_TYPE,
      });
      expect(status).toBe(400);
      expect(body.type).toMatch(/^urn:problem:(malformed-body|invalid-request)$/);
    },
  );

  it.each(['{', '{"id":', "{'id': 1}", '\u0000', '{"id":"x"} trailing'])(
    'whose body is not JSON (%j) is told so',
    async (raw) => {
      const { status, body } = await http.send('POST', '/wishes', {
        raw,
        headers: JSON_TYPE,
      });
      expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:problem:malformed-body' });
      expect(body.detail).toMatch(/^The body is not valid JSON: /);
    },
  );

  it('cannot pollute prototypes', async () => {
    const raw = `{"__proto__":{"polluted":true},"id":"${id}","lines":[{"quantity":1}]}`;
    const { status, body } = await http.send('POST', '/wishes', { raw, headers: JSON_TYPE });
    expect({ status, field: body.errors?.[0]?.field }).toEqual({ status: 400, field: '__proto__' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['two bytes that are none', [0xff, 0xfe]],
    ['half a character', [0xe2, 0x82]],
    ['a character the long way round', [0xc1, 0x81]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ])('with %s in a text is refused, not changed', async (_, bytes) => {
    const [start = '', end = ''] = JSON.stringify({ ...good, note: '|' }).split('|');
    const raw = Buffer.concat([Buffer.from(start), Buffer.from(bytes), Buffer.from(end)]);
    const { status, headers, body } = await http.send('POST', '/wishes', { raw, headers: JSON_TYPE });
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:problem:malformed-body' });
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body.detail).toContain('not UTF-8');
  });

  it('with signs of many languages is taken as it is', async () => {
    const note = 'é\u200dß𝒳नम👩';
    expect((await http.post('/wishes', { ...good, note })).body.wish.note).toBe(note);
  });

  it('larger than the limit is told the limit', async () => {
    const { status, body } = await http.post('/wishes', { ...good, note: 'x'.repeat(41_000) });
    expect({ status, type: body.type }).toEqual({ status: 413, type: 'urn:problem:body-too-large' });
    expect(body.detail).toContain('40kb');
  });

  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'application/json', 'content-encoding': 'zip' }],
    [{ 'content-type': 'application/json; charset=utf-99' }],
    [{ 'content-type': 'application/json; charset=utf-16le' }],
    [{ 'content-type': 'application/json; charset=utf-7' }],
  ])('that is no readable JSON by its headers %j is told what is wanted', async (headers) => {
    const { status, body } = await http.send('POST', '/wishes', { raw: JSON.stringify(good), headers });
    expect({ status, type: body.type }).toEqual({ status: 415, type: 'urn:problem:unsupported-media-type' });
  });

  it('without a body is told what is missing', async () => {
    const { status, body } = await http.send('POST', '/wishes');
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['id', 'lines']);
  });

  it.each(['abc', '0', '-1', '1.5', '1e999', ''])('for page "%s" is refused', async (page) => {
    const { status, body } = await http.get(`/wishes?page=${page}`);
    expect({ status, field: body.errors?.[0]?.field }).toEqual({ status: 400, field: 'page' });
  });

  it.each(['not-a-uuid', '%00', '..%2f..%2fetc', `${id}0`])('for the id "%s" is refused', async (given) => {
    const { status, body } = await http.get(`/wishes/${given}`);
    expect({ status, field: body.errors?.[0]?.field }).toEqual({ status: 400, field: 'id' });
  });

  it.each(['/nothing', '/wishes/%ff', '/wishes/a/b/c'])(
    'for %s, which is nowhere, is answered with a problem',
    async (path) => {
      const { status, headers } = await http.get(path);
      expect([400, 404]).toContain(status);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    },
  );
});

describe('an error', () => {
  const failing = (how: string) => http.get(`/wishes/failing/x?how=${how}`);

  it('that the route refuses with has its own status and type', async () => {
    const { status, body } = await failing('refused');
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: 'urn:problem:no-such-thing',
      title: 'No such thing',
      detail: 'There is no such thing.',
    });
  });

  it('of Nest keeps its status', async () => {
    const { status, body } = await failing('nest');
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: 'about:blank', title: 'Not Found', detail: 'Nothing here.' });
  });

  it('of the database being away is a 503 that says when to come back, and not where the database is', async () => {
    const { status, headers, body } = await failing('database');
    expect({ status, type: body.type }).toEqual({ status: 503, type: 'urn:problem:temporarily-unavailable' });
    expect(headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(body)).not.toContain('10.0.0.7');
  });

  it('that nobody expected is a 500 that tells nothing but how to find it', async () => {
    const { status, headers, body } = await failing('otherwise');
    expect({ status, type: body.type }).toEqual({ status: 500, type: 'urn:problem:internal-error' });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(body.correlationId).toBe(headers.get('x-correlation-id'));
  });
});

describe('the correlation id', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('is the one that was sent, in the answer and in whatever the request publishes', async () => {
    const { headers, body } = await http.post('/wishes', good, {
      'x-correlation-id': 'order-7',
      traceparent,
    });
    expect(headers.get('x-correlation-id')).toBe('order-7');
    expect(body.context).toEqual({ correlationId: 'order-7', traceparent });
  });

  it('is a new one when none was sent, and another for the next request', async () => {
    const [one, two] = [await http.post('/wishes', good), await http.post('/wishes', good)];
    expect(one.body.context).toEqual({ correlationId: one.headers.get('x-correlation-id') });
    expect(one.body.context.correlationId).toMatch(/^[\da-f-]{36}$/);
    expect(two.body.context.correlationId).not.toBe(one.body.context.correlationId);
  });

  it.each(['x'.repeat(129), 'has space', 'quote"', 'schlüssel'])(
    'is a new one when what was sent is not fit to be logged (%s)',
    async (sent) => {
      const given = Buffer.from(sent, 'utf8').toString('latin1');
      const { headers } = await http.post('/wishes', good, { 'x-correlation-id': given });
      expect(headers.get('x-correlation-id')).toMatch(/^[\da-f-]{36}$/);
    },
  );

  it.each(['nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'comes without the trace %s, which is none',
    async (sent) => {
      const { body } = await http.post('/wishes', good, { traceparent: sent });
      expect(body.context.traceparent).toBeUndefined();
    },
  );

  it('is in the answer to a body that could not be read, too', async () => {
    const headers = { 'content-type': 'application/json', 'x-correlation-id': 'order-8' };
    const { body } = await http.send('POST', '/wishes', { raw: '{', headers });
    expect(body.correlationId).toBe('order-8');
  });
});

describe('the API docs', () => {
  it('describe routes, ids and refusals for programs', async () => {
    const { body } = await http.get('/docs-json');
    expect(Object.keys(body.paths)).toContain('/wishes/{id}');
    expect(body.paths['/wishes/{id}'].get.parameters).toMatchObject([
      { name: 'id', in: 'path', schema: { format: 'uuid' } },
    ]);
    expect(body.paths['/wishes/failing/{how}'].get.responses['422'].description).toContain(
      'urn:problem:no-such-thing',
    );
    expect(body.components.schemas.Problem).toBeDefined();
  });

  it('are a page for people', async () => {
    const { status, headers } = await http.get('/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
  });
});
