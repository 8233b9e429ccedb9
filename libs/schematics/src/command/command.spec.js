const { refusalOf, tryOut } = require('../../test/try-out');

const FOLDER = 'apps/inventory/src/commands/dispatch-parcel';

describe('nest g command', () => {
  it('writes route, request, handler and its test, and makes them known', async () => {
    const { created, changed, tree } = await tryOut('command', { name: 'inventory', path: 'dispatchParcel' });
    expect(created).toEqual([
      `${FOLDER}/dispatch-parcel.command.ts`,
      `${FOLDER}/dispatch-parcel.controller.ts`,
      `${FOLDER}/dispatch-parcel.handler.spec.ts`,
      `${FOLDER}/dispatch-parcel.handler.ts`,
      `${FOLDER}/dispatch-parcel.request.ts`,
    ]);
    expect(changed).toEqual(['apps/inventory/src/inventory.module.ts']);
    const inventory = tree.readText('apps/inventory/src/inventory.module.ts');
    expect(inventory).toContain('[CountStockController, StockController, DispatchParcelController]');
    expect(inventory).toContain('    StockSnapshots,\n    DispatchParcelHandler,\n');
    const controller = tree.readText(`${FOLDER}/dispatch-parcel.controller.ts`);
    expect(controller).toContain("@Roles('staff')\n@Controller('parcels')");
    expect(controller).toContain("@Post(':parcelId/dispatch')");
    expect(tree.readText(`${FOLDER}/dispatch-parcel.handler.ts`)).toContain('  @Transactional()\n');
  });

  it('is about what the service is about where its name does not say', async () => {
    const { tree } = await tryOut('command', { name: 'orders', path: 'archive' });
    const controller = tree.readText('apps/orders/src/commands/archive/archive.controller.ts');
    expect(controller).toContain("@Controller('orders')");
    expect(controller).toContain("@Post(':orderId/archive')");
  });

  it.each([
    ['a service that is none', { name: 'nobody', path: 'dispatch-parcel' }, /no service "nobody"/],
    ['no name', { name: 'inventory' }, /Only the service was named/],
    ['what is no name', { name: 'inventory', path: 'a/b' }, /"a\/b" is no name for a command/],
    [
      'one that there is',
      { name: 'inventory', path: 'count-stock' },
      /count-stock\.command\.ts exists already/,
    ],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('command', /** @type {Record<string, string>} */ (options))).toMatch(refusal);
  });
});
