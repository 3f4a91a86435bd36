// Evaluates flags as a service does: one call for each evaluation. Prints one line of JSON for each.
import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';

const [baseUrl] = process.argv.slice(2);
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl }));
const client = OpenFeature.getClient();

async function show(flag, context) {
  const { value, reason, variant, errorCode, flagMetadata } = await client.getStringDetails(flag, 'in-code', context);
  console.log(JSON.stringify({ value, reason, variant, errorCode, revision: flagMetadata.revision }));
}

await show('sentiment', { targetingKey: 'user-1' });
await show('sentiment', { targetingKey: 'user-0' });
await show('sentiment', { targetingKey: 'user-0', age: 42 });
await show('sentiment', {});
await show('nobody', { targetingKey: 'user-0' });
await OpenFeature.close();
