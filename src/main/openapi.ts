let described: Promise<string> | undefined;

/** The public API, which leaves out what is the window's alone, as OpenAPI 3.1, made from the contract when first asked for. */
export async function describeApi(version: string): Promise<Response> {
  described ??= generate(version);
  return new Response(await described, { headers: { 'content-type': 'application/json' } });
}

async function generate(version: string): Promise<string> {
  const [{ OpenAPIGenerator }, { workerContract }, { cellContract }] = await Promise.all([
    import('@orpc/openapi'),
    import('../shared/rpc/worker-contract.ts'),
    import('../shared/rpc/cell-contract.ts'),
  ]);
  const { ZodToJsonSchemaConverter } = await import('@orpc/zod/zod4');
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return JSON.stringify(
    await generator.generate(
      { ...workerContract, ...cellContract },
      { info: { title: 'Tracklake', version }, servers: [{ url: '/api' }] },
    ),
  );
}
