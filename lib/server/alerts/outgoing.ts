/** Requests to addresses that people configured: bounded, without redirects, and not into the network that the server stands in. */
import { lookup as lookupName } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { AppError } from "#lib/errors.ts";

export interface OutgoingOptions {
  /** Addresses of private networks, of this machine and of the link are allowed, too. */
  readonly allowPrivate: boolean;
}

export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Networks that a webhook has no business in (IANA special-purpose registries). */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
  ] as const),
  ...([
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
  ] as const),
  ...([
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
] as const)
  PRIVATE.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ...([
    ["::", 96],
    ["64:ff9b::", 96],
    ["64:ff9b:1::", 48],
    ["100::", 64],
    ["2001:db8::", 32],
    ["fc00::", 7],
    ["2002::", 16],
    ["fe80::", 10],
    ["fec0::", 10],
  ] as const),
  ["ff00::", 8] as const,
] as const)
  PRIVATE.addSubnet(network, prefix, "ipv6");

/** Also of IPv4 addresses that are written as IPv6. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? null;
  if (mapped !== null) return PRIVATE.check(mapped, "ipv4");
  const kind = isIP(address);
  return kind === 0 || PRIVATE.check(address, kind === 4 ? "ipv4" : "ipv6");
}

/** What the name leads to is looked at when the connection is made, so that no second look-up can lead elsewhere. */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookupName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "", 0);
    const open = addresses.filter(({ address }) => !isPrivateAddress(address));
    const [first] = open;
    if (first === undefined) return callback(refusal(hostname), "", 0);
    if (options.all === true) return callback(null, open);
    return callback(null, first.address, first.family);
  });
};

/** Rejects unless the answer is 2xx. Nothing of the address but its host is ever said: it may be a secret. */
export async function post({ url, headers, body, signal }: OutgoingRequest, { allowPrivate }: OutgoingOptions): Promise<void> {
  const target = new URL(url);
  if (target.protocol !== "https:" && target.protocol !== "http:")
    throw new AppError("TS-SERVER-001", "A webhook's address begins with https://.");
  const host = target.hostname.replace(/^\[|\]$/g, "");
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw refusal(host);
  const send = target.protocol === "https:" ? requestHttps : requestHttp;
  await new Promise<void>((resolve, reject) => {
    const options = { method: "POST", signal, agent: false as const, headers: { ...headers, "content-length": Buffer.byteLength(body) } };
    const outgoing = send(target, allowPrivate ? options : { ...options, lookup: publicOnly }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      response.on("error", reject);
      response.on("end", () => (status >= 200 && status < 300 ? resolve() : reject(new Error(`${host} answered ${status}.`))));
    });
    outgoing.on("error", (error) => reject(signal.aborted ? new Error(`${host} did not answer in time.`) : error));
    outgoing.end(body);
  });
}

function refusal(host: string): AppError {
  return new AppError("TS-SERVER-001", `${host} lies in a private network. Set TOUCHSTONE_ALLOW_PRIVATE_WEBHOOKS=1 where that is meant.`);
}
