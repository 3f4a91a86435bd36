// Evaluates flags as a page does: all flags fetched once, and again when the sidecar's event stream says so. Prints the
// value, then the value after the next change, then how often it fetched and what it was answered.
import { EventSource } from 'eventsource';
import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';

globalThis.EventSource = EventSource;
const [baseUrl] = process.argv.slice(2);
const statuses = [];
const fetchImplementation = async (...request) => {
  const response = await fetch(...request);
  statuses.push(response.status);
  return response;
};

await OpenFeature.setContext({ targetingKey: 'user-0' });
await OpenFeature.setProviderAndWait(
  new OFREPWebProvider({ baseUrl, fetchImplementation, cacheMode: 'disabled' }),
);
const client = OpenFeature.getClient();
const changed = new Promise((resolve) => client.addHandler(ProviderEvents.ConfigurationChanged, resolve));
console.log(client.getStringValue('watched', 'in-code'));
const { flagsChanged } = await changed;
console.log(client.getStringValue('watched', 'in-code'));
console.log(JSON.stringify({ flagsChanged, statuses }));
await OpenFeature.close();
process.exit(0);
